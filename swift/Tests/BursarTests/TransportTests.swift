import Bursar
import BursarTesting
import Foundation
import Testing

/// Time, cancellation and what an HTTP client may do.
@Suite(.serialized) struct TransportTests {
  /// An executor that never answers; one that is `deaf` does not heed its cancellation either.
  private func silent(deaf: Bool) -> ClosureExecutor {
    ClosureExecutor { _ in
      if deaf {
        let sleep = Task.detached { try await Task.sleep(for: .seconds(5)) }
        try await sleep.value
      } else {
        try await Task.sleep(for: .seconds(60))
      }
      throw RequestLost(.maybeSent)
    }
  }

  /// How long it takes until a list's time is over.
  private func timesOut(_ espai: EspAi) async throws -> Duration {
    let began = ContinuousClock.now
    let error = try await failure { try await espai.cards.list().page() }
    #expect(error.kind == .timeout, "\(error)")
    return ContinuousClock.now - began
  }

  /// Expects that a list's time is over after so long, to the tenth of a second. A machine that is busy with something else
  /// is asked again.
  private func expectTimeOut(_ espai: EspAi, after limit: Duration, prepare: () async throws -> Void = {}) async throws
  {
    let inTime = limit - .milliseconds(1)..<limit + .milliseconds(100)
    var took = Duration.zero
    for _ in 0..<3 {
      try await prepare()
      took = try await timesOut(espai)
      try #require(took >= inTime.lowerBound, "\(took)")
      if inTime.contains(took) { return }
    }
    Issue.record("\(took) instead of \(limit)")
  }

  @Test(arguments: Sender.all.indices)
  func aTimeOutIsOneToTheTenthOfASecond(sender: Int) async throws {
    let http = Sender.all[sender].http
    let servers = try Servers()
    for limit in [Duration.milliseconds(300), .milliseconds(700)] {
      let options = ClientOptions(timeout: limit, maxRetries: 0, http: http)
      for executor in [silent(deaf: false), silent(deaf: true)] {
        let own = ClientOptions(timeout: limit, maxRetries: 0, http: executor)
        try await expectTimeOut(EspAi(apiKey: "k-0123", options: own), after: limit)
      }
      try await expectTimeOut(servers.sandbox.espai(options: options), after: limit) {
        try await servers.sandbox.reset()
        try await servers.sandbox.fault("delay", ["platform": "espai", "path": "/cdkey/list", "ms": 2000])
      }
    }
    // A deadline bounds attempts, too; a body that drips is no reply.
    let late = servers.sandbox.espai(options: ClientOptions(deadline: .milliseconds(500), http: http))
    try await expectTimeOut(late, after: .milliseconds(500)) {
      try await servers.sandbox.reset()
      let drip: [String: JSON] = ["platform": "espai", "path": "/cdkey/list", "bytes": 1, "ms": 50, "count": 9]
      try await servers.sandbox.fault("drip", drip)
    }
    #expect(live() == 0)
  }

  @Test func aTimeOutDoesNotWaitForWhatTheExecutorDoesAboutIt() async throws {
    let http = ClosureExecutor { _ in
      try await withTaskCancellationHandler {
        try await Task.sleep(for: .seconds(60))
      } onCancel: {
        Thread.sleep(forTimeInterval: 1)
      }
      throw RequestLost(.maybeSent)
    }
    let limit = Duration.milliseconds(300)
    let espai = EspAi(apiKey: "k-0123", options: ClientOptions(timeout: limit, maxRetries: 0, http: http))
    try await expectTimeOut(espai, after: limit)
  }

  /// Cancels a call once it has come so far, and tells how long it took to end.
  private func cancelled<Value: Sendable>(
    after delay: Duration, _ call: @escaping @Sendable () async throws -> Value
  ) async -> (Duration, any Error) {
    let task = Task { try await call() }
    try? await Task.sleep(for: delay)
    let began = ContinuousClock.now
    task.cancel()
    let result = await task.result
    let took = ContinuousClock.now - began
    switch result {
    case .success(let value): return (took, Mismatch(description: "it gave \(value)"))
    case .failure(let error): return (took, error)
    }
  }

  /// With room for a machine that is busy with something else: what is not given up takes seconds.
  private static let atOnce = Duration.milliseconds(500)

