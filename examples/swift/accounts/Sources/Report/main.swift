// What is left or was spent, on every platform that is set up: those of the environment, or all of a sandbox.
import Bursar
import BursarTesting
import Foundation

/// A platform's name, and what asks it.
typealias Question = (platform: String, ask: @Sendable () async throws -> Credits)

let environment = ProcessInfo.processInfo.environment
let month = environment["MONTH"] ?? "2026-10"

/// Clients keep tokens and turns: a program makes them once.
func configured() -> [Question] {
  var questions: [Question] = []
  if environment["BURSAR_LBAI_TOKEN"] != nil {
    let lbai = Lbai()
    questions.append(("Little Beauty AI", { try await lbai.credits() }))
  }
  if let baseUrl = environment["BURSAR_OPENCATD_BASE_URL"] {
    let opencatd = OpenCatd(baseUrl: baseUrl)
    questions.append(("opencatd", { try await opencatd.credits(month: month) }))
  }
  if environment["BURSAR_AKOOL_API_KEY"] != nil || environment["BURSAR_AKOOL_CLIENT_ID"] != nil {
    let akool = Akool()
    questions.append(("AKOOL", { try await akool.credits() }))
  }
  if environment["BURSAR_ESPAI_API_KEY"] != nil {
    let espai = EspAi()
    questions.append(("ESP-AI", { try await espai.credits() }))
  }
  return questions
}

func emulated(_ sandbox: Sandbox) -> [Question] {
  let (lbai, opencatd, akool, espai) = (sandbox.lbai(), sandbox.opencatd(), sandbox.akool(), sandbox.espai())
  return [
    ("Little Beauty AI", { try await lbai.credits() }), ("opencatd", { try await opencatd.credits(month: month) }),
    ("AKOOL", { try await akool.credits() }), ("ESP-AI", { try await espai.credits() }),
  ]
}

/// One that fails hides no other.
func answer(_ question: Question) async -> (line: String, isAnswered: Bool) {
  do {
    let credits = try await question.ask()
    let left = credits.remaining.map { "\($0) \(credits.unit.rawValue) left" }
    let spent = credits.spent.map { "\($0) \(credits.unit.rawValue) spent" }
    let known = [left, spent, credits.unlimited ? "unlimited" : nil].compactMap { $0 }
    return ("\(question.platform): \(known.joined(separator: ", "))", true)
  } catch {
    return ("\(question.platform): \(error)", false)
  }
}

let sandbox = configured().isEmpty ? try Sandbox() : nil
let pending = (sandbox.map(emulated) ?? configured()).map { question in Task { await answer(question) } }
var areAnswered = true
for task in pending {
  let (line, isAnswered) = await task.value
  print(line)
  areAnswered = areAnswered && isAnswered
}
if !areAnswered {
  sandbox?.stop()
  exit(1)
}
