import Bursar
import BursarTesting
import Foundation
import Testing

/// No rendering shows a secret.
@Suite struct SecretTests {
  /// All that Swift makes of a value by itself.
  private func renderings(_ value: Any) -> String {
    var text = "\(value) \(String(describing: value)) \(String(reflecting: value)) \([value]) \(["k": value])"
    dump(value, to: &text)
    dump([value], to: &text)
    print(value, terminator: "", to: &text)
    debugPrint(value, terminator: "", to: &text)
    func walk(_ mirror: Mirror, _ depth: Int) {
      for child in mirror.children where depth < 8 {
        text += " \(child.label ?? "") \(child.value) \(String(reflecting: child.value))"
        walk(Mirror(reflecting: child.value), depth + 1)
      }
    }
    walk(Mirror(reflecting: value), 0)
    if let error = value as? any Error {
      text += " \(error.localizedDescription) \((error as NSError).debugDescription) \((error as NSError).userInfo)"
    }
    if let encodable = value as? any Encodable, let data = try? JSONEncoder().encode([Wrapped(encodable)]) {
      text += String(decoding: data, as: UTF8.self)
    }
    return text
  }

  private struct Wrapped: Encodable {
    let value: any Encodable
    init(_ value: any Encodable) { self.value = value }
    func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
  }

  private let key = "k-very-secret-0123"

  @Test func aSecretShowsItselfOnlyWhenAsked() throws {
    let secret = Secret(key)
    #expect(secret.expose() == key && "\(secret)" == "***")
    #expect(!renderings(secret).contains(key) && !renderings(Optional(secret) as Any).contains(key))
    #expect(secret == Secret(key) && secret != "another" && Set([secret, Secret(key)]).count == 1)
    #expect(try String(decoding: JSONEncoder().encode([secret]), as: UTF8.self) == #"["***"]"#)
    // The same to the eye, and to Swift's texts; not to a server.
    #expect("\u{e9}" == "e\u{301}" && Secret("\u{e9}") != Secret("e\u{301}"))
  }

  @Test func whatHoldsOneHidesIt() async throws {
    let users = Scripted(.text(#"[{"id":1,"name":"ada","token":"\#(key)"}]"#))
    let team = OpenCatd(token: "t", baseUrl: "https://team.example.com", options: ClientOptions(http: users))
    let row = try #require(await team.users.list().all().first)
    #expect(row.token.expose() == key)
    let options = ClientOptions(headers: ["x-key": key], http: URLSessionExecutor.shared)
    let client = EspAi(apiKey: Secret(key), options: options)
    let call = try client.begin("espai.cards.get", ["phone": "1", "code": .secret(Secret(key))])
    guard case .send(let request) = call.step else { throw Mismatch(description: "\(call.step)") }
    #expect(
      request.headers.contains { $0.value == key }
        && String(decoding: request.body ?? Data(), as: UTF8.self).contains(key))
    let reply = HttpReply(status: 200, headers: [("set-cookie", key)], body: Data(key.utf8))
    let own = CallOptions(headers: ["x-key": key], query: ["k": key], body: ["k": key])
    let shown: [Any] = [
      row, client, client.cards, client.access, options, own, call, call.step, request, reply, JSON.secret(Secret(key)),
    ]
    for value in shown { #expect(!renderings(value).contains(key), "\(type(of: value)): \(renderings(value))") }
    #expect("\(request)" == "HttpRequest(POST https://api.espai.fun/cdkey/detail, once: false)")
    #expect("\(client)" == "espai")
    #expect(try String(decoding: JSONEncoder().encode(row), as: UTF8.self).contains(#""token":"***""#))
  }

  @Test func errorsAndEventsHideWhatAServerRepeats() async throws {
    let seen = Locked<[BursarEvent]>([])
    let code = "c-very-secret-4567"
    let body = #"{"success":false,"code":400,"message":"bad key \#(key) for \#(code)"}"#
    struct Leaky: Error { let url: String }
    let http = Scripted(.text(body), .lost(Leaky(url: "https://host/?key=\(key)")))
    let options = ClientOptions(maxRetries: 0, http: http, onEvent: { event in seen.with { $0.append(event) } })
    let espai = EspAi(apiKey: Secret(key), options: options)
    for expected in [ErrorKind.refused, .connection] {
      let error = try await failure { try await espai.cards.get(phone: "1", code: Secret(code)) }
      #expect(error.kind == expected || error.kind == .invalidRequest, "\(error)")
      let shown = renderings(error)
      #expect(!shown.contains(key) && !shown.contains(code), "\(shown)")
    }
    let events = renderings(seen.with { $0 })
    #expect(events.contains("***") && !events.contains(key) && !events.contains(code), "\(events)")
    let wrong = try await failure { try EspAi(apiKey: "bad\nkey-0002").checked() }
    #expect(!renderings(wrong).contains("key-0002"))
  }

  @Test func aSecretIsNotSentWhereNoneIsDeclared() async throws {
    let http = Scripted()
    let espai = EspAi(apiKey: Secret(key), options: ClientOptions(http: http))
    let secret = Secret("sk-misplaced")
    #expect(throws: BursarError.self) { try espai.begin("espai.cards.get", ["phone": .secret(secret), "code": "1"]) }
    struct Body: Encodable { let key: Secret }
    let options = CallOptions(body: Body(key: secret))
    let error = try await failure { try await espai.cards.get(phone: "1", code: "2", options: options) }
    #expect(error.kind == .configuration && error.detail.contains("Secret") && http.requests.isEmpty, "\(error)")
  }

  @Test func theEnvironmentGivesNoCredentialBesideOneThatIsGiven() async throws {
    setenv("BURSAR_AKOOL_API_KEY", "key-of-another-account", 1)
    defer { unsetenv("BURSAR_AKOOL_API_KEY") }
    let pair = Akool(clientId: "id", clientSecret: "secret")
    guard case .send(let first) = try pair.begin("akool.credit.get").step else {
      throw Mismatch(description: "no request")
    }
    #expect(first.url.hasSuffix("/getToken"))
    guard case .send(let second) = try Akool().begin("akool.credit.get").step else {
      throw Mismatch(description: "no request")
    }
    #expect(second.headers.contains { $0.value == "key-of-another-account" })
    let missing = try await failure { try Lbai(baseUrl: "https://x.example").checked() }
    #expect(missing.kind == .configuration)
    await #expect(throws: BursarError.self) { try await Lbai().account.balance() }
  }

  @Test func theSessionsTokenIsHandedOutAndTaken() throws {
    let akool = Akool(clientId: "id", clientSecret: "secret")
    #expect(try akool.token() == nil)
    try akool.setToken(Secret(key))
    #expect(try Akool(access: akool.access).token() == Secret(key))
    try akool.setToken(nil)
    #expect(try akool.token() == nil)
    akool.close()
    #expect(throws: BursarError.self) { try akool.begin("akool.credit.get").step.failure }
  }
}

extension Step {
  /// Throws what a call fails with.
  fileprivate var failure: Void {
    get throws { if case .failed(let error) = self { throw error } }
  }
}
