// What swift/README.md shows, between the marks.
// readme
import Bursar
import BursarTesting
import Foundation

// The platforms as servers on your machine. `EspAi()` is the real one, with the key in BURSAR_ESPAI_API_KEY.
let sandbox = try Sandbox()
let espai = sandbox.espai()

// Every page of the list, each read when it is needed.
var cards: [Card] = []
for try await card in espai.cards.list(type: .azureDragon) {
  print(card.id, card.apiLimit.map { "\($0) calls left" } ?? "unlimited")
  cards.append(card)
}

let (from, to) = (cards[0], cards[1])
do {
  let done = try await espai.cards.transfer(
    phone: from.userPhone, code: Secret(from.code), targetPhone: to.userPhone, targetCode: Secret(to.code), amount: 10)
  print("moved \(done.amount) calls, known by \(done.knownBy.rawValue)")
} catch let error as BursarError where error.kind == .outcomeUnknown {
  print("it may have happened:", error.readings ?? "nothing was read")
}
// end

// readme
let page = try await espai.cards.list(limit: 2).page()
if let next = page.next {
  // `next` is a text that can be kept; it goes with the same parameters.
  let second = try await espai.cards.list(limit: 2, options: CallOptions(after: next)).page()
  print("\(page.rows.count + second.rows.count) of \(page.total ?? 0) cards")
}
// end

let receiptFile = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).json")
defer { try? FileManager.default.removeItem(at: receiptFile) }

// readme
// A receipt says how both cards stand, and holds no secret. It is stored before anything is sent.
let prepared = try await espai.cards.prepareTransfer(
  phone: from.userPhone, code: Secret(from.code), targetPhone: to.userPhone, targetCode: Secret(to.code), amount: 10)
try Data(prepared.receipt.utf8).write(to: receiptFile)

// If a card has changed since, this is a `conflict`, and nothing is sent.
_ = try await espai.cards.transfer(
  phone: from.userPhone, code: Secret(from.code), targetPhone: to.userPhone, targetCode: Secret(to.code), amount: 10,
  receipt: prepared.receipt)

// Whether it was applied: after an `outcomeUnknown`, or in another process after a crash.
let known = try await espai.cards.checkTransfer(
  receipt: String(contentsOf: receiptFile, encoding: .utf8), phone: from.userPhone, code: Secret(from.code),
  targetPhone: to.userPhone, targetCode: Secret(to.code))
print("moved \(known.amount) calls, known by \(known.knownBy.rawValue)")
// end
