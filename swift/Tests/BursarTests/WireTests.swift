import Bursar
import BursarTesting
import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Replies that no good server gives.
@Suite(.serialized) struct WireTests {
  private static let rows = #"{"success":true,"data":[],"totalNumber":0}"#

  @Test func noReplyEndsTheProcess() async throws {
    let chunks = "2a\r\n\(Self.rows)\r\n0\r\n"
    let replies: [(text: String, kind: ErrorKind?)] = [
      ("HTTP/1.1 200 OK\r\nContent-Le", .connection),
      ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)X-Checksum: 3\r\n\r\n", nil),
      (Self.refusal("Negotiate"), .authentication), (Self.refusal("NTLM"), .authentication),
      (Self.refusal("Bearer"), .authentication),
      (Self.refusal("Basic realm=\"x\""), .authentication),
      ("HTTP/1.1 200\r\nContent-Length: 42\r\n\r\n\(Self.rows)", nil),
      ("\u{0}\u{1} garbage\r\n\r\n", .connection), ("", .connection),
    ]
    for (text, kind) in replies {
      let server = try RawServer(text)
      let espai = EspAi(
        apiKey: "k-0123", baseUrl: server.url, options: ClientOptions(deadline: .seconds(5), maxRetries: 0))
      do {
        let rows = try await espai.cards.list().page().rows
        #expect(kind == nil && rows.isEmpty, "\(text)")
      } catch let error as BursarError {
        #expect(error.kind == kind, "\(text): \(error)")
      }
    }
    #expect(live() == 0)
  }

  private static func refusal(_ asked: String) -> String {
    "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: \(asked)\r\nContent-Length: 0\r\n\r\n"
  }

  @Test func urlSessionHandsARefusalBackThatAsksForAPassword() async throws {
    for asked in ["Basic realm=\"x\"", "Digest realm=\"x\", nonce=\"y\", qop=\"auth\""] {
      let server = try RawServer(Self.refusal(asked))
      let options = ClientOptions(deadline: .seconds(5), maxRetries: 0, http: URLSessionExecutor.shared)
      let espai = EspAi(apiKey: "k-0123", baseUrl: server.url, options: options)
      let error = try await failure { try await espai.cards.list().page() }
      #expect(error.kind == .authentication && error.status == 401, "\(asked): \(error)")
    }
  }

  @Test func urlSessionEndsInATaskThatWasCancelledBefore() async throws {
    let call = try EspAi(apiKey: "k-0123", baseUrl: "http://127.0.0.1:1").begin("espai.cards.list")
    guard case .send(let request) = call.step else { throw Mismatch(description: "\(call.step)") }
    for _ in 0..<20 {
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return try await URLSessionExecutor.shared.execute(request)
      }
      await #expect(throws: CancellationError.self) { try await task.value }
    }
  }

  @Test func urlSessionsErrorsHoldNoUrl() async throws {
    let options = ClientOptions(maxRetries: 0, http: URLSessionExecutor.shared)
    let team = OpenCatd(token: "t-0123", baseUrl: "http://127.0.0.1:1", options: options)
    let token = Secret("chosen-token-9876")
    let error = try await failure { try await team.users.resetToken(id: 1, token: token) }
    #expect(error.kind == .connection && error.detail.contains("URLError"), "\(error)")
    var dumped = ""
    dump(error, to: &dumped)
    dump(error.underlying, to: &dumped)
    dump((error.underlying as? RequestLost)?.underlying, to: &dumped)
    #expect(!dumped.contains(token.expose()), "\(dumped)")
  }

  @Test func aProxyOrCertificatesAreRefusedWhereNobodyHeedsThem() async throws {
    for options in [ClientOptions(http: Scripted(), caPem: "x"), ClientOptions(http: Scripted(), proxy: "http://p:1")] {
      let error = try await failure { try EspAi(apiKey: "k-0123", options: options).checked() }
      #expect(error.kind == .configuration && error.detail.contains("only the core's own transport"), "\(error)")
    }
    #if os(Linux)
      let junk = EspAi(apiKey: "k-0123", options: ClientOptions(maxRetries: 0, caPem: "junk"))
      let pem = try await failure { try await junk.cards.list().page() }
      #expect(pem.kind == .configuration && pem.path == "caPem", "\(pem)")
      let server = try RawServer("HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")
      let options = ClientOptions(maxRetries: 0, proxy: Secret(server.url))
      let refused = try await failure { try await EspAi(apiKey: "k-0123", options: options).cards.list().page() }
      #expect(refused.kind == .connection, "\(refused)")
      let asked = server.asked.with { $0 }
      #expect(asked.hasPrefix("CONNECT api.espai.fun:443 ") && !asked.contains("k-0123"), "\(asked)")
    #endif
  }
}

/// Answers each connection with the same text once it has sent something, and closes it.
final class RawServer: Sendable {
  let url: String
  /// What was asked.
  let asked = Locked("")
  private let listener: Int32

  init(_ text: String) throws {
    #if canImport(Glibc)
      let stream = Int32(SOCK_STREAM.rawValue)
    #else
      let stream = SOCK_STREAM
    #endif
    let listener = socket(AF_INET, stream, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &size) == 0
      }
    }
    try #require(isBound)
    self.listener = listener
    url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
    Thread.detachNewThread { [asked] in
      var bytes = [UInt8](repeating: 0, count: 65536)
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        var head = ""
        while !head.contains("\r\n\r\n") {
          let count = recv(connection, &bytes, bytes.count, 0)
          if count <= 0 { break }
          head += String(decoding: bytes.prefix(count), as: UTF8.self)
        }
        asked.with { [head] in $0 += head }
        _ = Array(text.utf8).withUnsafeBytes { send(connection, $0.baseAddress, $0.count, 0) }
        shutdown(connection, Int32(SHUT_RDWR))
        close(connection)
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }
}
