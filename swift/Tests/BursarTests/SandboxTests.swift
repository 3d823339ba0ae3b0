import Bursar
import BursarTesting
import Foundation
import Testing

/// The package against the emulated servers.
@Suite(.serialized) struct SandboxTests {
  @Test func everyOperationGivesWhatItSays() async throws {
    #expect(Set(Deed.all.map(\.name)) == Set(operationNames))
    let servers = try Servers()
    for deed in Deed.all {
      try await servers.sandbox.reset()
      // Only a server without users makes its first one.
      if deed.name == "opencatd.users.init" { try await servers.sandbox.reset(.opencatd, empty: true) }
      do {
        #expect(try await deed.run(servers, ClientOptions()), "\(deed.name)")
      } catch {
        Issue.record("\(deed.name): \(error)")
      }
    }
    #expect(live() == 0)
  }

  @Test func aListIsAPageOrAllRows() async throws {
    let servers = try Servers()
    try await servers.sandbox.seed(.espai, "cards", count: 250)
    let espai = servers.sandbox.espai()
    let page = try await espai.cards.list(limit: 100).page()
    #expect(page.rows.count == 100 && page.total == 257)
    var ids: Set<String> = []
    for try await card in espai.cards.list(limit: 100) { ids.insert(card.id) }
    #expect(ids.count == 257)
    var sizes: [Int] = []
    for try await page in espai.cards.list(limit: 100).pages { sizes.append(page.rows.count) }
    #expect(sizes.prefix(3) == [100, 100, 57])
    let second = try await espai.cards.list(limit: 100, options: CallOptions(after: page.next)).page()
    #expect(!page.rows.contains { $0.id == second.rows[0].id })
    #expect(try await espai.cards.list(limit: 100).all().count == 257)
    let dragons = try await espai.cards.list(type: .azureDragon).all()
    #expect(!dragons.isEmpty && dragons.allSatisfy { $0.type == .azureDragon })
  }

  @Test func aCallTellsOfItsReply() async throws {
    let servers = try Servers()
    let akool = servers.sandbox.akool()
    _ = try await akool.credit.get()
    try await servers.sandbox.control("POST", "tokens/expire", [:])
    let (credit, response) = try await {
      let both = try await akool.withResponse { try await $0.credit.get() }
      return (both.value, both.response)
    }()
    #expect(credit.credit > 0 && response.status == 200 && response.attempts == 3)
    let page = try await servers.sandbox.espai().cards.list(limit: 1).withResponse()
    #expect(page.response.attempts == 1 && page.value.rows.count == 1)
    #expect(try await failure { try await akool.withResponse { _ in 5 } }.kind == .configuration)
  }

  @Test func actorsAreToldOfRepliesWithWhatTheyHold() async throws {
    let servers = try Servers()
    let (phone, code) = (servers.card(0).phone, servers.card(0).code)
    let ids = try await [
      Screen(servers.sandbox.espai(), phone, code).show(), Keeper(servers.sandbox.espai(), phone, code).show(),
    ]
    #expect(ids == Array(repeating: servers.card(0).id, count: 2))
  }

