import Foundation

/// What all clients have.
///
/// A client can be shared between tasks. Copies share one session: its token, and the turns that its transfers take. It closes
/// when the last of them is gone.
public protocol Client: Sendable, CustomStringConvertible {
  /// What its calls go by.
  var access: Access { get }

  /// A client with the access of another one.
  init(access: Access)
}

/// A session with a platform, and how its requests are sent. Clients are made of it; its renderings show nothing.
public struct Access: Sendable {
  private let session: Result<Session, BursarError>
  private let title: String
  /// Nil for the core's own transport.
  private let http: (any HttpExecutor)?
  private let onEvent: (@Sendable (BursarEvent) -> Void)?
  private let clock: any HostClock
  /// Where what is known of replies goes, if anybody wants it.
  private let notes: Locked<[String]>?
}

extension Access: Redacted {
  /// The platform's name.
  public var description: String { title }
}

/// A credential of a platform: its name, what was given, and the variable that it is read from otherwise.
package typealias Credential = (name: String, given: Secret?, environment: String)

extension Access {
  /// Opens a session. What is wrong with it is thrown by the first call, or by ``Client/checked()``.
  package init(
    platform: String, credentials: [Credential], baseUrl: String?,
    dialect: Dialect? = nil, options: ClientOptions, clock: any HostClock = SystemClock()
  ) {
    var text = ObjectWriter()
    text.set("platform", platform)
    text.set("allowInsecure", options.allowInsecure)
    text.set("packing", "rows8")
    text.set("caPem", options.caPem)
    text.set("proxy", options.proxy)
    text.set("seed", Int64.random(in: 0..<1 << 53))
    let secrets = Self.secrets(credentials)
    let parts = [("credentials", secrets), ("options", options.text(baseUrl: baseUrl, dialect: dialect))]
    for (name, object) in parts where !object.isEmpty { text.set(name, object: object) }
    self.init(config: text.end(), title: platform, options: options, clock: clock)
  }

  /// Opens a session by the text of its configuration.
  package init(config: [UInt8], title: String, options: ClientOptions, clock: any HostClock) {
    session = Result {
      try options.check()
      return try Session(config: config)
    }.mapError(BursarError.of)
    self.title = title
    http = options.http ?? ClientOptions.standard
    onEvent = options.onEvent
    self.clock = clock
    notes = nil
  }

  /// Those of the environment count only where none is given: they may belong to another account.
  private static func secrets(_ credentials: [Credential]) -> [UInt8] {
    var text = ObjectWriter()
    let given = credentials.contains { $0.given != nil }
    let environment = given ? [:] : ProcessInfo.processInfo.environment
    for credential in credentials {
      let found = environment[credential.environment].flatMap { $0.isEmpty ? nil : Secret($0) }
      text.set(credential.name, credential.given ?? found)
    }
    return text.end()
  }

  private init(_ access: Access, notes: Locked<[String]>) {
    session = access.session
    title = access.title
    http = access.http
    onEvent = access.onEvent
    clock = access.clock
    self.notes = notes
  }

  fileprivate func opened() throws -> Session {
    try session.get()
  }

  /// Begins an operation by the texts of its options and parameters.
  package func begin(_ operation: String, options: [UInt8], params: [UInt8], now: UInt64?) throws -> Call {
    guard let known = operations[operation] else {
      throw BursarError.configuration("there is no operation \(operation)")
    }
    return Call(try opened(), request(operation, options, params), known.read, clock, now: now)
  }

  fileprivate func noting(_ notes: Locked<[String]>) -> Access {
    Access(self, notes: notes)
  }
}

/// What generated methods call.
extension Access {
  func record<Row: Sendable>(
    _ operation: String, _ params: ObjectWriter, _ options: CallOptions, _ read: @escaping Reader<Row>
  ) async throws -> Row {
    let answered = try await run(operation, params.end(), options, read)
    guard let row = answered.rows.first else { throw BursarError.configuration("\(operation): the core gave no row") }
    return row
  }

  func unit(_ operation: String, _ params: ObjectWriter, _ options: CallOptions) async throws {
    _ = try await run(operation, params.end(), options, nothing)
  }

  func rows<Row: Sendable>(
    _ operation: String, _ params: ObjectWriter, _ options: CallOptions, _ read: @escaping Reader<Row>
  ) -> Rows<Row> {
    let params = params.end()
    return Rows { after, meta in try await run(operation, params, options, read, after: after, meta: meta) }
  }

