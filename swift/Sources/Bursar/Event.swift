import Foundation

/// What happens during a call, without secrets.
public enum BursarEvent: Sendable, Equatable {
  /// A request is about to be sent.
  case send(Sent)
  /// A reply came, of any status.
  case reply(status: Int)
  /// No reply came: `not_sent`, `maybe_sent`, `cancelled`, `too_large` or `unusable`.
  case lost(how: String)
  /// The call waits.
  case wait(Duration)
  /// The call is over, after so many requests.
  case verdict(ok: Bool, attempts: Int)

  /// A request, redacted.
  public struct Sent: Sendable, Equatable, Decodable {
    /// The operation's name.
    public let operation: String
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

  static func sent(_ call: UInt64) -> BursarEvent? {
    (try? JSONDecoder().decode(Sent.self, from: Data(described(call).utf8))).map(BursarEvent.send)
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
