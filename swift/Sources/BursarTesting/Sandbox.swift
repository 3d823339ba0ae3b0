import Bursar
import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

#if os(macOS) || os(Linux)
  /// The four platforms as servers on this machine, until `stop`, or until it is gone. Nothing leaves the machine.
  ///
  /// Its program is not in this package: `cargo build -p bursar-sandbox` makes it.
  public final class Sandbox: Sendable {
    /// A server of the sandbox.
    public enum Platform: String, Sendable {
      /// Little Beauty AI.
      case lbai
      /// opencatd.
      case opencatd
      /// The newer dialect of opencatd.
      case opencatdDev = "opencatd_dev"
      /// AKOOL.
      case akool
      /// ESP-AI.
      case espai
    }

    /// What it tells once all its servers listen: `espai.base_url`, `espai.cards` and so on. The secrets in it protect nothing.
    public let ready: JSON

    private let process: Process

    /// Starts one, and comes back when its servers listen.
    ///
    /// - Parameters:
    ///   - program: Where the program is; from `BURSAR_SANDBOX` if left out.
    ///   - seed: From what all ids, tokens and codes follow: they are the same each time.
    /// - Throws: ``BursarError`` if it does not start, with how the program has ended and what it wrote to standard error.
    public init(program: String? = nil, seed: Int = 1) throws {
      guard let path = program ?? ProcessInfo.processInfo.environment["BURSAR_SANDBOX"], !path.isEmpty else {
        throw BursarError.configuration("sandbox: say where its program is, by `program` or BURSAR_SANDBOX")
      }
      let process = Process()
      let said = Pipe()
      process.executableURL = URL(fileURLWithPath: path)
      process.arguments = ["--seed", String(seed), "--until-eof"]
      // It ends with this process, whatever ends that.
      process.standardInput = Pipe()
      let complaints = try Self.scratch()
      process.standardError = complaints
      process.standardOutput = said
      do {
        try process.run()
      } catch {
        throw BursarError.configuration("sandbox: \(path) does not start: \(error.localizedDescription)")
      }
      self.process = process
      var line = Data()
      while !line.contains(UInt8(ascii: "\n")) {
        let piece = said.fileHandleForReading.availableData
        if piece.isEmpty {
          Self.end(process)
          throw BursarError.configuration("sandbox: \(path) does not start: \(Self.ending(of: process, complaints))")
        }
        line += piece
      }
      ready = try JSONDecoder().decode(JSON.self, from: line)
    }

    /// A file without a name, for what a program complains of: unlike a pipe, it need not be read for the program to go on.
    private static func scratch() throws -> FileHandle {
      let place = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
      try Data().write(to: place, options: .withoutOverwriting)
      defer { try? FileManager.default.removeItem(at: place) }
      return try FileHandle(forUpdating: place)
    }

    /// How a program has ended, with what it has complained of.
    private static func ending(of process: Process, _ complaints: FileHandle) -> String {
      let how = process.terminationReason == .exit ? "it ended with status" : "it was ended by signal"
      try? complaints.seek(toOffset: 0)
      let said = String(decoding: (try? complaints.read(upToCount: 4096)) ?? Data(), as: UTF8.self)
      let words = said.trimmingCharacters(in: .whitespacesAndNewlines)
      return "\(how) \(process.terminationStatus)" + (words.isEmpty ? "" : ": \(words)")
    }

    deinit {
      stop()
    }

    /// Ends the program, and comes back when it has ended.
    public func stop() {
      Self.end(process)
    }

    private static func end(_ process: Process) {
      // Threads of Swift's tasks have signals blocked, and so has what they start: nothing milder is heard.
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
      process.waitUntilExit()
    }

    private func text(_ platform: Platform, _ path: String...) -> String? {
      ([platform.rawValue] + path).reduce(ready) { $0[$1] }.string
    }

    /// Where a server is.
    public func baseUrl(_ platform: Platform) -> String {
      text(platform, "base_url") ?? ""
    }

    private func secret(_ platform: Platform, _ name: String) -> Secret? {
      text(platform, "credentials", name).map { Secret($0) }
    }

    /// A client of Little Beauty AI.
    public func lbai(options: ClientOptions = ClientOptions()) -> Lbai {
      Lbai(token: secret(.lbai, "token"), baseUrl: baseUrl(.lbai), options: options)
    }

    /// A client of opencatd.
    public func opencatd(_ platform: Platform = .opencatd, options: ClientOptions = ClientOptions()) -> OpenCatd {
      OpenCatd(token: secret(platform, "token"), baseUrl: baseUrl(platform), options: options)
    }

    /// A client of AKOOL. It takes a key or a pair, not both; with the pair, tokens come and go.
    public func akool(options: ClientOptions = ClientOptions()) -> Akool {
      Akool(
        clientId: secret(.akool, "clientId"), clientSecret: secret(.akool, "clientSecret"), baseUrl: baseUrl(.akool),
        options: options)
    }

    /// A client of ESP-AI.
    public func espai(options: ClientOptions = ClientOptions()) -> EspAi {
      EspAi(apiKey: secret(.espai, "apiKey"), baseUrl: baseUrl(.espai), options: options)
    }

    /// Something goes wrong with requests to come: tests/sandbox/README.md tells the kinds and fields.
    public func fault(_ kind: String, _ fields: [String: JSON] = [:]) async throws {
      _ = try await control("POST", "faults", .object(fields.merging(["kind": .string(kind)]) { $1 }))
    }

    /// Adds rows.
    public func seed(_ platform: Platform, _ kind: String, count: Int = 1, _ fields: [String: JSON] = [:]) async throws
    {
      let own: [String: JSON] = ["platform": .string(platform.rawValue), "kind": .string(kind), "count": .int(count)]
      _ = try await control("POST", "seed", .object(fields.merging(own) { $1 }))
    }

    /// Begins anew: everything, or one platform; `empty` leaves out the demo's rows.
    public func reset(_ platform: Platform? = nil, empty: Bool = false) async throws {
      var of: [String: JSON] = ["empty": .bool(empty)]
      if let platform { of["platform"] = .string(platform.rawValue) }
      _ = try await control("POST", "reset", .object(of))
    }

    /// Every request that has arrived, once the servers are through with all of them.
    public func journal() async throws -> [JSON] {
      while true {
        let arrivals = try await control("GET", "journal")["journal"].array
        if arrivals.allSatisfy({ $0["done"] == true }) { return arrivals }
        try await Task.sleep(for: .milliseconds(5))
      }
    }

    /// Any of its control calls.
    @discardableResult
    public func control(_ method: String, _ path: String, _ body: JSON? = nil) async throws -> JSON {
      guard let url = URL(string: "\(ready["control"].string ?? "")/_sandbox/\(path)") else {
        throw BursarError.configuration("sandbox: it has no control")
      }
      var request = URLRequest(url: url)
      request.httpMethod = method
      request.httpBody = try body.map { try JSONEncoder().encode($0) }
      let (data, reply) = try await URLSession.shared.data(for: request)
      let answer = try JSONDecoder().decode(JSON.self, from: data)
      guard (reply as? HTTPURLResponse)?.statusCode == 200 else {
        throw BursarError.configuration("sandbox: \(path): \(answer["error"].string ?? "refused")")
      }
      return answer
    }
  }
#endif

extension JSON {
  /// A field of an object; null where there is none.
  public subscript(name: String) -> JSON {
    if case .object(let object) = self { object[name] ?? .null } else { .null }
  }

  /// An element of a list; null where there is none.
  public subscript(at: Int) -> JSON {
    array.indices.contains(at) ? array[at] : .null
  }

  /// The text that it is.
  public var string: String? {
    if case .string(let string) = self { string } else { nil }
  }

  /// The whole number that it is.
  public var int: Int? {
    if case .int(let int) = self { int } else { nil }
  }

  /// The elements of a list; none of anything else.
  public var array: [JSON] {
    if case .array(let array) = self { array } else { [] }
  }
}
