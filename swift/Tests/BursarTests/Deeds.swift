import Bursar
import BursarTesting
import Foundation

/// Clients of a sandbox, as tests want them.
struct Servers: Sendable {
  let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  func card(_ at: Int) -> (id: String, phone: String, code: Secret) {
    let card = sandbox.ready["espai"]["cards"][at]
    return (card["id"].string ?? "", card["phone"].string ?? "", Secret(card["code"].string ?? ""))
  }

  /// A transfer between two of the sandbox's cards.
  func transfer(
    _ espai: EspAi, _ from: Int = 0, _ to: Int = 1, amount: Int = 10, receipt: String? = nil,
    options: CallOptions = CallOptions()
  ) async throws -> Transferred {
    let (source, target) = (card(from), card(to))
    return try await espai.cards.transfer(
      phone: source.phone, code: source.code, targetPhone: target.phone, targetCode: target.code, amount: amount,
      receipt: receipt, options: options)
  }

  /// How many requests of a path have arrived.
  func arrived(_ path: String) async throws -> Int {
    try await sandbox.journal().filter { $0["path"].string == path }.count
  }

  var user: String { sandbox.ready["lbai"]["users"][0]["userId"].string ?? "" }
}

/// An operation with what it takes of a sandbox; it tells whether what it gives is right.
struct Deed: Sendable {
  let name: String
  let run: @Sendable (Servers, ClientOptions) async throws -> Bool
  /// Readings that come before the request that a fault is to meet.
  var readings = 0
  var isChange = false

  init(
    _ name: String, readings: Int = 0, isChange: Bool = false,
    _ run: @escaping @Sendable (Servers, ClientOptions) async throws -> Bool
  ) {
    self.name = name
    self.readings = readings
    self.isChange = isChange
    self.run = run
  }

  static let all: [Deed] = lbai + opencatd + akool + espai

  private static let lbai: [Deed] = [
    Deed("lbai.users.create", isChange: true) {
      try await $0.sandbox.lbai(options: $1).users.create(identifier: "ada@example.com").token.expose().count > 10
    },
    Deed("lbai.users.refresh_token", isChange: true) {
      try await $0.sandbox.lbai(options: $1).users.refreshToken(userId: $0.user).token.expose().count > 10
    },
    Deed("lbai.users.logout", isChange: true) {
      try await $0.sandbox.lbai(options: $1).users.logout(userId: $0.user)
      return true
    },
    Deed("lbai.account.balance") { try await $0.sandbox.lbai(options: $1).account.balance().balance > 0 },
    Deed("lbai.costs.total") { try await $0.sandbox.lbai(options: $1).costs.total(groupId: "1").usage >= 0 },
    Deed("lbai.costs.list") {
      let page = try await $0.sandbox.lbai(options: $1).costs.list(groupId: "1").page()
      return page.rows.count == 10 && (page.total ?? 0) >= 10
    },
    Deed("lbai.credits") {
      let credits = try await $0.sandbox.lbai(options: $1).credits()
      return credits.unit == .chips && credits.basis == .balance
    },
  ]

  private static let opencatd: [Deed] = [
    Deed("opencatd.users.init", isChange: true) { servers, options in
      let url = servers.sandbox.baseUrl(.opencatd)
      let client = OpenCatd(baseUrl: url, options: options)
      let root = try await client.users.initialize()
      return try root.id == 1 && client.token() == root.token
    },
    Deed("opencatd.users.me") { try await $0.sandbox.opencatd(options: $1).users.me().id == 1 },
    Deed("opencatd.users.list") {
      let page = try await $0.sandbox.opencatd(options: $1).users.list().page()
      return page.rows.count == 3 && page.next == nil
        && page.rows[0].createdAt ?? .distantPast > Date(timeIntervalSince1970: 1e9)
    },
    Deed("opencatd.users.find") { try await $0.sandbox.opencatd(options: $1).users.find(name: "alice").id == 2 },
    Deed("opencatd.users.create", readings: 1, isChange: true) {
      try await $0.sandbox.opencatd(options: $1).users.create(name: "ada").name == "ada"
    },
    Deed("opencatd.users.delete", readings: 1, isChange: true) {
      try await $0.sandbox.opencatd(options: $1).users.delete(id: 2)
      return true
    },
    Deed("opencatd.users.reset_token", readings: 1, isChange: true) {
      try await $0.sandbox.opencatd(options: $1).users.resetToken(id: 2).token.expose() != ""
    },
    Deed("opencatd.keys.list") {
      let keys = try await $0.sandbox.opencatd(options: $1).keys.list().all()
      return keys.first?.key?.expose().isEmpty == false
    },
    Deed("opencatd.keys.create", readings: 1, isChange: true) {
      try await $0.sandbox.opencatd(options: $1).keys.create(name: "third", key: "sk-third").name == "third"
    },
    Deed("opencatd.keys.delete", readings: 1, isChange: true) {
      try await $0.sandbox.opencatd(options: $1).keys.delete(id: 1)
      return true
    },
    Deed("opencatd.usages.list") {
      try await $0.sandbox.opencatd(options: $1).usages.list(month: "2026-10").all().contains { $0.cost > 0 }
    },
    Deed("opencatd.credits") {
      let credits = try await $0.sandbox.opencatd(options: $1).credits(month: "2026-10")
      return credits.unit == .usd && credits.spent ?? 0 > 0
    },
  ]

