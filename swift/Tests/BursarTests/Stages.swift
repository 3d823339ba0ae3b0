import Bursar
import BursarTesting
import Foundation

/// Calls by `begin`, with texts as the vector has them, whatever Swift's types would allow.
struct BegunStage: Stage {
  let access: Access
  let clock: ScriptClock

  init(_ session: JSON, _ clock: ScriptClock) throws {
    let config: [String: JSON] = [
      "platform": session["platform"], "credentials": session["credentials"], "options": session["options"],
      "allowInsecure": session.object?["allowInsecure"] ?? false, "packing": "rows8", "seed": 7,
    ]
    let text = [UInt8](try JSONEncoder().encode(config))
    access = Access(config: text, title: "corpus", options: ClientOptions(), clock: clock)
    self.clock = clock
    _ = try EspAi(access: access).checked()
  }

  func call(_ operation: String, _ params: [String: JSON], _ options: [String: JSON]) async throws -> any Played {
    let texts = try [options, params].map { [UInt8](try JSONEncoder().encode($0)) }
    return BegunCall(
      try access.begin(operation, options: texts[0], params: texts[1], now: clock.now()), clock)
  }

  func token() throws -> Secret? { try EspAi(access: access).token() }
  func setToken(_ token: Secret) throws { try EspAi(access: access).setToken(token) }
}

final class BegunCall: Played {
  private let call: Call
  private let clock: ScriptClock

  init(_ call: Call, _ clock: ScriptClock) {
    self.call = call
    self.clock = clock
  }

  var present: Seen {
    switch call.step {
    case .send(let request): .send(request)
    case .wait(let duration): .wait(Int(duration.milliseconds))
    case .value(let page): .ended(Ended(page))
    case .failed(let error): .failed(error)
    }
  }

  func reply(_ reply: HttpReply) { call.received(reply, now: clock.now()) }
  func waited() { call.waited(now: clock.now()) }
  func close() { call.close() }

  func lose(_ how: String) {
    let losses: [String: Call.Lost] = [
      "not_sent": .notSent, "maybe_sent": .maybeSent, "cancelled": .cancelled, "too_large": .tooLarge,
      "unusable": .unusable, "unsent": .unsent,
    ]
    call.failed(losses[how] ?? .maybeSent, detail: "the wire broke", now: clock.now())
  }
}

/// Typed calls, driven by the package's driver over an executor that plays the script.
struct TypedStage: Stage {
  let client: any Client

  init(_ session: JSON, _ clock: ScriptClock) throws {
    let names = [
      "lbai": ["token"], "opencatd": ["token"], "akool": ["apiKey", "clientId", "clientSecret"], "espai": ["apiKey"],
    ]
    let platform = session["platform"].string ?? ""
    let given = session["credentials"].object ?? [:]
    guard let names = names[platform], given.keys.allSatisfy(names.contains) else { throw Untyped(why: "the session") }
    let credentials: [Credential] = try names.map { name in
      let secret: Secret? = try given[name].map { value in
        guard let secret = Secret(json: value) else { throw Untyped(why: "a credential") }
        return secret
      }
      return (name, secret, "BURSAR_NOT_SET")
    }
    let options = try TypedOptions(session["options"].object ?? [:], of: "session")
    var own = ClientOptions(
      timeout: options.timeout, connectTimeout: options.connectTimeout, deadline: options.deadline,
      maxRetries: options.maxRetries, verify: options.verify, headers: options.headers)
    own.allowInsecure = session["allowInsecure"] == true
    let access = Access(
      platform: platform, credentials: credentials, baseUrl: options.baseUrl, dialect: options.dialect, options: own,
      clock: clock)
    client =
      switch platform {
      case "lbai": Lbai(access: access)
      case "opencatd": OpenCatd(access: access)
      case "akool": Akool(access: access)
      default: EspAi(access: access)
      }
    _ = try client.checked()
  }

  func call(_ operation: String, _ params: [String: JSON], _ options: [String: JSON]) async throws -> any Played {
    let typed = try TypedOptions(options, of: "call")
    let call = TypedCall()
    let own = CallOptions(
      timeout: typed.timeout, connectTimeout: typed.connectTimeout, deadline: typed.deadline,
      maxRetries: typed.maxRetries, verify: typed.verify, headers: typed.headers, baseUrl: typed.baseUrl,
      http: .closure { try await call.send($0) }, path: typed.path, query: typed.query, body: options["body"],
      after: typed.after)
    await call.start(try typedCall(operation, Given(client: client, params: params), own))
    return call
  }

  func token() throws -> Secret? { try client.token() }
  func setToken(_ token: Secret) throws { try client.setToken(token) }
}

