import Bursar
import BursarTesting
import Foundation

/// A conversation of the corpus. Format: tests/vectors/README.md.
struct Vector: Sendable, CustomStringConvertible {
  let file: String
  let json: JSON

  var description: String { file }

  /// All of them.
  static let all: [Vector] = {
    let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../tests/vectors").standardizedFileURL
    let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return files.filter { $0.hasSuffix(".json") && $0.contains("/") }.sorted().map { file in
      do {
        let data = try Data(contentsOf: folder.appendingPathComponent(file))
        return Vector(file: file, json: try JSONDecoder().decode(JSON.self, from: data))
      } catch {
        fatalError("\(file): \(error)")
      }
    }
  }()

  /// Where its file is.
  var url: URL {
    URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../tests/vectors/\(file)").standardizedFileURL
  }
}

/// Why a vector fails.
struct Mismatch: Error, CustomStringConvertible {
  let description: String
}

func expect(_ holds: Bool, _ message: @autoclosure () -> String) throws {
  if !holds { throw Mismatch(description: message()) }
}

extension BursarError {
  /// Whether the detail tells what a vector wants, which names options as the core does.
  func tells(_ part: String) -> Bool {
    detail.contains(part.hasSuffix("Ms") ? "\(part.dropLast(2)), in milliseconds" : part)
  }
}

extension JSON {
  var object: [String: JSON]? {
    if case .object(let object) = self { object } else { nil }
  }

  var text: String {
    guard let data = try? JSONEncoder().encode(self) else { return "" }
    return String(decoding: data, as: UTF8.self)
  }

  /// Compares a row's value, which may be a decimal, with the one that a vector has.
  func fits(_ expected: JSON) -> Bool {
    if self == expected { return true }
    if self[0] == "decimal", let own = self[1].string, let other = expected.string {
      return Decimal(string: own) == Decimal(string: other)
    }
    return false
  }

  /// Whether everything of the expected is there.
  func contains(_ expected: JSON) -> Bool {
    switch expected {
    case .object(let object): return object.allSatisfy { self[$0].contains($1) }
    case .array(let list):
      return array.count == list.count && zip(array, list).allSatisfy { $0.contains($1) }
    default: return self == expected
    }
  }
}

/// What a call does now.
enum Seen: Sendable {
  case send(HttpRequest)
  case wait(Int)
  case ended(Ended)
  case failed(BursarError)
  case cancelled
}

/// A call of a conversation.
protocol Played: AnyObject, Sendable {
  var present: Seen { get }
  func reply(_ reply: HttpReply) async
  func lose(_ how: String) async
  func waited() async
  func close() throws
}

/// How the calls of a conversation are made.
protocol Stage: Sendable {
  func call(_ operation: String, _ params: [String: JSON], _ options: [String: JSON]) async throws -> any Played
  func token() throws -> Secret?
  func setToken(_ token: Secret) throws
}

/// The time of a conversation, which passes only when its script says so.
final class ScriptClock: HostClock {
  private let time = Locked<UInt64>(1000)

  func now() -> UInt64 { time.with { $0 } }
  func pass(_ milliseconds: Int) { time.with { $0 += UInt64(milliseconds) } }
  func pause(_ milliseconds: Int) async throws { try await TypedCall.current?.pause(milliseconds) }
  func limit(_ duration: Duration) async throws { try await Task.sleep(for: .seconds(3600)) }
}

/// Bytes of memory that the process has.
func resident() throws -> Int {
  #if os(Linux)
    let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
    return (Int(pages[1]) ?? 0) * 4096
  #else
    return 0
  #endif
}