  @Test func eventsTellWhatHappens() async throws {
    let servers = try Servers()
    let seen = Locked<[BursarEvent]>([])
    let espai = servers.sandbox.espai(options: ClientOptions(onEvent: { event in seen.with { $0.append(event) } }))
    try await servers.sandbox.fault("status", ["platform": "espai", "path": "/cdkey/list", "status": 503])
    _ = try await espai.cards.list().page()
    let events = seen.with { $0 }
    guard case .send(let first) = events[0].what, case .send(let second) = events[3].what else {
      throw Mismatch(description: "\(events)")
    }
    #expect(first.attempt == 1 && second.attempt == 2)
    #expect(first.purpose == "operation" && first.headers["authorization"] == "***")
    #expect(events[1].what == .reply(status: 503) && events[4].what == .reply(status: 200))
    guard case .wait(let pause) = events[2].what, case .verdict(let verdict) = events[5].what else {
      throw Mismatch(description: "\(events)")
    }
    #expect(verdict.kind == nil && verdict.status == 200 && verdict.attempts == 2 && verdict.took >= pause)
    #expect(events.count == 6 && events.allSatisfy { $0.operation == "espai.cards.list" })
    // Another call has another number, and tells what it fails with.
    try await servers.sandbox.fault("status", ["platform": "espai", "path": "/cdkey/list", "status": 403])
    _ = try await failure { try await espai.cards.list().page() }
    let later = seen.with { $0[6...] }
    guard case .verdict(let failed) = later.last?.what else { throw Mismatch(description: "\(later)") }
    #expect(failed.kind == .permission && failed.status == 403 && failed.attempts == 1)
    #expect(Set(events.map(\.call)).count == 1 && !later.contains { $0.call == events[0].call })
  }

  @Test func aTransferIsDrivenByItsSteps() async throws {
    let servers = try Servers()
    let executor = URLSessionExecutor.shared
    let (from, to) = (servers.card(0), servers.card(1))
    let call = try servers.sandbox.espai().begin(
      "espai.cards.transfer",
      [
        "phone": .string(from.phone), "code": .secret(from.code), "targetPhone": .string(to.phone),
        "targetCode": .secret(to.code), "amount": 10,
      ])
    var requests = 0
    while case .send(let request) = call.step {
      requests += 1
      call.received(try await executor.execute(request))
    }
    guard case .value(let page) = call.step else { throw Mismatch(description: "\(call.step)") }
    #expect((page.rows.first as? Transferred)?.knownBy == .reply && requests == 3)
    #expect(live() == 0)
  }

  @Test func aSandboxIsGoneOnceItIsStopped() async throws {
    let sandbox = try Sandbox(seed: 7)
    let other = try Sandbox()
    #expect(sandbox.ready["espai"]["cards"][0]["id"] != other.ready["espai"]["cards"][0]["id"])
    sandbox.stop()
    sandbox.stop()
    await #expect(throws: (any Error).self) { try await sandbox.journal() }
  }

  @Test func aSandboxTellsWhyItDoesNotStart() {
    #expect { try Sandbox(program: "/nowhere/bursar-sandbox") } throws: { "\($0)".contains("/nowhere/bursar-sandbox") }
    #expect { try Sandbox(program: "/bin/true") } throws: {
      "\($0)".contains("/bin/true does not start: it ended with status 0")
    }
    // A program that takes other arguments: it says so on standard error.
    #expect { try Sandbox(program: "/bin/sh") } throws: {
      "\($0)".contains("/bin/sh does not start: it ended with status 2: ") && "\($0)".contains("option")
    }
  }
}

/// Asks from the main actor.
@MainActor private final class Screen {
  private let espai: EspAi
  private let phone: String
  private let code: Secret
  private var asked = 0

  init(_ espai: EspAi, _ phone: String, _ code: Secret) {
    (self.espai, self.phone, self.code) = (espai, phone, code)
  }

  func show() async throws -> String {
    let got = try await espai.withResponse {
      asked += 1
      return try await $0.cards.get(phone: phone, code: code)
    }
    #expect(asked == 1 && got.response.status == 200)
    return got.value.id
  }
}

/// Asks from an actor of its own.
private actor Keeper {
  private let espai: EspAi
  private let phone: String
  private let code: Secret
  private var asked = 0

  init(_ espai: EspAi, _ phone: String, _ code: Secret) {
    (self.espai, self.phone, self.code) = (espai, phone, code)
  }

  func show() async throws -> String {
    let got = try await espai.withResponse {
      asked += 1
      return try await $0.cards.get(phone: phone, code: code)
    }
    #expect(asked == 1 && got.response.status == 200)
    return got.value.id
  }
}