  private static let akool: [Deed] = [
    Deed("akool.tokens.create") { try await $0.sandbox.akool(options: $1).tokens.create().token.expose().count > 10 },
    Deed("akool.credit.get") { try await $0.sandbox.akool(options: $1).credit.get().credit > 0 },
    Deed("akool.webhooks.open") { _, options in
      guard let vector = Vector.all.first(where: { $0.file == "akool/webhooks.open/aes-256.json" })?.json else {
        return false
      }
      let credentials = vector["session"]["credentials"]
      let akool = Akool(
        clientId: credentials["clientId"].string.map { Secret($0) },
        clientSecret: credentials["clientSecret"].string.map { Secret($0) }, options: options)
      let given = Given(client: akool, params: vector["params"].object ?? [:])
      let event = try await akool.webhooks.open(
        signature: given.need("signature"), dataEncrypt: given.need("dataEncrypt"), timestamp: given.need("timestamp"),
        nonce: given.need("nonce"))
      return event.status == .completed
    },
    Deed("akool.credits") { try await $0.sandbox.akool(options: $1).credits().unit == .credits },
  ]

  private static let espai: [Deed] = [
    Deed("espai.cards.list") {
      let page = try await $0.sandbox.espai(options: $1).cards.list().page()
      return page.rows.count == 7 && page.total == 7
    },
    Deed("espai.cards.get") {
      let card = try await $0.sandbox.espai(options: $1).cards.get(phone: $0.card(0).phone, code: $0.card(0).code)
      return card.apiLimit == 1000 && card.type == .azureDragon
    },
    Deed("espai.cards.transfer", readings: 2, isChange: true) {
      let done = try await $0.transfer($0.sandbox.espai(options: $1))
      return done.knownBy == .reply && done.sourceBefore == 1000
    },
    Deed("espai.cards.prepare_transfer") {
      let (from, to) = ($0.card(0), $0.card(1))
      let prepared = try await $0.sandbox.espai(options: $1).cards.prepareTransfer(
        phone: from.phone, code: from.code, targetPhone: to.phone, targetCode: to.code, amount: 10)
      return prepared.amount == 10 && prepared.receipt.contains("\"amount\":10")
    },
    Deed("espai.cards.check_transfer") {
      let (from, to) = ($0.card(0), $0.card(1))
      let espai = $0.sandbox.espai(options: $1)
      let receipt = try await espai.cards.prepareTransfer(
        phone: from.phone, code: from.code, targetPhone: to.phone, targetCode: to.code, amount: 10
      ).receipt
      _ = try await espai.cards.transfer(
        phone: from.phone, code: from.code, targetPhone: to.phone, targetCode: to.code, amount: 10, receipt: receipt)
      let done = try await espai.cards.checkTransfer(
        receipt: receipt, phone: from.phone, code: from.code, targetPhone: to.phone, targetCode: to.code)
      return done.knownBy == .reading && done.sourceAfter == 990
    },
    Deed("espai.cards.destroy", readings: 1, isChange: true) {
      try await $0.sandbox.espai(options: $1).cards.destroy(id: $0.card(6).id)
      return true
    },
    Deed("espai.cards.balance_logs") { servers, options in
      try await servers.sandbox.control("POST", "consume", ["card": .string(servers.card(0).id), "amount": 5])
      return try await !servers.sandbox.espai(options: options).cards.balanceLogs().all().isEmpty
    },
    Deed("espai.orders.create", isChange: true) {
      let order = try await $0.sandbox.espai(options: $1).orders.create(commodityId: .calls1000, commodityType: .topUp)
      return order.paymentUrl.expose().hasPrefix("http")
    },
    Deed("espai.credits") {
      let credits = try await $0.sandbox.espai(options: $1).credits()
      return credits.unlimited && credits.remaining ?? 0 > 0
    },
    Deed("raw") {
      let reply = try await $0.sandbox.espai(options: $1).raw(method: "POST", path: "/cdkey/list", body: "{}")
      return reply.status == 200 && reply.body.expose().contains("totalNumber")
    },
  ]
}

/// What sends where nothing is said, and `URLSession`.
struct Sender: Sendable {
  static let all = [Sender(http: nil), Sender(http: URLSessionExecutor.shared)]

  let http: (any HttpExecutor)?
}

/// What a call fails with.
func failure<Value: Sendable>(_ call: () async throws -> Value) async throws -> BursarError {
  do {
    throw Mismatch(description: "it must fail, but gives \(try await call())")
  } catch let error as BursarError {
    return error
  }
}
