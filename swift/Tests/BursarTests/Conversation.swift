import Bursar
import BursarTesting
import Foundation

/// Plays a vector's script.
final class Conversation {
  private let stage: any Stage
  private let clock: ScriptClock
  private let declared: [String: JSON]
  private var calls: [String: any Played] = [:]
  private var closed: Set<String> = []
  private var kept: [String: JSON] = [:]

  init(_ vector: Vector, _ stage: any Stage, _ clock: ScriptClock) {
    self.stage = stage
    self.clock = clock
    declared = vector.json["calls"].object ?? ["a": vector.json]
  }

  func play(_ script: [JSON]) async throws {
    for (at, entry) in script.enumerated() {
      do {
        try await play(entry)
      } catch let mismatch as Mismatch {
        throw Mismatch(description: "entry \(at): \(mismatch)")
      }
    }
    for (name, call) in calls where !closed.contains(name) {
      switch call.present {
      case .send, .wait: throw Mismatch(description: "\(name) has not ended: \(call.present)")
      case .ended, .failed, .cancelled: continue
      }
    }
  }

  private func call(_ name: String) async throws -> any Played {
    if let call = calls[name] { return call }
    guard let declaration = declared[name] else { throw Mismatch(description: "there is no call \(name)") }
    let params = (declaration["params"].object ?? [:]).mapValues { value in
      value["$kept"].string.flatMap { kept[$0] } ?? value
    }
    var options = declaration["options"].object ?? [:]
    if let before = declaration["after"].string {
      guard case .ended(let ended)? = calls[before]?.present, let next = ended.next else {
        throw Mismatch(description: "\(before) gave no cursor")
      }
      options["after"] = .string(next)
    }
    let call = try await stage.call(declaration["operation"].string ?? "", params, options)
    calls[name] = call
    return call
  }

  private func play(_ entry: JSON) async throws {
    if let token = entry["setToken"].string { return try stage.setToken(Secret(token)) }
    if let token = entry.object?["token"] {
      return try expect(JSON.of(try stage.token()) == token, "another token")
    }
    let name = entry["call"].string ?? "a"
    let call = try await call(name)
    if entry["close"] == true {
      closed.insert(name)
      return try call.close()
    }
    if entry["send"] != .null { try sent(call.present, entry["send"]) }
    if entry["wait"] != .null { return try await wait(call, entry) }
    if let value = entry.object?["value"] { try self.value(call.present, value) }
    if entry["rows"] != .null { try rows(call.present, entry) }
    if entry["error"] != .null { try failed(call.present, entry["error"]) }
    guard entry["reply"] != .null || entry["loss"] != .null else { return }
    clock.pass(entry["afterMs"].int ?? 0)
    if let how = entry["loss"].string {
      await call.lose(how)
    } else {
      await call.reply(try reply(entry["reply"]))
    }
  }

  private func reply(_ reply: JSON) throws -> HttpReply {
    let body =
      if let base64 = reply["base64"].string {
        Data(base64Encoded: base64) ?? Data()
      } else if let json = reply.object?["json"] {
        try JSONEncoder().encode(json)
      } else {
        Data((reply["text"].string ?? "").utf8)
      }
    let headers = (reply["headers"].object ?? [:]).map { (name: $0.key, value: $0.value.string ?? "") }
    return HttpReply(status: reply["status"].int ?? 0, headers: headers, body: body)
  }

  private func sent(_ present: Seen, _ expected: JSON) throws {
    guard case .send(let request) = present else { throw Mismatch(description: "it sends nothing, but \(present)") }
    try expect(request.method == expected["method"].string, request.method)
    try expect(request.url == expected["url"].string, "\(request.url) is not \(expected["url"])")
    let ignored = ["accept", "user-agent"]
    let headers = Dictionary(uniqueKeysWithValues: request.headers.map { ($0.name, JSON.string($0.value)) })
    let own = headers.filter { !ignored.contains($0.key) }
    let wanted = (expected["headers"].object ?? [:]).filter { !ignored.contains($0.key) }
    try expect(own == wanted, "headers: \(own) are not \(wanted)")
    if let json = expected.object?["json"] {
      let body = try? JSONDecoder().decode(JSON.self, from: request.body ?? Data())
      try expect(body == json, "body: \(body?.text ?? "none") is not \(json.text)")
    } else {
      let body = String(decoding: request.body ?? Data(), as: UTF8.self)
      try expect(body == expected["body"].string ?? "", "body: \(body)")
    }
    if let once = expected.object?["once"] { try expect(.bool(request.once) == once, "once: \(request.once)") }
    if let ms = expected["timeoutMs"].int { try expect(request.timeout == .milliseconds(ms), "\(request.timeout)") }
  }

