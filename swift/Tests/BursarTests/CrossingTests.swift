import BursarTesting
import Foundation
import Testing

@testable import Bursar

/// Bytes on their way into the core, and its answers.
@Suite(.serialized) struct CrossingTests {
  private func cards(_ rows: Int, name: String) -> Data {
    let card =
      #"{"id":"i","create_time":1743506056109,"update_time":null,"code":"c","user_id":"u","api_limit":1,"type":"1","#
      + #""user_phone":"1","user_name":"\#(name)"}"#
    let data = Array(repeating: card, count: rows).joined(separator: ",")
    return Data(#"{"success":true,"message":"","data":[\#(data)],"totalNumber":\#(rows)}"#.utf8)
  }

  private func espai(_ replies: HttpReply...) -> EspAi {
    let turn = Locked(0)
    return EspAi(
      apiKey: "k-0123",
      options: ClientOptions(
        maxRetries: 0,
        http: .closure { _ in
          turn.with { turn in
            turn += 1
            return replies[(turn - 1) % replies.count]
          }
        }))
  }

  @Test func answersAreGivenBack() async throws {
    // A value of a megabyte, and a request and a failure with texts that are long.
    let long = String(repeating: "名", count: 400)
    let body = cards(1000, name: long)
    let espai = espai(HttpReply(status: 200, body: body), HttpReply(status: 500, body: body))
    func round(_ times: Int) async throws {
      for _ in 0..<times {
        #expect(try await espai.cards.list(userName: long).page().rows.count == 1000)
        _ = try await failure { try await espai.cards.list(userName: long).page() }
        #expect(throws: BursarError.self) { try EspAi(apiKey: "", baseUrl: "\n" + long).checked() }
      }
    }
    try await round(10)
    let before = try resident()
    try await round(100)
    let after = try resident()
    #expect(after - before < 40 << 20, "\(before) to \(after)")
    #expect(live() == 0)
  }

  @Test func bytesOfAllKindsCross() async throws {
    for name in ["", "a", "琳琅", "🀄️ \u{1f} \u{0} \u{10FFFF}", String(repeating: "é", count: 70_000)] {
      let text = String(decoding: try JSONEncoder().encode(name), as: UTF8.self).dropFirst().dropLast()
      let seen = Scripted(.reply(HttpReply(status: 200, body: cards(2, name: String(text)))))
      let espai = EspAi(apiKey: "k-0123", options: ClientOptions(http: seen))
      #expect(try await espai.cards.list(userName: name).page().rows.map(\.userName) == [name, name])
      let sent = try JSONDecoder().decode(JSON.self, from: try #require(seen.requests.first?.body))
      #expect(sent.object?.values.contains(.string(name)) == true, "\(sent)")
    }
    // A slice of data does not begin where its memory does, and what is empty may be nowhere.
    let framed = Data(repeating: 0, count: 9) + cards(1, name: "琳琅")
    for slice in [framed[9...], framed.subdata(in: 9..<framed.count)] {
      #expect(try await espai(HttpReply(status: 200, body: slice)).cards.list().page().rows[0].userName == "琳琅")
    }
    let empty = try await failure { try await self.espai(HttpReply(status: 200)).cards.list().page() }
    #expect(empty.kind == .decode, "\(empty)")
    let akool = Akool(clientId: "id", clientSecret: "secret")
    try akool.setToken("a")
    #expect(throws: BursarError.self) { try akool.setToken("名\u{1f}") }
    #expect(try akool.token() == "a")
    try akool.setToken("")
    #expect(try akool.token() == nil)
  }

  @Test func whatPanicsIsAnErrorOfUnknownOutcome() throws {
    // What UniFFI's functions give when the core has panicked.
    let answer: Answer<Card> = Core.answer(Card.read) { _ in 0 }
    #expect {
      try answer.ended(nil, 0, nil)
    } throws: {
      let error = $0 as? BursarError
      return error?.kind == .outcomeUnknown && error?.detail.contains("broke down") == true
    }
  }

  @Test func numbersThatDecimalCannotHoldAreRefused() async throws {
    let digits = String(repeating: "123456789", count: 5)
    let numbers: [(text: String, isHeld: Bool)] = [
      ("0.1", true), ("-\(digits.prefix(38))", true), ("1." + String(repeating: "0", count: 60), true),
      (digits, false), ("0." + digits, false), ("-1" + digits, false),
    ]
    for (text, isHeld) in numbers {
      let http = Scripted(.text(#"{"code":1000,"msg":"OK","data":{"credit":"\#(text)"}}"#))
      let akool = Akool(apiKey: "k-0123", options: ClientOptions(http: http))
      do {
        let credit = try await akool.credit.get().credit
        #expect(isHeld && credit == Decimal(string: text), "\(text): \(credit)")
      } catch let error as BursarError {
        #expect(!isHeld && error.kind == .decode && error.detail.contains("38"), "\(text): \(error)")
      }
    }
  }

  @Test func whatACallCameToStays() throws {
    let espai = EspAi(apiKey: "k-0123")
    let ended = try espai.begin("espai.cards.list")
    for _ in 0..<2 {
      guard case .value(let page) = ended.received(HttpReply(status: 200, body: cards(2, name: "a"))) else {
        throw Mismatch(description: "\(ended.step)")
      }
      #expect(page.rows.count == 2)
    }
    ended.close()
    guard case .value = ended.waited() else { throw Mismatch(description: "\(ended.step)") }
    let closed = try espai.begin("espai.cards.list")
    closed.close()
    guard case .failed(let error) = closed.step else { throw Mismatch(description: "\(closed.step)") }
    #expect(error.detail.contains("closed before its end") && live() == 0)
  }

  @Test func threadsDoNotMeet() async throws {
    let pages = (0..<8).map { cards($0 * 20 + 1, name: "name \($0) 名") }
    let bodies = pages.map { HttpReply(status: 200, body: $0) }
    await withTaskGroup(of: Void.self) { group in
      for at in bodies.indices {
        group.addTask {
          let espai = self.espai(bodies[at])
          for _ in 0..<100 {
            let rows = try? await espai.cards.list().page().rows
            #expect(rows?.map(\.userName) == Array(repeating: "name \(at) 名", count: at * 20 + 1))
          }
        }
      }
    }
    #expect(live() == 0)
  }
}
