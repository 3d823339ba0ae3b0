import Foundation

/// What the driver needs of its host.
struct Host: Sendable {
  let http: any HttpExecutor
  let clock: any HostClock
}

/// What became of a request.
private enum Came: Sendable {
  case reply(head: [UInt8], body: Data, status: Int)
  case lost(Call.Lost, detail: String, cause: (any Error)?)
}

/// Runs a call to its end: sends, waits, gives up when its task is cancelled. It decides nothing.
///
/// It never leaves a call behind: every way out of it is an answer that ends the call.
func drive<Row>(
  _ session: Session, _ request: [UInt8], _ read: Reader<Row>, _ host: Host, _ teller: Teller?
) async throws -> Answered<Row> {
  // Of what has not begun, nothing can have arrived.
  try Task.checkCancellation()
  let clock = host.clock
  let began = clock.now()
  var answer = Core.open(session.handle, request, now: began, read)
  var cause: (any Error)?
  var under: UInt64 = 0
  while true {
    switch answer {
    case .send(let call, let wire):
      under = call
      teller?.sends(call)
      switch await exchange(wire, host) {
      case .reply(let head, let body, let status):
        cause = nil
        teller?.tell(.reply(status: status))
        answer = Core.received(call, head, body, now: clock.now(), read)
      case .lost(let how, let detail, let error):
        cause = error
        teller?.tell(.lost(how: how.name))
        answer = Core.failed(call, how, detail, now: clock.now(), read)
      }
    case .wait(let call, let milliseconds):
      under = call
      teller?.tell(.wait(.milliseconds(milliseconds)))
      do {
        try await clock.pause(milliseconds)
        answer = Core.waited(call, now: clock.now(), read)
      } catch {
        cause = error
        answer = Core.failed(call, .cancelled, "", now: clock.now(), read)
      }
    case .value, .failure, .running:
      // A call that is over has no handle any more; one in which the core broke down has.
      if case .failure = answer { Core.close(under) }
      return try answer.ended(teller, clock.now() - began, cause)
    }
  }
}

/// Sends a request, for as long as it may take. An executor may not heed the cancellation of its task: the call goes on without
/// it. One that was not called yet is not called any more.
private func exchange(_ wire: HttpRequest, _ host: Host) async -> Came {
  let race = Race()
  return await withTaskCancellationHandler {
    await withCheckedContinuation { continuation in
      race.begin(
        continuation,
        Task {
          guard race.hands() else { return }
          let came = await attempt(wire, host.http)
          race.settle { _ in came }
        },
        Task {
          guard (try? await host.clock.limit(wire.timeout)) != nil else { return }
          let detail = "no reply came within \(wire.timeout.milliseconds) ms"
          race.settle { isHanded in .lost(isHanded ? .maybeSent : .notSent, detail: detail, cause: nil) }
        })
    }
  } onCancel: {
    race.settle { isHanded in .lost(isHanded ? .cancelled : .unsent, detail: "", cause: CancellationError()) }
  }
}

private func attempt(_ wire: HttpRequest, _ http: any HttpExecutor) async -> Came {
  do {
    let reply = try await http.execute(wire)
    if reply.body.count > wire.maxBodyBytes { return .lost(.tooLarge, detail: "", cause: nil) }
    guard let head = reply.head else {
      return .lost(.unusable, detail: noReply, cause: nil)
    }
    return .reply(head: head, body: reply.body, status: reply.status)
  } catch let lost as RequestLost {
    return .lost(Call.Lost(lost.how), detail: lost.localizedDescription, cause: lost)
  } catch {
    // Not its whole rendering: errors of HTTP clients hold URLs.
    return .lost(.maybeSent, detail: error.localizedDescription, cause: error)
  }
}

/// What becomes of one request. Several may settle it, and the first does.
private final class Race: Sendable {
  private struct State {
    var isHanded = false
    var came: Came?
    var continuation: CheckedContinuation<Came, Never>?
    var tasks: [Task<Void, Never>] = []
  }

  private let state = Locked(State())

  func begin(_ continuation: CheckedContinuation<Came, Never>, _ tasks: Task<Void, Never>...) {
    let came = state.with { state in
      if state.came == nil {
        state.continuation = continuation
        state.tasks = tasks
      }
      return state.came
    }
    guard let came else { return }
    continuation.resume(returning: came)
    for task in tasks { task.cancel() }
  }

  /// Whether the request is handed to the executor now, and not given up.
  func hands() -> Bool {
    state.with { state in
      state.isHanded = state.came == nil
      return state.isHanded
    }
  }

  func settle(_ came: (_ isHanded: Bool) -> Came) {
    let (settled, continuation, tasks) = state.with { state in
      let settled = state.came ?? came(state.isHanded)
      state.came = settled
      defer { (state.continuation, state.tasks) = (nil, []) }
      return (settled, state.continuation, state.tasks)
    }
    // First: what cancelling a task calls is the executor's, and may take its time.
    continuation?.resume(returning: settled)
    for task in tasks { task.cancel() }
  }
}

/// State behind a lock.
package final class Locked<State>: @unchecked Sendable {
  private let lock = NSLock()
  private var state: State

  package init(_ state: State) {
    self.state = state
  }

  package func with<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&state)
  }
}

/// The time of a driver, and how it sleeps.
package protocol HostClock: Sendable {
  /// Milliseconds of a monotonic clock.
  func now() -> UInt64
  /// Sleeps; throws at once when the task is cancelled.
  func pause(_ milliseconds: Int) async throws
  /// Sleeps for as long as an attempt may take; throws at once when the task is cancelled.
  func limit(_ duration: Duration) async throws
}

/// The process's own clock.
package struct SystemClock: HostClock {
  /// Of this clock's own: one that is made when it is first asked for may be made after the moment that it is taken from.
  private let start = ContinuousClock.now

  package init() {}

  package func now() -> UInt64 {
    UInt64((ContinuousClock.now - start).milliseconds)
  }

  package func pause(_ milliseconds: Int) async throws {
    try await limit(.milliseconds(milliseconds))
  }

  package func limit(_ duration: Duration) async throws {
    // What a sleep has shown is past, also for a clock that counts whole milliseconds.
    let end = ContinuousClock.now + duration
    while ContinuousClock.now < end {
      try await Task.sleep(until: end, tolerance: .zero, clock: .continuous)
    }
  }
}

extension Duration {
  /// Whole milliseconds, cut.
  package var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    let (whole, over) = seconds.multipliedReportingOverflow(by: 1000)
    return over ? (seconds < 0 ? .min : .max) : whole &+ attoseconds / 1_000_000_000_000_000
  }
}
