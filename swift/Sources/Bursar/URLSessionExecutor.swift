import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Sends by Foundation's `URLSession`. What may arrive only once goes over a session, and so a connection, of its own:
/// libcurl and Apple's stack send a request again by themselves when the kept connection dies that they have put it on.
public struct URLSessionExecutor: HttpExecutor {
  /// One without cookies, caches and stored credentials.
  public static let shared = URLSessionExecutor()

  private let configuration: URLSessionConfiguration
  private let kept: Sessions

  /// Sends with this configuration; its time-outs are not used.
  public init(configuration: URLSessionConfiguration = URLSessionExecutor.plain) {
    self.configuration = configuration
    kept = Sessions(configuration)
  }

  /// Without cookies, caches and stored credentials.
  public static var plain: URLSessionConfiguration {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpShouldSetCookies = false
    configuration.httpCookieAcceptPolicy = .never
    configuration.httpCookieStorage = nil
    configuration.urlCache = nil
    configuration.urlCredentialStorage = nil
    configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
    // Requests of one session that wait for each other would use up their own time.
    configuration.httpMaximumConnectionsPerHost = 64
    return configuration
  }

  /// Sends a request, and reads its reply.
  public func execute(_ request: HttpRequest) async throws -> HttpReply {
    guard let url = URL(string: request.url) else { throw RequestLost(.notSent, "the URL is none") }
    var message = URLRequest(url: url)
    message.httpMethod = request.method
    message.httpBody = request.body
    for (name, value) in request.headers { message.setValue(value, forHTTPHeaderField: name) }
    // The driver keeps the time. On Linux this property is cut to whole seconds, and 0 fires at once.
    message.timeoutInterval = Double(request.timeout.components.seconds + 2)
    let session = request.once ? Sessions(configuration) : kept
    do {
      return try await session.send(message, most: request.maxBodyBytes)
    } catch let error as URLError {
      let unsent: [URLError.Code] = [
        .badURL, .cannotConnectToHost, .cannotFindHost, .dnsLookupFailed, .notConnectedToInternet,
        .serverCertificateUntrusted,
        .serverCertificateHasBadDate, .serverCertificateNotYetValid, .serverCertificateHasUnknownRoot,
      ]
      let how: RequestLost.How = unsent.contains(error.code) ? .notSent : .maybeSent
      // The URL is in it, and a rendering of the whole error would show what is secret in that.
      let named = error.userInfo.filter { $0.key == NSLocalizedDescriptionKey }
      let words = "\(error.localizedDescription) (URLError \(error.code.rawValue))"
      throw RequestLost(how, words, underlying: URLError(error.code, userInfo: named))
    }
  }
}

/// A session of Foundation, which lives as long as it is used.
private final class Sessions: Sendable {
  private let transfers = Transfers()
  private let session: URLSession

  init(_ configuration: URLSessionConfiguration) {
    session = URLSession(configuration: configuration, delegate: transfers, delegateQueue: nil)
  }

  func send(_ message: URLRequest, most: Int) async throws -> HttpReply {
    let task = session.dataTask(with: message)
    // On Linux a task that was cancelled before it has begun never ends.
    let isWanted = Locked(true)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let begins = isWanted.with { isWanted in
          if isWanted { transfers.begin(task, Transfers.Transfer(continuation: continuation, most: most)) }
          return isWanted
        }
        guard begins else { return continuation.resume(throwing: CancellationError()) }
        task.resume()
      }
    } onCancel: {
      isWanted.with { $0 = false }
      transfers.cancel(task)
    }
  }

  deinit {
    // A session holds its delegate, and both their threads, until it is told.
    session.finishTasksAndInvalidate()
  }
}

/// Collects what comes, and stops what grows too large.
private final class Transfers: NSObject, URLSessionDataDelegate, Sendable {
  struct Transfer {
    let continuation: CheckedContinuation<HttpReply, any Error>
    let most: Int
    var body = Data()
    /// Whether the server asked for a credential of its own kind: its reply is one all the same.
    var isChallenged = false
  }

  private let running = Locked<[Int: Transfer]>([:])

  func begin(_ task: URLSessionTask, _ transfer: Transfer) {
    running.with { $0[task.taskIdentifier] = transfer }
  }

  private func end(_ task: URLSessionTask, _ result: (Transfer) -> Result<HttpReply, any Error>) {
    guard let transfer = running.with({ $0.removeValue(forKey: task.taskIdentifier) }) else { return }
    transfer.continuation.resume(with: result(transfer))
  }

  func cancel(_ task: URLSessionTask) {
    end(task) { _ in .failure(CancellationError()) }
    task.cancel()
  }

  private func tooLarge(_ task: URLSessionTask) {
    end(task) { _ in .failure(RequestLost(.tooLarge)) }
    task.cancel()
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    completionHandler(nil)
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didReceive challenge: URLAuthenticationChallenge,
    completionHandler: @escaping @Sendable (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
  ) {
    let asked = challenge.protectionSpace.authenticationMethod
    let words = [
      NSURLAuthenticationMethodDefault, NSURLAuthenticationMethodHTTPBasic, NSURLAuthenticationMethodHTTPDigest,
    ]
    // On Linux the default never ends a task, where a reply asks for one of these.
    guard words.contains(asked) else { return completionHandler(.performDefaultHandling, nil) }
    running.with { $0[task.taskIdentifier]?.isChallenged = true }
    completionHandler(.rejectProtectionSpace, nil)
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    let most = running.with { $0[dataTask.taskIdentifier]?.most }
    // On Linux what is said to the handler is ignored.
    completionHandler(.allow)
    if let most, response.expectedContentLength > Int64(most) { tooLarge(dataTask) }
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let isTooLarge = running.with { running in
      guard var transfer = running.removeValue(forKey: dataTask.taskIdentifier) else { return false }
      transfer.body.append(data)
      running[dataTask.taskIdentifier] = transfer
      return transfer.body.count > transfer.most
    }
    if isTooLarge { tooLarge(dataTask) }
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    end(task) { transfer in
      let isRefusal = transfer.isChallenged && (error as? URLError)?.code == .cancelled
      if let error, !isRefusal { return .failure(error) }
      guard let response = task.response as? HTTPURLResponse else {
        return .failure(RequestLost(.maybeSent, "there is no reply"))
      }
      let headers = replyHeaders.compactMap { name in
        response.value(forHTTPHeaderField: name).map { (name: name, value: $0) }
      }
      return .success(HttpReply(status: response.statusCode, headers: headers, body: transfer.body))
    }
  }
}
