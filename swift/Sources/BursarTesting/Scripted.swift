import Bursar
import Foundation

/// An executor that answers with replies, in order, and keeps what it was asked.
public final class Scripted: HttpExecutor {
  /// One reply of a server that is not there, or an error that the request ends in.
  public enum Turn: Sendable {
    /// A reply.
    case reply(HttpReply)
    /// An error.
    case lost(any Error)

    /// A reply with a body of JSON, or of any text.
    public static func text(_ text: String, status: Int = 200) -> Turn {
      .reply(HttpReply(status: status, body: Data(text.utf8)))
    }
  }

  private struct State {
    var left: ArraySlice<Turn>
    var requests: [HttpRequest] = []
  }

  private let state: Locked<State>

  /// Answers with these.
  public init(_ turns: Turn...) {
    state = Locked(State(left: turns[...]))
  }

  /// What was asked, in order.
  public var requests: [HttpRequest] {
    state.with { $0.requests }
  }

  /// Answers with the next turn; after the last one, that nothing was sent.
  public func execute(_ request: HttpRequest) async throws -> HttpReply {
    let turn = state.with { state in
      state.requests.append(request)
      return state.left.popFirst()
    }
    switch turn {
    case .reply(let reply): return reply
    case .lost(let error): throw error
    case nil: throw RequestLost(.notSent, "no reply is left for \(request)")
    }
  }
}
