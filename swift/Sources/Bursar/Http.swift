import Foundation

/// Any HTTP client.
///
/// It follows no redirect, hands back replies of every status, and sends what has ``HttpRequest/once`` at most once. What it
/// throws is a lost request that may have arrived, unless it is a ``RequestLost`` that says otherwise. When its task is
/// cancelled it should stop; the call does not wait for it.
public protocol HttpExecutor: Sendable {
  /// Sends a request as it is.
  func execute(_ request: HttpRequest) async throws -> HttpReply
}

/// A closure as an HTTP client.
public struct ClosureExecutor: HttpExecutor {
  private let body: @Sendable (HttpRequest) async throws -> HttpReply

  /// Sends by this closure.
  public init(_ body: @escaping @Sendable (HttpRequest) async throws -> HttpReply) {
    self.body = body
  }

  /// Calls the closure.
  public func execute(_ request: HttpRequest) async throws -> HttpReply {
    try await body(request)
  }
}

extension HttpExecutor where Self == ClosureExecutor {
  /// A closure as an HTTP client: `http: .closure { request in … }`.
  public static func closure(_ body: @escaping @Sendable (HttpRequest) async throws -> HttpReply) -> ClosureExecutor {
    ClosureExecutor(body)
  }
}

/// A header of a request or a reply.
public typealias HttpHeader = (name: String, value: String)

/// A request to be sent as it is. Its renderings show neither headers nor body nor query.
public struct HttpRequest: Sendable {
  /// `GET`, `POST` and so on.
  public let method: String
  /// An absolute URL, encoded.
  public let url: String
  /// Names in lower case, each once. They carry credentials.
  public let headers: [HttpHeader]
  /// UTF-8 text.
  public let body: Data?
  /// For the whole attempt. When it is over, the executor's task is cancelled.
  public let timeout: Duration
  /// For connecting, where the HTTP client can tell.
  public let connectTimeout: Duration
  /// A longer body is not read: throw ``RequestLost`` with `tooLarge`.
  public let maxBodyBytes: Int
  /// It may reach the server at most once: no replay, not by the HTTP stack either.
  public let once: Bool
}

extension HttpRequest: Redacted {
  /// The method, and the URL without its query.
  public var description: String {
    "HttpRequest(\(method) \(url.prefix { $0 != "?" }), once: \(once))"
  }
}

/// A reply of any status. Its renderings show the status only, as bodies hold tokens.
public struct HttpReply: Sendable {
  /// 100 to 999.
  public let status: Int
  /// In any casing. The core reads a few of them, and the others may be left out.
  public let headers: [HttpHeader]
  /// The body, unpacked.
  public let body: Data

  /// A reply.
  public init(status: Int, headers: [HttpHeader] = [], body: Data = Data()) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

extension HttpReply: Redacted {
  /// The status.
  public var description: String { "HttpReply(\(status))" }
}

/// For HTTP clients: a request that is known not to have been sent, or whose reply is too large or is none.
public struct RequestLost: Error, LocalizedError {
  /// What is known of a request without a reply.
  public enum How: UInt8, Sendable {
    /// Not a byte of it has left: refused, no such host, no certificate to trust.
    case notSent = 0
    /// It may have arrived.
    case maybeSent = 1
    /// Its reply is larger than `maxBodyBytes`.
    case tooLarge = 3
    /// What came is no reply: a fault of the program, which is not tried again.
    case unusable = 4
  }

  /// What is known of it.
  public let how: How
  /// In words, without secrets.
  public let message: String
  /// What the HTTP client threw.
  public let underlying: (any Error)?

  /// A lost request.
  public init(_ how: How, _ message: String = "", underlying: (any Error)? = nil) {
    self.how = how
    self.message = message
    self.underlying = underlying
  }

  /// The message.
  public var errorDescription: String? { message.isEmpty ? "\(how)" : message }
}

extension RequestLost: Redacted {
  /// What is known of it, and the message. What the HTTP client threw may hold the URL.
  public var description: String { "RequestLost(\(how)\(message.isEmpty ? "" : ": \(message)"))" }
}

/// What is said of a reply without a head.
let noReply = "http: what the executor gave is no reply, its `status` is not from 100 to 999"

extension HttpReply {
  /// Status and headers as the core reads them; nil for what is no reply.
  var head: [UInt8]? {
    guard (100...999).contains(status) else { return nil }
    var head = Array(String(status).utf8)
    for (name, value) in headers where !value.utf8.contains(0x1F) {
      let name = name.lowercased()
      if replyHeaders.contains(name) { head += "\u{1f}\(name): \(value)".utf8 }
    }
    return head
  }
}
