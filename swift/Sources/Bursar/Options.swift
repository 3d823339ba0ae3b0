import Foundation

/// How a client behaves. What is left out has the default that is named.
public struct ClientOptions: Sendable {
  /// How long one attempt may take. 30 seconds.
  public var timeout: Duration?
  /// How long connecting may take, where the HTTP client can tell. 10 seconds.
  public var connectTimeout: Duration?
  /// How long a whole call may take, waits and readings included. 60 seconds.
  public var deadline: Duration?
  /// How often a request is sent again at most. 2.
  public var maxRetries: Int?
  /// Whether a state change is settled by reading when its reply is lost. True.
  public var verify: Bool?
  /// Extra headers; those that carry credentials cannot be set.
  public var headers: [String: String]
  /// Any HTTP client. The core's own transport on Linux, ``URLSessionExecutor/shared`` on Apple's systems.
  public var http: (any HttpExecutor)?
  /// Certificates to be trusted, as PEM text, instead of Mozilla's. Of the core's own transport only, and looked at by the
  /// first call.
  public var caPem: String?
  /// URL of an http or https proxy. Of the core's own transport only, which takes none from the environment,
  /// and looked at by the first call.
  public var proxy: Secret?
  /// Watches what is sent and what comes back, without secrets. The core's own transport tells it when the call is over.
  public var onEvent: (@Sendable (BursarEvent) -> Void)?
  /// Allows plain http to other machines. For test networks only: credentials travel in clear.
  public var allowInsecure: Bool

  /// The defaults, but for what is given.
  public init(
    timeout: Duration? = nil, connectTimeout: Duration? = nil, deadline: Duration? = nil, maxRetries: Int? = nil,
    verify: Bool? = nil, headers: [String: String] = [:], http: (any HttpExecutor)? = nil,
    caPem: String? = nil, proxy: Secret? = nil, onEvent: (@Sendable (BursarEvent) -> Void)? = nil,
    allowInsecure: Bool = false
  ) {
    self.timeout = timeout
    self.connectTimeout = connectTimeout
    self.deadline = deadline
    self.maxRetries = maxRetries
    self.verify = verify
    self.headers = headers
    self.http = http
    self.caPem = caPem
    self.proxy = proxy
    self.onEvent = onEvent
    self.allowInsecure = allowInsecure
  }
}

/// How one call behaves. What is left out, its client decides.
public struct CallOptions: Sendable {
  /// How long one attempt may take.
  public var timeout: Duration?
  /// How long connecting may take, where the HTTP client can tell.
  public var connectTimeout: Duration?
  /// How long the whole call may take, waits and readings included.
  public var deadline: Duration?
  /// How often a request is sent again at most.
  public var maxRetries: Int?
  /// Whether a state change is settled by reading when its reply is lost.
  public var verify: Bool?
  /// Extra headers; those that carry credentials cannot be set.
  public var headers: [String: String]
  /// Another base URL.
  public var baseUrl: String?
  /// Any HTTP client.
  public var http: (any HttpExecutor)?
  /// Watches what is sent and what comes back, without secrets. The core's own transport tells it when the call is over.
  public var onEvent: (@Sendable (BursarEvent) -> Void)?
  /// Another path.
  public var path: String?
  /// Extra query parameters; a name that the operation sends is replaced.
  public var query: [String: String]
  /// An object is merged into the body, anything else replaces it. It holds no ``Secret``.
  public var body: (any Encodable & Sendable)?
  /// Of a list: the cursor of the page to read, as the page before gave it.
  public var after: String?

  /// What the client does, but for what is given.
  public init(
    timeout: Duration? = nil, connectTimeout: Duration? = nil, deadline: Duration? = nil, maxRetries: Int? = nil,
    verify: Bool? = nil, headers: [String: String] = [:], baseUrl: String? = nil, http: (any HttpExecutor)? = nil,
    onEvent: (@Sendable (BursarEvent) -> Void)? = nil, path: String? = nil, query: [String: String] = [:],
    body: (any Encodable & Sendable)? = nil, after: String? = nil
  ) {
    self.timeout = timeout
    self.connectTimeout = connectTimeout
    self.deadline = deadline
    self.maxRetries = maxRetries
    self.verify = verify
    self.headers = headers
    self.baseUrl = baseUrl
    self.http = http
    self.onEvent = onEvent
    self.path = path
    self.query = query
    self.body = body
    self.after = after
  }
}

/// Headers, queries and bodies may hold anything.
extension ClientOptions: Redacted {
  /// The type's name.
  public var description: String { "ClientOptions" }
}

extension CallOptions: Redacted {
  /// The type's name.
  public var description: String { "CallOptions" }
}

/// What clients and calls have in common.
private protocol SharedOptions {
  var timeout: Duration? { get }
  var connectTimeout: Duration? { get }
  var deadline: Duration? { get }
  var maxRetries: Int? { get }
  var verify: Bool? { get }
  var headers: [String: String] { get }
}

extension ClientOptions: SharedOptions {}
extension CallOptions: SharedOptions {}

extension SharedOptions {
  fileprivate func write(to text: inout ObjectWriter) {
    text.set("timeoutMs", timeout?.milliseconds)
    text.set("connectTimeoutMs", connectTimeout?.milliseconds)
    text.set("deadlineMs", deadline?.milliseconds)
    text.set("maxRetries", maxRetries)
    text.set("verify", verify)
    text.set("headers", headers)
  }
}

extension ClientOptions {
  /// Who sends where no client is handed in; nil for the core's own transport.
  static var standard: (any HttpExecutor)? {
    #if canImport(Darwin)
      URLSessionExecutor.shared
    #else
      nil
    #endif
  }

  /// Refuses what nobody would heed.
  func check() throws {
    guard (http ?? Self.standard) != nil else { return }
    for (name, isGiven) in [("caPem", caPem != nil), ("proxy", proxy != nil)] where isGiven {
      throw BursarError.configuration("\(name): only the core's own transport takes one, and `http` sends here")
    }
  }

  /// As the core has them.
  func text(baseUrl: String?, dialect: Dialect?) -> [UInt8] {
    var text = ObjectWriter()
    write(to: &text)
    text.set("baseUrl", baseUrl)
    text.set("dialect", dialect)
    return text.end()
  }
}

extension CallOptions {
  /// As the core has them.
  func text(after: String?, meta: Bool) throws -> [UInt8] {
    var text = ObjectWriter()
    write(to: &text)
    text.set("baseUrl", baseUrl)
    text.set("path", path)
    text.set("query", query)
    try text.set("body", json: body, what: "body")
    text.set("after", after ?? self.after)
    text.set("meta", meta ? true : nil)
    return text.end()
  }
}

/// Which server speaks opencatd's API.
public struct Dialect: RawRepresentable, Hashable, Sendable {
  /// As the core calls it.
  public let rawValue: String

  /// A dialect by its name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// The server in Go.
  public static let go = Dialect(rawValue: "go")
  /// The port to Cloudflare Workers and Deno.
  public static let worker = Dialect(rawValue: "worker")
}