  private func run<Row: Sendable>(
    _ operation: String, _ params: [UInt8], _ options: CallOptions, _ read: @escaping Reader<Row>, after: String? = nil,
    meta: Bool = false
  ) async throws -> Answered<Row> {
    let session = try opened()
    let onEvent = options.onEvent ?? self.onEvent
    let meta = meta || onEvent != nil || notes != nil
    let request = request(operation, try options.text(after: after, meta: meta), params)
    let teller = onEvent.map { Teller(operation, $0) }
    let answered =
      if let http = options.http ?? http {
        try await drive(session, request, read, Host(http: http, clock: clock), teller)
      } else {
        try await Bursar.run(session, request, read, clock, teller)
      }
    notes?.with { $0.append(answered.meta) }
    return answered
  }
}

/// `name␟options␟params`. Secrets are shown to the core, and to nobody else.
private func request(_ operation: String, _ options: [UInt8], _ params: [UInt8]) -> [UInt8] {
  var request: [UInt8] = []
  request.reserveCapacity(operation.utf8.count + options.count + params.count + 2)
  request.append(contentsOf: operation.utf8)
  request.append(0x1F)
  request.append(contentsOf: options)
  request.append(0x1F)
  request.append(contentsOf: params)
  return request
}

extension Client {
  /// The platform's name.
  public var description: String { access.description }

  /// The client, if its configuration is right; otherwise throws what its first call would. Nothing is sent.
  ///
  /// What `caPem` and `proxy` hold is looked at by the first call only, which then throws `configuration` and has sent nothing.
  @discardableResult
  public func checked() throws -> Self {
    _ = try access.opened()
    return self
  }

  /// The session's token, to be shared through a store of your own; nil if there is none.
  public func token() throws -> Secret? {
    try access.opened().token
  }

  /// Replaces the session's token; nil forgets it.
  public func setToken(_ token: Secret?) throws {
    try access.opened().setToken(token)
  }

  /// Forgets the session. Calls that run go on; new ones fail.
  public func close() {
    try? access.opened().close()
  }

  /// Runs a call with this client, and also tells of the reply.
  ///
  /// `let got = try await espai.withResponse { try await $0.cards.get(phone: phone, code: code) }` gives the card as
  /// `got.value`, and what is known of the reply as `got.response`; of several calls, the last reply. Lists have a
  /// `withResponse` of their own.
  ///
  /// - Parameters:
  ///   - isolation: Where the closure runs: the caller's actor, whose state it may use.
  ///   - body: What makes the call, with the client that it is given.
  public func withResponse<Value: Sendable>(
    isolation: isolated (any Actor)? = #isolation, _ body: (Self) async throws -> Value
  ) async throws -> WithResponse<Value> {
    let notes = Locked<[String]>([])
    let value = try await body(Self(access: access.noting(notes)))
    guard let meta = notes.with({ $0.last }) else {
      throw BursarError.configuration("withResponse: the closure has made no call with the client that it was given")
    }
    return WithResponse(value: value, response: try ResponseInfo(meta: meta))
  }

  /// Begins an operation whose steps you drive yourself: `begin("espai.cards.get", ["phone": "…", "code": "…"])`.
  ///
  /// `now` is the present time in milliseconds of one monotonic clock for all calls of a client; the process's own if left
  /// out. `http` and `onEvent` of the options are no matter of such a call.
  public func begin(
    _ operation: String, _ params: [String: JSON] = [:], options: CallOptions = CallOptions(), now: UInt64? = nil
  ) throws -> Call {
    let secrets = operations[operation]?.secrets ?? []
    var text = ObjectWriter()
    for (name, value) in params {
      switch value {
      case .secret(let secret) where secrets.contains(name): text.set(name, secret)
      case .string(let string): text.set(name, string)
      case .int(let int): text.set(name, int)
      default: try text.set(name, json: value, what: name)
      }
    }
    let options = try options.text(after: nil, meta: false)
    return try access.begin(operation, options: options, params: text.end(), now: now)
  }
}

/// How an operation's rows are read where nobody knows their type, and which of its parameters are secrets.
struct Operation: Sendable {
  let secrets: [String]
  let read: AnyReader
}

/// Reads rows of any type.
typealias AnyReader = Reader<any Sendable>

extension BursarError {
  /// The crossing throws nothing else.
  static func of(_ error: any Error) -> BursarError {
    error as? BursarError ?? .configuration(error.localizedDescription)
  }
}