  @Test func cancellationTakesLessThanFiftyMilliseconds() async {
    let deaf = EspAi(apiKey: "k-0123", options: ClientOptions(http: silent(deaf: true)))
    var times: [Duration] = []
    for _ in 0..<11 {
      times.append(await cancelled(after: .milliseconds(20)) { try await deaf.cards.list().page() }.0)
    }
    #expect(times.sorted()[5] < .milliseconds(50), "\(times)")
    #expect(live() == 0)
  }

  @Test(arguments: Sender.all.indices)
  func aCancelledTaskEndsAtOnceAndLeavesNothing(sender: Int) async throws {
    let http = Sender.all[sender].http
    let servers = try Servers()
    let delay: [String: JSON] = ["platform": "espai", "ms": 5000]
    try await servers.sandbox.fault("delay", delay.merging(["path": "/cdkey/list"]) { $1 })
    let espai = servers.sandbox.espai(options: ClientOptions(http: http))
    let deaf = EspAi(apiKey: "k-0123", options: ClientOptions(http: silent(deaf: true)))
    for client in [espai, deaf] {
      let (took, error) = await cancelled(after: .milliseconds(100)) { try await client.cards.list().page() }
      #expect(took < Self.atOnce && error is CancellationError, "\(took) \(error)")
      #expect(live() == 0)
    }

    // In a wait between two attempts.
    try await servers.sandbox.reset()
    let patience: JSON = ["retry-after": "30"]
    try await servers.sandbox.fault("status", ["platform": "espai", "status": 429, "headers": patience])
    let (took, error) = await cancelled(after: .milliseconds(200)) { try await espai.cards.list().page() }
    #expect(took < Self.atOnce && error is CancellationError, "\(took) \(error)")
    #expect(live() == 0)

    // A change that may have arrived: that is said, and cancellation is what it came from.
    try await servers.sandbox.reset()
    try await servers.sandbox.fault("delay", delay.merging(["path": "/cdkey/transfer"]) { $1 })
    let (ended, doubt) = await cancelled(after: .milliseconds(400)) { try await servers.transfer(espai) }
    let unknown = try #require(doubt as? BursarError)
    #expect(unknown.kind == .outcomeUnknown && unknown.underlying is CancellationError, "\(unknown)")
    #expect(ended < Self.atOnce && unknown.readings != nil, "\(ended)")
    #expect(live() == 0)

    // Before anything is sent.
    let scripted = Scripted()
    let early = EspAi(apiKey: "k-0123", options: ClientOptions(http: scripted))
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await early.orders.create(commodityId: .calls1000, commodityType: .card)
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(scripted.requests.isEmpty)
  }

