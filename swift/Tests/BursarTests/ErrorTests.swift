import Bursar
import BursarTesting
import Foundation
import Testing

/// Names in errors are those that are typed here.
@Suite struct ErrorTests {
  @Test func optionsHaveTheNamesThatAreTyped() async throws {
    let zero = Duration.zero
    let wrong: [(ClientOptions, String)] = [
      (ClientOptions(timeout: zero), "timeout"), (ClientOptions(connectTimeout: zero), "connectTimeout"),
      (ClientOptions(deadline: zero), "deadline"), (ClientOptions(maxRetries: -1), "maxRetries"),
    ]
    for (options, name) in wrong {
      let error = try await failure { try EspAi(apiKey: "k-0123", options: options).checked() }
      #expect(error.kind == .configuration && error.path == name, "\(error)")
      #expect(error.detail.hasPrefix(name == "maxRetries" ? "maxRetries:" : "\(name), in milliseconds:"), "\(error)")
    }
    let espai = EspAi(apiKey: "k-0123", options: ClientOptions(http: Scripted()))
    let late = CallOptions(deadline: zero)
    let error = try await failure { try await espai.cards.list(options: late).page() }
    #expect(error.path == "deadline" && error.detail.hasPrefix("deadline, in milliseconds:"), "\(error)")
    let base = try await failure { try EspAi(apiKey: "k-0123", baseUrl: "ftp://x").checked() }
    #expect(base.path == "baseUrl" && base.detail.hasPrefix("baseUrl:"), "\(base)")
    let key = try await failure { try EspAi(apiKey: "a\nb").checked() }
    #expect(key.path == "apiKey" && key.detail.hasPrefix("apiKey:"), "\(key)")
  }

  @Test func parametersAndHintsHaveTheNamesThatAreTyped() async throws {
    let espai = EspAi(apiKey: "k-0123", options: ClientOptions(maxRetries: 0, http: Scripted(.text("{}", status: 429))))
    let amount = try await failure {
      try await espai.cards.transfer(phone: "1", code: "a", targetPhone: "2", targetCode: "b", amount: 0)
    }
    #expect(amount.kind == .invalidRequest && amount.path == "amount", "\(amount)")
    let limited = try await failure { try await espai.cards.list().page() }
    #expect(limited.kind == .rateLimited && limited.hint.contains("`retryAfter`"), "\(limited)")
    let refused = EspAi(
      apiKey: "k-0123",
      options: ClientOptions(http: Scripted(.text(#"{"success":false,"code":400,"message":"no"}"#))))
    let destroyed = try await failure { try await refused.cards.destroy(id: "1", options: CallOptions(verify: false)) }
    #expect(destroyed.kind == .refused && destroyed.hint.contains("`apiLimit`"), "\(destroyed)")
  }

  @Test func pathsInRepliesAreThePlatforms() async throws {
    let card = #"{"id":"i","create_time":"never"}"#
    let http = Scripted(.text(#"{"success":true,"data":[\#(card)],"totalNumber":1}"#))
    let espai = EspAi(apiKey: "k-0123", options: ClientOptions(http: http))
    let error = try await failure { try await espai.cards.list().page() }
    #expect(error.kind == .decode && error.path?.contains("create_time") == true, "\(error)")
  }
}
