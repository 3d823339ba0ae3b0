// What swift/README.md shows. Against the sandbox, whose cards these are.
import Bursar
import BursarTesting

let sandbox = try Sandbox()
let baseUrl = sandbox.baseUrl(.espai)
let key = sandbox.ready["espai"]["credentials"]["apiKey"].string ?? ""
let cards = try await sandbox.espai().cards.list(type: .azureDragon).all()
let (from, to) = (cards[0], cards[1])

// readme
let espai = EspAi(apiKey: Secret(key), baseUrl: baseUrl)

// Every page of the list, each read when it is needed.
for try await card in espai.cards.list(type: .azureDragon) {
  print(card.id, card.apiLimit.map { "\($0) calls left" } ?? "unlimited")
}

do {
  let done = try await espai.cards.transfer(
    phone: from.userPhone, code: Secret(from.code), targetPhone: to.userPhone, targetCode: Secret(to.code), amount: 10)
  print("moved \(done.amount) calls, known by \(done.knownBy.rawValue)")
} catch let error as BursarError where error.kind == .outcomeUnknown {
  print("it may have happened:", error.readings ?? "nothing was read")
}
