import Bursar
import Foundation

/// An executor that plays the replies of a conformance vector (`tests/vectors/<platform>/<operation>/<case>.json`).
///
/// What is asked must be what the vector expects, method, URL and body included: anything else is answered by an error, as a
/// request that was not sent, and is told by ``complaints``. It plays conversations of one call; time does not pass in it.
public final class VectorExecutor: HttpExecutor {
  /// A vector, as far as a player needs it.
  struct Vector: Decodable {
    let script: [Entry]?
  }

  struct Entry: Decodable {
    let send: Send?
    let reply: Reply?
    let loss: String?
  }

  struct Send: Decodable {
    let method: String
    let url: String
    let json: JSON?
    let body: String?
  }

  struct Reply: Decodable {
    let status: Int
    let headers: [String: String]?
    let json: JSON?
    let text: String?
    let base64: String?
  }

  private struct State {
    var left: ArraySlice<Entry>
    var complaints: [String] = []
  }

  private let state: Locked<State>

  /// Plays a vector's file.
  public init(contentsOf file: URL) throws {
    let vector = try JSONDecoder().decode(Vector.self, from: Data(contentsOf: file))
    state = Locked(State(left: (vector.script ?? []).filter { $0.send != nil }[...]))
  }

  /// What did not go as the vector has it.
  public var complaints: [String] {
    state.with { state in
      state.complaints + state.left.map { "never asked: \($0.send?.method ?? "") \($0.send?.url ?? "")" }
    }
  }

  /// Answers as the vector does.
  public func execute(_ request: HttpRequest) async throws -> HttpReply {
    guard let entry = state.with({ $0.left.popFirst() }), let send = entry.send else {
      throw complain("nothing more is expected: \(request)")
    }
    guard send.method == request.method, send.url == request.url else {
      throw complain("\(request) is asked instead of \(send.method) \(send.url)")
    }
    let body = request.body ?? Data()
    let fits =
      if let json = send.json {
        (try? JSONDecoder().decode(JSON.self, from: body)) == json
      } else {
        body == Data((send.body ?? "").utf8)
      }
    guard fits else { throw complain("\(request) has another body") }
    if let loss = entry.loss {
      throw RequestLost(
        loss == "not_sent" ? .notSent : loss == "too_large" ? .tooLarge : .maybeSent, "the vector loses it")
    }
    guard let reply = entry.reply else { throw complain("the vector does not answer \(request)") }
    return try HttpReply(reply)
  }

  private func complain(_ complaint: String) -> RequestLost {
    state.with { $0.complaints.append(complaint) }
    return RequestLost(.notSent, complaint)
  }
}

extension HttpReply {
  init(_ reply: VectorExecutor.Reply) throws {
    let body =
      if let json = reply.json {
        try JSONEncoder().encode(json)
      } else if let base64 = reply.base64 {
        Data(base64Encoded: base64) ?? Data()
      } else {
        Data((reply.text ?? "").utf8)
      }
    self.init(status: reply.status, headers: (reply.headers ?? [:]).map { (name: $0.key, value: $0.value) }, body: body)
  }
}