  private func wait(_ call: any Played, _ entry: JSON) async throws {
    guard case .wait(let ms) = call.present else { throw Mismatch(description: "it does not wait: \(call.present)") }
    let expected = entry["wait"]
    let range = (expected.int ?? expected["min"].int ?? 0)...(expected.int ?? expected["max"].int ?? .max)
    try expect(range.contains(ms), "it waits \(ms) ms, not \(range)")
    if let how = entry["loss"].string {
      clock.pass(entry["afterMs"].int ?? 0)
      await call.lose(how)
    } else if entry["hold"] != true {
      clock.pass(ms)
      await call.waited()
    }
  }

  private func ended(_ present: Seen) throws -> Ended {
    guard case .ended(let ended) = present else { throw Mismatch(description: "it gives nothing: \(present)") }
    return ended
  }

  private func value(_ present: Seen, _ expected: JSON) throws {
    let ended = try ended(present)
    guard let expected = expected.object else { return try expect(ended.rows.isEmpty, "\(ended.rows)") }
    guard var row = ended.rows.first, ended.rows.count == 1 else { throw Mismatch(description: "not one row") }
    for (name, value) in expected where value["$text"] != .null {
      guard let text = row[name]?.string else { throw Mismatch(description: "\(name) is no text") }
      for absent in value["$text"]["without"].array.compactMap(\.string) {
        try expect(!text.contains(absent), "\(name) holds \(absent)")
      }
      if let keep = value["$text"]["keep"].string { kept[keep] = .string(text) }
      row[name] = value
    }
    try same(row, expected)
  }

  private func same(_ row: [String: JSON], _ expected: [String: JSON]) throws {
    try expect(Set(row.keys) == Set(expected.keys), "\(row.keys.sorted()) are not \(expected.keys.sorted())")
    for (name, value) in row {
      try expect(value.fits(expected[name] ?? .null), "\(name): \(value) is not \(expected[name] ?? .null)")
    }
  }

  private func rows(_ present: Seen, _ entry: JSON) throws {
    let ended = try ended(present)
    let expected = entry["rows"].array
    try expect(ended.rows.count == expected.count, "\(ended.rows.count) rows, not \(expected.count)")
    for (row, wanted) in zip(ended.rows, expected) { try same(row, wanted.object ?? [:]) }
    if let total = entry.object?["total"] { try expect(JSON.of(ended.total) == total, "\(ended.total ?? -1) in all") }
    if let more = entry.object?["more"] { try expect(.bool(ended.next != nil) == more, "more is not \(more)") }
  }

  private func failed(_ present: Seen, _ expected: JSON) throws {
    // A cancelled task tells no more than that it is.
    if case .cancelled = present { return try expect(expected["kind"] == "cancelled", "it is cancelled") }
    guard case .failed(let error) = present else { throw Mismatch(description: "it does not fail: \(present)") }
    let told: [String: JSON] = [
      "kind": .of(error.kind), "status": .of(error.status), "code": .of(error.code), "path": .of(error.path),
      "request_id": .of(error.requestId), "retry_after_ms": .of(error.retryAfter.map { Int($0.milliseconds) }),
      "attempts": .of(error.attempts), "retryable": .of(error.retryable),
    ]
    for (name, value) in told {
      if let wanted = expected.object?[name] {
        try expect(value == wanted, "\(name): \(value) is not \(wanted): \(error)")
      }
    }
    if let part = expected["detail_contains"].string { try expect(error.tells(part), error.detail) }
    var dumped = ""
    dump(error, to: &dumped)
    for absent in expected["absent"].array.compactMap(\.string) {
      try expect(!"\(error)\(dumped)".contains(absent), "\(absent) in \(error)")
    }
    if expected["readings"] != .null {
      let readings = try? JSONDecoder().decode(JSON.self, from: Data((error.readings ?? "null").utf8))
      try expect(readings?.contains(expected["readings"]) == true, "readings: \(error.readings ?? "none")")
    }
  }
}
