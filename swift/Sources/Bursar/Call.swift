/// What is to be done next.
public enum Step: Sendable {
  /// Send this; answer with ``Call/received(_:now:)`` or ``Call/failed(_:detail:now:)``.
  case send(HttpRequest)
  /// Sleep; answer with ``Call/waited(now:)``.
  case wait(Duration)
  /// The end: what the operation gives, in rows of its type; none, or one, or a page of them.
  case value(Page<any Sendable>)
  /// The end: why it gives nothing.
  case failed(BursarError)
}

/// One running operation, for those who bring everything: do what `step` says, and tell what came.
///
/// Times are milliseconds of one monotonic clock for all calls of a client. What is dropped before its end is closed.
public final class Call: Sendable {
  /// How a request was lost, as a call is told.
  public enum Lost: UInt8, Sendable, CaseIterable {
    /// Not a byte of it has left.
    case notSent = 0
    /// It may have arrived.
    case maybeSent = 1
    /// Nobody wants it any more.
    case cancelled = 2
    /// Its reply is larger than `maxBodyBytes`.
    case tooLarge = 3
    /// What came is no reply.
    case unusable = 4
    /// Nobody wants it any more, and not a byte of it has left, nor will.
    case unsent = 5

    init(_ how: RequestLost.How) {
      self = Self(rawValue: how.rawValue) ?? .maybeSent
    }

    var name: String {
      switch self {
      case .notSent: "not_sent"
      case .maybeSent: "maybe_sent"
      case .cancelled: "cancelled"
      case .tooLarge: "too_large"
      case .unusable: "unusable"
      case .unsent: "unsent"
      }
    }
  }

  private struct State {
    var handle: UInt64 = 0
    var step: Step

    var isOver: Bool {
      switch step {
      case .send, .wait: false
      case .value, .failed: true
      }
    }
  }

  private let read: AnyReader
  private let clock: any HostClock
  private let state: Locked<State>

  init(_ session: Session, _ request: [UInt8], _ read: @escaping AnyReader, _ clock: any HostClock, now: UInt64?) {
    self.read = read
    self.clock = clock
    state = Locked(Self.state(Core.open(session.handle, request, now: now ?? clock.now(), read), 0))
  }

  /// What is to be done now.
  public var step: Step {
    state.with { $0.step }
  }

  /// A reply came.
  @discardableResult
  public func received(_ reply: HttpReply, now: UInt64? = nil) -> Step {
    next(now) { call, now in
      guard let head = reply.head else { return Core.failed(call, .unusable, noReply, now: now, read) }
      return Core.received(call, head, reply.body, now: now, read)
    }
  }

  /// No reply came; or, with `cancelled` and `unsent`, nobody wants it any more.
  @discardableResult
  public func failed(_ how: Lost, detail: String = "", now: UInt64? = nil) -> Step {
    next(now) { Core.failed($0, how, detail, now: $1, read) }
  }

  /// The sleep is over.
  @discardableResult
  public func waited(now: UInt64? = nil) -> Step {
    next(now) { Core.waited($0, now: $1, read) }
  }

  /// Gives its turns back. What was sent stays sent; a call that has not ended is none any more.
  public func close() {
    state.with { state in
      Core.close(state.handle)
      if !state.isOver { state.step = .failed(.configuration("the call was closed before its end")) }
    }
  }

  deinit {
    Core.close(state.with { $0.handle })
  }

  private func next(_ now: UInt64?, _ crossing: (UInt64, UInt64) -> Answer<any Sendable>) -> Step {
    state.with { state in
      // What it came to stays.
      if state.isOver { return state.step }
      state = Self.state(crossing(state.handle, now ?? clock.now()), state.handle)
      return state.step
    }
  }

  private static func state(_ answer: Answer<any Sendable>, _ handle: UInt64) -> State {
    switch answer {
    case .send(let call, let request): State(handle: call, step: .send(request))
    case .wait(let call, let milliseconds): State(handle: call, step: .wait(.milliseconds(milliseconds)))
    case .value(let answered): State(handle: handle, step: .value(Page(answered)))
    case .failure(let failure, _): State(handle: handle, step: .failed(BursarError(failure)))
    case .running: State(handle: handle, step: .failed(.configuration("the core runs what it was not told to")))
    }
  }
}

extension Call: Redacted {
  /// The type's name.
  public var description: String { "Call" }
}
