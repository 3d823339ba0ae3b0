import Foundation

/// The error of every operation.
///
/// It holds no secret, and can be printed and logged. `underlying` is what the HTTP client threw, as it came; no rendering of
/// this error shows it, as some clients keep the request in their errors.
public struct BursarError: Error, Sendable {
  /// What kind of failure it was. The set is open.
  public let kind: ErrorKind
  /// The platform's id.
  public let platform: String?
  /// The operation's name, such as `espai.cards.get`; empty for a client that could not be made.
  public let operation: String
  /// HTTP status of the last reply.
  public let status: Int?
  /// The platform's own code.
  public let code: String?
  /// What failed.
  public let detail: String
  /// What to do next.
  public let hint: String
  /// Whether calling again unchanged is safe and may help.
  public let retryable: Bool
  /// The platform's id of the request.
  public let requestId: String?
  /// How long the server asks to wait.
  public let retryAfter: Duration?
  /// How many requests were sent, readings and tokens included.
  public let attempts: Int
  /// Where in the reply or the parameters it does not fit.
  public let path: String?
  /// Of a change of unknown outcome: what was read, as JSON without secrets.
  public let readings: String?
  /// The beginning of a reply that was not the platform's.
  public let body: String?
  /// What the HTTP client threw.
  public let underlying: (any Error)?

  init(_ failure: Failure, underlying: (any Error)? = nil) {
    kind = failure.kind
    platform = failure.platform
    operation = failure.operation
    status = failure.status
    code = failure.code
    detail = failure.ownDetail
    hint = failure.ownHint
    retryable = failure.retryable
    requestId = failure.requestId
    retryAfter = failure.retryAfterMs.map { .milliseconds($0) }
    attempts = failure.attempts
    path = failure.ownPath
    readings = failure.readings
    body = failure.body
    self.underlying = underlying
  }

  /// A failure that the core has not seen.
  package static func configuration(_ detail: String) -> BursarError {
    BursarError(Failure(.configuration, detail, hint: "Correct the client's configuration as the detail says."))
  }
}

extension Failure {
  /// A number of a reply would be another one.
  static let tooManyDigits = Failure(
    .decode, "a number has more digits than the 38 that Foundation's Decimal holds",
    hint: "Read the reply with the operation `raw`.")

  /// Nobody knows how far the core came.
  static let panicked = Failure(
    .outcomeUnknown, "the core broke down, which is a fault of this library; please report it",
    hint: "Read the present state before you repeat a change.")

  fileprivate init(_ kind: ErrorKind, _ detail: String, hint: String) {
    self.init(
      kind: kind, platform: nil, operation: "", status: nil, code: nil, detail: detail, hint: hint, retryable: false,
      requestId: nil, retryAfterMs: nil, attempts: 0, path: nil, readings: nil, body: nil)
  }
}

extension BursarError: CustomStringConvertible, CustomDebugStringConvertible, LocalizedError, CustomReflectable {
  /// One line with all that a user needs: what failed, where, why, and what to do next.
  public var description: String {
    let place = operation.isEmpty ? platform.map { " for \($0)" } ?? "" : " in \(operation)"
    return "\(kind.rawValue)\(place): \(detail)\(hint.isEmpty ? "" : ". \(hint)")"
  }

  /// The description.
  public var debugDescription: String { description }

  /// The description.
  public var errorDescription: String? { description }

  /// Every field but the underlying error, whose rendering is not ours.
  public var customMirror: Mirror {
    Mirror(
      self,
      children: [
        "kind": kind.rawValue, "platform": platform as Any, "operation": operation, "status": status as Any,
        "code": code as Any, "detail": detail, "hint": hint, "retryable": retryable, "requestId": requestId as Any,
        "retryAfter": retryAfter as Any, "attempts": attempts, "path": path as Any, "readings": readings as Any,
        "body": body as Any,
      ])
  }
}