  @Test(arguments: Sender.all.indices)
  func fiftyCallsRunAtOnce(sender: Int) async throws {
    let http = Sender.all[sender].http
    let servers = try Servers()
    try await servers.sandbox.fault("delay", ["platform": "espai", "path": "/cdkey/detail", "ms": 300, "count": 50])
    let espai = servers.sandbox.espai(options: ClientOptions(http: http))
    let card = servers.card(0)
    let began = ContinuousClock.now
    let ids = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<50 { group.addTask { try await espai.cards.get(phone: card.phone, code: card.code).id } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(ids == Array(repeating: card.id, count: 50))
    let took = ContinuousClock.now - began
    #expect(took < .seconds(10), "\(took)")
    #expect(live() == 0)
  }

  @Test(arguments: Sender.all.indices)
  func aServerThatIsDownWasSentNothing(sender: Int) async throws {
    let http = Sender.all[sender].http
    // Nobody listens on port 1.
    let options = ClientOptions(maxRetries: 0, http: http)
    let down = EspAi(apiKey: "k-0123", baseUrl: "http://127.0.0.1:1", options: options)
    let refused = try await failure { try await down.orders.create(commodityId: .calls1000, commodityType: .card) }
    #expect(refused.kind == .connection && refused.detail.contains("not sent"), "\(refused)")
    #expect((refused.underlying as? RequestLost)?.how == (http == nil ? nil : .notSent))
  }

  @Test(arguments: Sender.all.indices)
  func aReplyThatIsTooLargeIsNotReadToItsEnd(sender: Int) async throws {
    let http = Sender.all[sender].http
    let servers = try Servers()
    for chunked in [false, true] {
      let fields: [String: JSON] = [
        "platform": "espai", "path": "/cdkey/list", "chunked": .bool(chunked), "bytes": .int(64 << 20),
      ]
      try await servers.sandbox.fault("oversize", fields)
      let large = try await failure {
        try await servers.sandbox.espai(options: ClientOptions(http: http)).cards.list().page()
      }
      #expect(large.kind == .decode && large.attempts == 1, "\(large)")
    }
    let most = 1 << 25
    let given = Scripted(.reply(HttpReply(status: 200, body: Data(count: most))))
    let espai = EspAi(apiKey: "k-0123", options: ClientOptions(http: given))
    #expect(try await failure { try await espai.cards.list().page() }.attempts == 1)
  }

  @Test(arguments: Sender.all.indices)
  func aRedirectIsNotFollowed(sender: Int) async throws {
    let http = Sender.all[sender].http
    let servers = try Servers()
    let elsewhere = JSON.string(servers.sandbox.baseUrl(.lbai))
    try await servers.sandbox.fault("redirect", ["platform": "espai", "location": elsewhere])
    let error = try await failure {
      try await servers.sandbox.espai(options: ClientOptions(http: http)).cards.list().page()
    }
    #expect(error.status == 302, "\(error)")
    #expect(try await servers.sandbox.journal().count == 1)
  }

  @Test func whatAnExecutorGivesIsLookedAt() async throws {
    let servers = try Servers()
    for junk in [0, 99, 1000, -1] {
      let http = ClosureExecutor { request in
        let reply = try await URLSessionExecutor.shared.execute(request)
        return request.once ? HttpReply(status: junk) : reply
      }
      let espai = servers.sandbox.espai(options: ClientOptions(http: http))
      do {
        #expect(try await servers.transfer(espai, amount: 1).knownBy == .reading)
      } catch let error as BursarError {
        #expect(error.kind == .outcomeUnknown && error.detail.contains("is no reply"), "\(error)")
      }
      let reads = EspAi(apiKey: "k-0123", options: ClientOptions(http: .closure { _ in HttpReply(status: junk) }))
      let error = try await failure { try await reads.cards.list().page() }
      #expect(error.kind == .configuration && error.attempts == 1, "\(error)")
    }
    let separators = HttpReply(
      status: 200, headers: [("Date", "a\u{1f}b"), ("X-Other", "c")],
      body: Data(#"{"success":true,"data":[],"totalNumber":0}"#.utf8))
    let options = ClientOptions(http: .closure { _ in separators })
    #expect(try await EspAi(apiKey: "k-0123", options: options).cards.list().all().isEmpty)
  }

  @Test func anExecutorIsAnyError() async throws {
    struct Odd: Error {}
    let http = Scripted(.lost(RequestLost(.notSent, "no way")), .lost(Odd()), .lost(Odd()))
    let espai = EspAi(apiKey: "k-0123", options: ClientOptions(maxRetries: 0, http: http))
    let unsent = try await failure { try await espai.orders.create(commodityId: .calls1000, commodityType: .card) }
    #expect(unsent.kind == .connection && unsent.detail.contains("no way"), "\(unsent)")
    let lost = try await failure { try await espai.orders.create(commodityId: .calls1000, commodityType: .card) }
    #expect(lost.kind == .outcomeUnknown && lost.underlying is Odd, "\(lost)")
    #expect(try await failure { try await espai.cards.list().page() }.kind == .connection)
  }

  @Test func tenThousandCallsLeaveNothing() async throws {
    let turn = Locked(0)
    let body = Data(#"{"success":true,"data":[],"totalNumber":0}"#.utf8)
    let http = ClosureExecutor { _ in
      let at = turn.with { turn in
        turn += 1
        return turn
      }
      if at % 5 == 0 { throw RequestLost(.maybeSent) }
      return HttpReply(status: at % 7 == 0 ? 500 : 200, body: body)
    }
    let espai = EspAi(apiKey: "k-0123", options: ClientOptions(maxRetries: 0, http: http))
    func round(_ count: Int) async {
      for at in 0..<count {
        let task = Task { try await espai.cards.list().page() }
        if at % 11 == 0 { task.cancel() }
        _ = await task.result
      }
    }
    await round(2_000)
    let before = try resident()
    await round(10_000)
    let after = try resident()
    #expect(live() == 0)
    // Sleeps that were given up stay in the queue of their timer until they would have ended.
    #expect(after - before < 48 << 20, "\(before) to \(after)")
    for _ in 0..<1000 { _ = EspAi(apiKey: "k-0123") }
    let dropped = try EspAi(apiKey: "k-0123").begin("espai.cards.list")
    #expect(live() == 1)
    _ = dropped.step
  }
}
