// Bursar's story on one screen: all four platforms, over real HTTP, against a sandbox. `cargo xtask demo --language swift`.
import Bursar
import BursarTesting
import Foundation

/// The story takes a turn that it should not.
struct Unexpected: Error {
  let what: String
}

func chapter(_ title: String) {
  print("\n\u{25b8} \(title)")
}

/// What a call fails with; the story has no other way on.
func failure<Value: Sendable>(_ kind: ErrorKind, _ call: () async throws -> Value) async throws -> BursarError {
  do {
    _ = try await call()
  } catch let error as BursarError where error.kind == kind {
    return error
  }
  throw Unexpected(what: "the call was to end in \(kind.rawValue)")
}

func opencatdStory(_ servers: Sandbox) async throws -> OpenCatd {
  chapter("opencatd, a team's own server: first user, a member, a vendor key")
  try await servers.reset(.opencatd, empty: true)
  // A fresh server has no user, so there is no token yet: the session keeps the one that `initialize` returns.
  let opencatd = OpenCatd(baseUrl: servers.baseUrl(.opencatd))
  let root = try await opencatd.users.initialize()
  print("  made user \(root.id) (\(root.name)); its token is a secret, and prints as \(root.token)")
  let ada = try await opencatd.users.create(name: "ada")
  let key = try await opencatd.keys.create(name: "Team Key", key: "sk-demo-0001")
  print("  made user \(ada.id) (\(ada.name)) and key \(key.id), which the server calls \"\(key.name)\"")
  let taken = try await failure(.conflict) { try await opencatd.users.create(name: "ada") }
  print("  a second \"ada\" is a \(taken.kind.rawValue), though the server said HTTP 200")
  for (user, cost) in [(root.id, "0.240000"), (ada.id, "1.310550")] {
    let usage: [String: JSON] = ["day": "2026-10-05", "units": 120_000, "user_id": .int(user), "cost": .string(cost)]
    try await servers.seed(.opencatd, "usages", usage)
  }
  return opencatd
}

func lbaiStory(_ servers: Sandbox) async throws {
  chapter("Little Beauty AI: a user with a token, and what it cost")
  let lbai = servers.lbai()
  let user = try await lbai.users.create(identifier: "ada@example.com", groupId: "1")
  print("  made user \(user.userId) and its token, a secret: \(user.token)")
  try await servers.seed(.lbai, "costs", count: 25, ["units": 40, "user_id": .string(user.userId)])
  var (rows, chips) = (0, 0)
  for try await cost in lbai.costs.list(userId: user.userId) {
    rows += 1
    chips += cost.costUsage
  }
  print("  \(rows) cost records in pages of 10: \(chips) chips")
}

func akoolStory(_ servers: Sandbox) async throws {
  chapter("AKOOL: a token that dies is replaced, and the call goes on")
  let akool = servers.akool()
  print("  credit: \(try await akool.credit.get().credit)")
  try await servers.control("POST", "tokens/expire", [:])
  let again = try await akool.withResponse { try await $0.credit.get() }
  print("  every token was revoked; credit: \(again.value.credit)")
  print("  what happened: refused with 1101, a new token made, asked again (\(again.response.attempts) requests)")
}

func espaiStory(_ servers: Sandbox) async throws {
  chapter("ESP-AI: moving calls between quota cards, over a bad line")
  let espai = servers.espai()
  let cards = try await espai.cards.list().all().filter {
    [.azureDragon, .nineTailedFox].contains($0.type) && $0.apiLimit ?? 0 > 0
  }
  guard cards.count >= 2 else { throw Unexpected(what: "the sandbox has no two paid cards") }
  let move = { (amount: Int, options: CallOptions) in
    try await espai.cards.transfer(
      phone: cards[0].userPhone, code: Secret(cards[0].code), targetPhone: cards[1].userPhone,
      targetCode: Secret(cards[1].code), amount: amount, options: options)
  }

  let done = try await move(100, CallOptions())
  print("  100 calls moved, known by \(done.knownBy.rawValue)")

  try await servers.fault("reset_after", ["platform": "espai", "path": "/cdkey/transfer"])
  let read = try await move(50, CallOptions())
  let number = { (count: Int?) in count.map(String.init) ?? "?" }
  print("  50 calls: the reply was cut off.")
  print(
    "  Both cards were read again: \(number(read.sourceBefore)) \u{2192} \(number(read.sourceAfter)) and",
    terminator: " ")
  print("\(number(read.targetBefore)) \u{2192} \(number(read.targetAfter)), so it is known by \(read.knownBy.rawValue)")

  try await servers.fault("reset_before", ["platform": "espai", "path": "/cdkey/transfer"])
  // The cards are looked at for five seconds, unless the deadline comes first: nobody watches a demo wait.
  let lost = try await failure(.outcomeUnknown) { try await move(25, CallOptions(deadline: .seconds(1))) }
  print("  25 calls: the line broke again, and the cards show no change.")
  print("  It may still happen, so it is \(lost.kind.rawValue):\n    \(lost.hint)")
  print("    What was read of both cards, for whoever looks into it, is in the error, without secrets:")
  let readings = try JSONDecoder().decode([String: JSON].self, from: Data((lost.readings ?? "{}").utf8))
  for (name, value) in readings.sorted(by: { $0.key < $1.key })
  where name.hasPrefix("source_") || name.hasPrefix("target_") {
    print("      \(name): \(value.int.map(String.init) ?? value.string ?? "null")")
  }
  let arrived = try await servers.journal().filter { $0["path"] == "/cdkey/transfer" }.count
  let ledger = try await servers.control("GET", "ledger")
  guard arrived == 3, ledger["balanced"] == true else { throw Unexpected(what: "\(arrived) transfers, \(ledger)") }
  print("  3 transfers, \(arrived) requests on the server's side: none was sent twice.")
  print("  The server's books balance: no call was lost, and none was made.")
}

func credits(_ servers: Sandbox, _ opencatd: OpenCatd) async throws {
  chapter("What is left, everywhere")
  let (lbai, akool, espai) = (servers.lbai(), servers.akool(), servers.espai())
  async let all = [lbai.credits(), opencatd.credits(month: "2026-10"), akool.credits(), espai.credits()]
  let rows = try await all.map { one in
    let left = one.remaining.map { "\($0)" } ?? ""
    return [
      one.platform, left + (one.unlimited ? " and an unlimited card" : ""), one.spent.map { "\($0)" } ?? "",
      one.unit.rawValue, one.basis.rawValue.replacingOccurrences(of: "_", with: " "),
    ]
  }
  let table = [["platform", "left", "spent", "unit", "how it is known"]] + rows
  let widths = (0..<5).map { column in table.map { $0[column].count }.max() ?? 0 }
  for row in table {
    let cells = zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
    print("  \(cells.joined(separator: "  ").trimmingCharacters(in: .whitespaces))")
  }
}

let began = ContinuousClock.now
let servers = try Sandbox()
print("Four platforms are running on this machine. Nothing here leaves it.")
let opencatd = try await opencatdStory(servers)
try await lbaiStory(servers)
try await akoolStory(servers)
try await espaiStory(servers)
try await credits(servers, opencatd)
let took = String(format: "%.1f", (ContinuousClock.now - began) / .seconds(1))
print("\n\(try await servers.journal().count) requests in \(took) s.")