/// Options of a vector, where Swift's types allow them.
struct TypedOptions {
  var timeout: Duration?
  var connectTimeout: Duration?
  var deadline: Duration?
  var maxRetries: Int?
  var verify: Bool?
  var headers: [String: String] = [:]
  var baseUrl: String?
  var dialect: Dialect?
  var path: String?
  var query: [String: String] = [:]
  var after: String?

  init(_ options: [String: JSON], of whose: String) throws {
    for (name, value) in options {
      switch (name, value) {
      case ("timeoutMs", .int(let ms)): timeout = .milliseconds(ms)
      case ("connectTimeoutMs", .int(let ms)): connectTimeout = .milliseconds(ms)
      case ("deadlineMs", .int(let ms)): deadline = .milliseconds(ms)
      case ("maxRetries", .int(let count)): maxRetries = count
      case ("verify", .bool(let bool)): verify = bool
      case ("headers", .object(let object)): headers = try object.mapValues(Self.text)
      case ("baseUrl", .string(let text)): baseUrl = text
      case ("dialect", .string(let text)) where whose == "session": dialect = Dialect(rawValue: text)
      case ("path", .string(let text)) where whose == "call": path = text
      case ("query", .object(let object)) where whose == "call": query = try object.mapValues(Self.text)
      case ("after", .string(let text)) where whose == "call": after = text
      case ("body", _) where whose == "call": break
      default: throw Untyped(why: "the option \(name)")
      }
    }
  }

  private static func text(_ value: JSON) throws -> String {
    guard let text = value.string else { throw Untyped(why: "a header or a query") }
    return text
  }
}

/// A typed call under way: what it asks for is taken, and answered, by the script.
final class TypedCall: Played {
  @TaskLocal static var current: TypedCall?

  private struct State {
    var present: Seen = .cancelled
    var task: Task<Void, Never>?
  }

  private let state = Locked(State())
  private let steps = Mailbox<Seen>()
  private let replies = Mailbox<Result<HttpReply, RequestLost>>()
  private let wakes = Mailbox<Bool>()

  var present: Seen { state.with { $0.present } }

  func start(_ body: @escaping @Sendable () async throws -> Ended) async {
    let task = Self.$current.withValue(self) {
      Task {
        do {
          steps.put(.ended(try await body()))
        } catch let error as BursarError {
          steps.put(.failed(error))
        } catch {
          steps.put(.cancelled)
        }
      }
    }
    state.with { $0.task = task }
    await next()
  }

  private func next() async {
    let seen = (try? await steps.take()) ?? .cancelled
    state.with { $0.present = seen }
  }

  func send(_ request: HttpRequest) async throws -> HttpReply {
    steps.put(.send(request))
    return try await replies.take().get()
  }

  func pause(_ milliseconds: Int) async throws {
    steps.put(.wait(milliseconds))
    _ = try await wakes.take()
  }

  func reply(_ reply: HttpReply) async {
    replies.put(.success(reply))
    await next()
  }

  func waited() async {
    wakes.put(true)
    await next()
  }

  func lose(_ how: String) async {
    switch how {
    case "cancelled": state.with { $0.task }?.cancel()
    case "not_sent": replies.put(.failure(RequestLost(.notSent)))
    case "unusable": replies.put(.failure(RequestLost(.unusable)))
    case "too_large": replies.put(.failure(RequestLost(.tooLarge)))
    default: replies.put(.failure(RequestLost(.maybeSent)))
    }
    await next()
  }

  func close() throws {
    state.with { $0.task }?.cancel()
    throw Untyped(why: "a call that is dropped")
  }
}

/// Hands values from one task to another.
final class Mailbox<Value: Sendable>: Sendable {
  private struct State {
    var values: [Value] = []
    var waiting: CheckedContinuation<Value, any Error>?
    var isOver = false
  }

  private let state = Locked(State())

  func put(_ value: Value) {
    let waiting = state.with { state in
      if state.waiting == nil { state.values.append(value) }
      defer { state.waiting = nil }
      return state.waiting
    }
    waiting?.resume(returning: value)
  }

  /// Throws at once when the task is cancelled.
  func take() async throws -> Value {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let result: Result<Value, any Error>? = state.with { state in
          if !state.values.isEmpty { return .success(state.values.removeFirst()) }
          if state.isOver { return .failure(CancellationError()) }
          state.waiting = continuation
          return nil
        }
        if let result { continuation.resume(with: result) }
      }
    } onCancel: {
      let waiting = state.with { state in
        state.isOver = true
        defer { state.waiting = nil }
        return state.waiting
      }
      waiting?.resume(throwing: CancellationError())
    }
  }
}
