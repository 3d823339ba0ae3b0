import Bursar
import BursarTesting
import Foundation
import Testing

/// Each fault with each operation.
@Suite(.serialized) struct FaultTests {
  /// They send nothing of their own, or nothing before something else has worked.
  private static let apart = ["akool.webhooks.open", "espai.cards.check_transfer"]

  private static let faults: [(kind: String, fields: [String: JSON])] = [
    ("reset_before", [:]), ("reset_after", [:]), ("kill_keepalive", ["only_reused": false, "process": true]),
    ("truncate", [:]), ("garbage", [:]), ("html", [:]), ("oversize", [:]),
    ("redirect", ["location": "http://127.0.0.1:9/elsewhere"]), ("wrong_length", [:]), ("malformed", [:]),
    ("delay", ["ms": 900]), ("drip", ["bytes": 8, "ms": 10]), ("status", ["status": 503]),
  ]

  @Test(arguments: Sender.all.indices)
  func everyOperationEndsInAValueOrATypedErrorAndAChangeArrivesOnce(executor: Int) async throws {
    let http = Sender.all[executor].http
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (at, fault) in Self.faults.enumerated() {
        // What is pending takes half a core in Foundation on Linux.
        if at >= 8 { try await group.next() }
        group.addTask { try await everyOperation(fault.kind, fault.fields, http) }
      }
      try await group.waitForAll()
    }
    #expect(live() == 0)
  }

  private func everyOperation(_ kind: String, _ fields: [String: JSON], _ http: (any HttpExecutor)?) async throws {
    let servers = try Servers()
    for deed in Deed.all where !Self.apart.contains(deed.name) {
      // On a machine that is busy with something else, the time may be over before the request has left.
      var tries = 1
      while try await !meets(servers, deed, kind, fields, http) {
        tries += 1
        try #require(tries < 5, "\(deed.name) met no \(kind)")
      }
    }
  }

  private func meets(
    _ servers: Servers, _ deed: Deed, _ kind: String, _ fields: [String: JSON], _ http: (any HttpExecutor)?
  ) async throws -> Bool {
    try await servers.sandbox.reset()
    try await servers.sandbox.fault(kind, fields.merging(["skip": .int(deed.readings)]) { $1 })
    let began = ContinuousClock.now
    do {
      _ = try await deed.run(servers, ClientOptions(deadline: .milliseconds(800), maxRetries: 1, http: http))
    } catch let error as BursarError {
      #expect(error.kind != .configuration || error.status != nil, "\(deed.name), \(kind): \(error)")
    } catch {
      Issue.record("\(deed.name), \(kind): \(error)")
    }
    let took = ContinuousClock.now - began
    #expect(took < .seconds(4), "\(deed.name), \(kind): \(took)")
    let journal = try await servers.sandbox.journal()
    let changes = journal.filter { $0["did"] != .null }.count
    if deed.isChange { #expect(changes <= 1, "\(deed.name), \(kind): \(changes) changes") }
    return journal.contains { $0["fault"].string == kind }
  }

  @Test(arguments: Sender.all.indices)
  func aTransferWhoseReplyIsLostIsKnownByReadingOrOfUnknownOutcome(executor: Int) async throws {
    let servers = try Servers()
    let espai = servers.sandbox.espai(options: ClientOptions(http: Sender.all[executor].http))
    let transfers: [String: JSON] = ["platform": "espai", "path": "/cdkey/transfer"]
    try await servers.sandbox.fault("reset_after", transfers)
    #expect(try await servers.transfer(espai).knownBy == .reading)
    try await servers.sandbox.fault("reset_before", transfers)
    let options = CallOptions(deadline: .seconds(2))
    let lost = try await failure { try await servers.transfer(espai, options: options) }
    #expect(lost.kind == .outcomeUnknown, "\(lost)")
    let readings = try JSONDecoder().decode(JSON.self, from: Data((lost.readings ?? "").utf8))
    #expect(readings["source_before"] == 990)
    #expect(try await servers.arrived("/cdkey/transfer") == 2)
  }

  @Test(arguments: Sender.all.indices)
  func aChangeArrivesOnceWhenItsKeptConnectionDies(executor: Int) async throws {
    let servers = try Servers()
    let options = ClientOptions(http: Sender.all[executor].http)
    let espai = servers.sandbox.espai(options: options)
    for (reset, onlyReused) in [(false, false), (true, false), (false, true), (true, true)] {
      _ = try await espai.cards.list().page()
      let fields: [String: JSON] = [
        "platform": "espai", "path": "/cdkey/transfer", "process": true, "reset": .bool(reset),
        "only_reused": .bool(onlyReused),
      ]
      try await servers.sandbox.fault("kill_keepalive", fields)
      _ = try await servers.transfer(espai)
    }
    #expect(try await servers.arrived("/cdkey/transfer") == 4)
    let transfers = try await servers.sandbox.journal().filter { $0["path"] == "/cdkey/transfer" }
    #expect(transfers.allSatisfy { $0["request"] == 1 }, "a change goes over a connection of its own: \(transfers)")
    // LBAI creates users by GET, which HTTP stacks take for harmless.
    let lbai = servers.sandbox.lbai(options: options)
    _ = try await lbai.account.balance()
    try await servers.sandbox.fault("kill_keepalive", ["platform": "lbai", "only_reused": false])
    let lost = try await failure { try await lbai.users.create(identifier: "ada@example.com") }
    #expect(lost.kind == .outcomeUnknown, "\(lost)")
    let journal = try await servers.sandbox.journal().filter { $0["platform"] == "lbai" }
    #expect(journal.count == 2 && journal[1]["fault"] == "kill_keepalive", "\(journal)")
  }
}
