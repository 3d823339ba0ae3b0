import Bursar
import BursarTesting
import Foundation
import Testing

/// The conformance corpus, played twice: by `begin`, and as typed calls.
@Suite(.serialized) struct CorpusTests {
  /// What Swift's types refuse is played by `begin` only.
  private static let mostUntyped = 20

  private func play(_ vector: Vector, _ open: (JSON, ScriptClock) throws -> any Stage) async throws {
    let clock = ScriptClock()
    guard let expected = vector.json.object?["configError"] else {
      let stage = try open(vector.json["session"], clock)
      return try await Conversation(vector, stage, clock).play(vector.json["script"].array)
    }
    do {
      _ = try open(vector.json["session"], clock)
    } catch let error as BursarError {
      try expect(error.kind.rawValue == expected["kind"].string, "\(error)")
      if let part = expected["detail_contains"].string { try expect(error.tells(part), error.detail) }
      return
    }
    throw Mismatch(description: "it opens")
  }

  @Test func everyVectorIsPlayedByItsSteps() async throws {
    #expect(Vector.all.count >= 500)
    for vector in Vector.all {
      do {
        try await play(vector) { try BegunStage($0, $1) }
      } catch {
        Issue.record("\(vector): \(error)")
      }
    }
    #expect(live() == 0)
  }

  @Test func everyVectorIsPlayedAsTypedCalls() async throws {
    var untyped: [String] = []
    for vector in Vector.all {
      do {
        try await play(vector) { try TypedStage($0, $1) }
      } catch let refused as Untyped {
        untyped.append("\(vector): \(refused.why)")
      } catch {
        Issue.record("\(vector): \(error)")
      }
    }
    #expect(untyped.count <= Self.mostUntyped, "\(untyped.joined(separator: "\n"))")
  }

  @Test func everyOperationHasAVectorThatIsTyped() {
    let named = Set(Vector.all.compactMap { $0.json["operation"].string })
    #expect(Set(operationNames).subtracting(named).isEmpty)
  }

  @Test func aVectorAnswersAProgramsOwnTests() async throws {
    let vector = try #require(Vector.all.first { $0.file == "espai/cards.get/documented.json" })
    let executor = try VectorExecutor(contentsOf: vector.url)
    let apiKey = try #require(vector.json["session"]["credentials"]["apiKey"].string)
    let espai = EspAi(apiKey: Secret(apiKey), options: ClientOptions(maxRetries: 0, http: executor))
    #expect(executor.complaints.count == 1)
    let params = vector.json["params"]
    let phone = try #require(params["phone"].string)
    let code = Secret(try #require(params["code"].string))
    let card = try await espai.cards.get(phone: phone, code: code)
    #expect(executor.complaints.isEmpty)
    #expect(card.id != "")
    await #expect(throws: BursarError.self) { try await espai.cards.get(phone: phone, code: code) }
    #expect(executor.complaints.count == 1)
  }
}
