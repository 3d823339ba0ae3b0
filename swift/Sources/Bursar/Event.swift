import Foundation

/// Something that happens during a call, without secrets.
public struct BursarEvent: Sendable, Equatable {
  /// The operation's name.
  public let operation: String
  /// The number of the call, by which calls that run at the same time are told apart. They are numbered from 1 in a process.
  public let call: Int
  /// What happens.
  public let what: What

  /// What happens.
  public enum What: Sendable, Equatable {
    /// A request is about to be sent.
    case send(Sent)
    /// A reply came, of any status.
    case reply(status: Int)
    /// No reply came: `not_sent`, `maybe_sent`, `cancelled`, `too_large`, `unusable` or `unsent`.
    case lost(how: String)
    /// The call waits.
    case wait(Duration)
    /// The call is over.
    case verdict(Verdict)
  }

  /// A request, redacted.
  public struct Sent: Sendable, Equatable, Decodable {
    /// `operation` for its own request, or `token`, or `reading`.
    public let purpose: String
    /// `GET`, `POST` and so on.
    public let method: String
    /// The URL, without what is secret in it.
    public let url: String
    /// The headers; credentials are `***`.
    public let headers: [String: String]
    /// 1 for the first request of the call.
    public let attempt: Int
  }

  /// How a call has ended.
  public struct Verdict: Sendable, Equatable {
    /// What it failed with; nil if it did not. A cancelled call has `cancelled`, unless something may have been changed.
    public let kind: ErrorKind?
    /// HTTP status of the last reply; nil if none came.
    public let status: Int?
    /// Requests that were sent, readings and tokens included.
    public let attempts: Int
    /// How long the whole call took.
    public let took: Duration
  }
}

extension BursarEvent.What: Decodable {
  private enum Keys: CodingKey {
    case status, lost, waitMs
  }

  /// As the core's own transport notes it.
  public init(from decoder: any Decoder) throws {
    let noted = try decoder.container(keyedBy: Keys.self)
    if let status = try noted.decodeIfPresent(Int.self, forKey: .status) {
      self = .reply(status: status)
    } else if let lost = try noted.decodeIfPresent(String.self, forKey: .lost) {
      let how = Call.Lost.allCases.first { "\($0)".lowercased() == lost.lowercased() }
      self = .lost(how: (how ?? .maybeSent).name)
    } else if let milliseconds = try noted.decodeIfPresent(Int.self, forKey: .waitMs) {
      self = .wait(.milliseconds(milliseconds))
    } else {
      self = .send(try BursarEvent.Sent(from: decoder))
    }
  }
}

/// Tells of one call.
struct Teller: Sendable {
  private static let calls = Locked(0)

  private let operation: String
  private let onEvent: @Sendable (BursarEvent) -> Void
  private let call: Int

  init(_ operation: String, _ onEvent: @escaping @Sendable (BursarEvent) -> Void) {
    self.operation = operation
    self.onEvent = onEvent
    call = Self.calls.with { calls in
      calls += 1
      return calls
    }
  }

  func tell(_ what: BursarEvent.What) {
    onEvent(BursarEvent(operation: operation, call: call, what: what))
  }

  func sends(_ call: UInt64) {
    let sent = try? JSONDecoder().decode(BursarEvent.Sent.self, from: Data(described(call).utf8))
    if let sent { tell(.send(sent)) }
  }

  /// Tells what the core's own transport has noted of a call that is over.
  func repeats(_ meta: String) {
    struct Noted: Decodable { let events: [BursarEvent.What] }
    let noted = try? JSONDecoder().decode(Noted.self, from: Data(meta.utf8))
    for what in noted?.events ?? [] { tell(what) }
  }

  func ends(_ kind: ErrorKind?, _ meta: String, _ milliseconds: UInt64) {
    let info = try? ResponseInfo(meta: meta)
    tell(
      .verdict(
        BursarEvent.Verdict(
          kind: kind, status: info?.status, attempts: info?.attempts ?? 0, took: .milliseconds(milliseconds))))
  }
}

/// What is known of the reply beside its value.
public struct ResponseInfo: Sendable, Equatable, Decodable {
  /// HTTP status of the last reply.
  public let status: Int?
  /// Those that the core reads, by their names in lower case.
  public let headers: [String: String]
  /// The platform's id of the request.
  public let requestId: String?
  /// Requests that were sent, readings and tokens included.
  public let attempts: Int

  init(meta: String) throws {
    guard let info = try? JSONDecoder().decode(ResponseInfo.self, from: Data(meta.utf8)) else {
      throw BursarError.configuration("withResponse: the core tells nothing of the reply")
    }
    self = info
  }
}

/// A value, and what is known of the reply.
public struct WithResponse<Value: Sendable>: Sendable {
  /// What the operation gives.
  public let value: Value
  /// What is known of the reply.
  public let response: ResponseInfo
}
