import Bursar
import BursarTesting
import Foundation
import Testing

#if os(Linux)
  /// Calls over the core's own transport.
  @Suite(.serialized) struct BuiltInTests {
    private static let delay: [String: JSON] = ["platform": "espai", "path": "/cdkey/list", "ms": 20_000, "count": 600]

    @Test func givingUpTakesLessThanFiftyMilliseconds() async throws {
      let servers = try Servers()
      try await servers.sandbox.fault("delay", Self.delay)
      let espai = servers.sandbox.espai()
      var times: [Duration] = []
      for _ in 0..<11 {
        let task = Task { try await espai.cards.list().page() }
        try await Task.sleep(for: .milliseconds(50))
        let began = ContinuousClock.now
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        times.append(ContinuousClock.now - began)
      }
      #expect(times.sorted()[5] < .milliseconds(50), "\(times)")
      #expect(live() == 0)
    }

    @Test func whatWaitsForItsTurnIsGivenUpWithoutDoubt() async throws {
      let servers = try Servers()
      try await servers.sandbox.fault("delay", Self.delay)
      let espai = servers.sandbox.espai()
      let hung = (0..<512).map { _ in Task { try await espai.cards.list().page() } }
      // All of them have arrived.
      while try await servers.sandbox.control("GET", "journal")["journal"].array.count < 512 {
        try await Task.sleep(for: .milliseconds(50))
      }
      let waiting = Task { try await espai.orders.create(commodityId: .calls1000, commodityType: .card) }
      try await Task.sleep(for: .milliseconds(50))
      waiting.cancel()
      await #expect(throws: CancellationError.self) { try await waiting.value }
      // Their turns are free at once when they are given up, whatever their servers do.
      for task in hung { task.cancel() }
      for task in hung { await #expect(throws: CancellationError.self) { try await task.value } }
      let began = ContinuousClock.now
      #expect(try await espai.cards.get(phone: servers.card(0).phone, code: servers.card(0).code).apiLimit == 1000)
      #expect(ContinuousClock.now - began < .seconds(5))
      let journal = try await servers.sandbox.control("GET", "journal")["journal"].array
      #expect(!journal.contains { $0["path"] == "/order/pay" })
      #expect(live() == 0)
    }

    @Test func certificatesAndProxiesAreLookedAtByTheFirstCall() async throws {
      let wrong = [
        ("caPem", ClientOptions(caPem: "no certificate")), ("proxy", ClientOptions(proxy: "socks5://127.0.0.1:1")),
      ]
      let servers = try Servers()
      for (name, options) in wrong {
        let espai = try servers.sandbox.espai(options: options).checked()
        let error = try await failure { try await espai.cards.list().page() }
        #expect(error.kind == .configuration && error.path == name, "\(error)")
      }
      #expect(try await servers.sandbox.journal().isEmpty)
    }

    @Test func aThousandCallsLeaveNothing() async throws {
      let servers = try Servers()
      let espai = servers.sandbox.espai()
      func round(_ count: Int) async {
        for at in 0..<count {
          let task = Task { try await espai.cards.list().page() }
          if at % 7 == 0 { task.cancel() }
          _ = await task.result
        }
      }
      await round(200)
      let before = try (resident(), threads())
      await round(1000)
      let after = try (resident(), threads())
      #expect(after.0 - before.0 < 16 << 20, "\(before) to \(after)")
      #expect(after.1 < before.1 + 16 && live() == 0, "\(before) to \(after)")
    }

    private func threads() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
    }

    @Test func whatHappensIsToldWhenTheCallIsOver() async throws {
      let servers = try Servers()
      let seen = Locked<[BursarEvent.What]>([])
      let options = ClientOptions(maxRetries: 1, onEvent: { event in seen.with { $0.append(event.what) } })
      let espai = servers.sandbox.espai(options: options)
      try await servers.sandbox.fault("reset_before", ["platform": "espai", "path": "/cdkey/list", "count": 2])
      let error = try await failure { try await espai.cards.list().page() }
      let events = seen.with { $0 }
      let isSent = { (what: BursarEvent.What, attempt: Int) in
        if case .send(let sent) = what { sent.attempt == attempt && sent.purpose == "operation" } else { false }
      }
      #expect(error.kind == .connection && events.count == 6, "\(events)")
      #expect(isSent(events[0], 1) && isSent(events[3], 2), "\(events)")
      #expect(events[1] == .lost(how: "maybe_sent") && events[4] == .lost(how: "maybe_sent"), "\(events)")
      guard case .wait = events[2], case .verdict(let verdict) = events[5] else {
        throw Mismatch(description: "\(events)")
      }
      #expect(verdict.kind == .connection && verdict.attempts == 2)
    }
  }
#endif
