import Foundation

/// Runs a call over the core's own transport, which blocks: on a thread of its own, so that none of Swift's waits.
func run<Row>(
  _ session: Session, _ request: [UInt8], _ read: @escaping Reader<Row>, _ clock: any HostClock, _ teller: Teller?
) async throws -> Answered<Row> {
  // Of what has not begun, nothing can have arrived.
  try Task.checkCancellation()
  let began = clock.now()
  let job = Job(session, request, read, clock)
  defer { job.close() }
  let answer = await withTaskCancellationHandler {
    await withCheckedContinuation { job.begin($0) }
  } onCancel: {
    job.cancel()
  }
  guard let answer else { throw CancellationError() }
  teller?.repeats(answer.meta)
  return try answer.ended(teller, clock.now() - began, job.isWanted ? nil : CancellationError())
}

/// A call that the core runs on a thread.
private final class Job<Row: Sendable>: Sendable {
  private typealias Ending = CheckedContinuation<Answer<Row>?, Never>

  private struct State {
    var isWanted = true
    var isBegun = false
    /// Nil in it is the end of a call that was given up before it began.
    var ended: Answer<Row>??
    var ending: Ending?
  }

  /// For as long as the core waits at once; it answers when there is something to say.
  private static var longest: UInt64 { 3_600_000 }

  private let number = Core.job()
  private let session: Session
  private let request: [UInt8]
  private let read: Reader<Row>
  private let clock: any HostClock
  private let state = Locked(State())

  init(_ session: Session, _ request: [UInt8], _ read: @escaping Reader<Row>, _ clock: any HostClock) {
    self.session = session
    self.request = request
    self.read = read
    self.clock = clock
  }

  var isWanted: Bool { state.with { $0.isWanted } }

  func begin(_ ending: CheckedContinuation<Answer<Row>?, Never>) {
    let ended = state.with { state in
      if state.ended == nil { state.ending = ending }
      return state.ended
    }
    if let ended { return ending.resume(returning: ended) }
    Threads.shared.run { self.work() }
  }

  private func work() {
    let begun = state.with { state -> Answer<Row>? in
      guard state.isWanted else { return nil }
      state.isBegun = true
      return Core.runStart(session.handle, request, now: clock.now(), number, read)
    }
    guard var answer = begun else { return }
    while case .running = answer, isWanted { answer = Core.runWait(number, Self.longest, read) }
    if case .running = answer { return }
    end(answer)
  }

  /// The core says at once how it stands with a call that is given up; what it has not begun, it is not told of.
  func cancel() {
    let isBegun = state.with { state in
      state.isWanted = false
      return state.isBegun
    }
    end(isBegun ? Core.runCancel(number, read) : nil)
  }

  func close() {
    Core.close(number)
  }

  private func end(_ answer: Answer<Row>?) {
    let ending = state.with { state -> Ending? in
      if state.ended != nil { return nil }
      state.ended = .some(answer)
      defer { state.ending = nil }
      return state.ending
    }
    ending?.resume(returning: answer)
  }
}

/// Threads for what blocks: one for each call that is under way, of whatever client. Those beyond the most wait for their turn,
/// of which the core knows nothing: a call's deadline counts from its turn on.
private final class Threads: Sendable {
  static let shared = Threads()

  /// Each costs a thread of the core's, too.
  private static let most = 512

  private struct State {
    var running = 0
    var waiting: ArraySlice<@Sendable () -> Void> = []
  }

  private let state = Locked(State())

  func run(_ work: @escaping @Sendable () -> Void) {
    let isRoom = state.with { state in
      if state.running == Self.most {
        state.waiting.append(work)
        return false
      }
      state.running += 1
      return true
    }
    guard isRoom else { return }
    Thread.detachNewThread {
      var next: (@Sendable () -> Void)? = work
      while let work = next {
        work()
        next = self.next()
      }
    }
  }

  private func next() -> (@Sendable () -> Void)? {
    state.with { state in
      let next = state.waiting.popFirst()
      if next == nil { state.running -= 1 }
      return next
    }
  }
}
