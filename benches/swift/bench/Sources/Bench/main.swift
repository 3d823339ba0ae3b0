// What the package costs, against what its users would write by hand. `cargo xtask bench --only swift`.
import Bursar
import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Contestants that do different work say nothing.
struct Differs: Error {
  let name: String
}

let key = "0f3c9a7be41d4c02a8c6d1f5b7e2930d"
let (phone, code) = ("15916888888", "wNaa1GDw")
let isQuick = CommandLine.arguments.contains("--quick")
let rounds = isQuick ? 3 : 31

func client(_ body: Data) -> EspAi {
  EspAi(
    apiKey: Secret(key), options: ClientOptions(http: .closure { _ in HttpReply(status: 200, body: body) }))
}

/// What a call gives when its reply came.
func rows(_ call: Call, _ body: Data) throws -> [any Sendable] {
  guard case .value(let page) = call.received(HttpReply(status: 200, body: body)) else { throw Differs(name: "begin") }
  return page.rows
}

func decoded(_ body: Data) throws -> [HandCard] {
  let reply = try decoder.decode(HandReply<[HandCard]>.self, from: body)
  guard reply.success else { throw Differs(name: "JSONDecoder") }
  return reply.data
}

/// What is measured, and the page that it makes.
struct Bench {
  private var digits = Digits()
  private(set) var page = ""
  private(set) var goals: [(what: String, most: Double, figure: Figure)] = []

  private mutating func table(_ title: String, _ figures: [Figure]) {
    page += "\n### \(title)\n\n| contestant | us | ratio | ± |\n| --- | ---: | ---: | ---: |\n"
    for figure in figures {
      let numbers = String(format: "%.1f | %.2f | %.2f", figure.time, figure.ratio, figure.deviation)
      page += "| \(figure.name) | \(numbers) |\n"
    }
  }

  mutating func bytesToRows(_ count: Int) async throws {
    let body = digits.cards(count)
    let espai = client(body)
    let begin = { try espai.begin("espai.cards.list") }
    let own = try rows(begin(), body).compactMap { $0 as? Card }
    for (name, hand) in [("JSONDecoder", try decoded(body)), ("JSONSerialization", try serialized(body))] {
      let same = zip(own, hand).allSatisfy {
        $0.id == $1.id && $0.createTime == $1.createTime && $0.updateTime == $1.updateTime && $0.code == $1.code
          && $0.userId == $1.userId && $0.apiLimit == $1.apiLimit && $0.type.rawValue == $1.type
          && $0.userPhone == $1.userPhone && $0.userName == $1.userName
      }
      guard same, own.count == count, hand.count == count else { throw Differs(name: name) }
    }
    let figures = try await compare(
      [
        .direct("JSONDecoder", prepare: {}) { try decoded(body) },
        .direct("JSONSerialization and a mapping", prepare: {}) { try serialized(body) },
        .direct("bursar, the reply only", prepare: begin) { try rows($0, body) },
        .direct("bursar, a whole call: begin and reply", prepare: {}) { try rows(begin(), body) },
        .awaited("bursar, a whole call, awaited") { try await espai.cards.list().page().rows },
      ], rounds: rounds)
    table("\(count) \(count == 1 ? "row" : "rows"), \(body.count) bytes", figures)
    goals.append(("bytes to typed rows, \(count), of JSONDecoder", count == 1 ? 0.35 : 0.2, figures[2]))
  }

  mutating func smallCall() async throws {
    let body = digits.oneCard()
    let espai = client(body)
    let byHand = {
      guard let url = URL(string: "https://api.espai.fun/cdkey/detail") else { throw Differs(name: "URL") }
      var request = URLRequest(url: url)
      request.httpMethod = "POST"
      request.setValue(key, forHTTPHeaderField: "authorization")
      request.setValue("application/json", forHTTPHeaderField: "content-type")
      request.httpBody = try JSONEncoder().encode(["phone": phone, "code": code])
      keep(request)
      return try decoder.decode(HandReply<HandCard>.self, from: body).data
    }
    let params: [String: JSON] = ["phone": .string(phone), "code": .string(code)]
    let card = try await espai.cards.get(phone: phone, code: Secret(code))
    guard card.id == (try byHand()).id else { throw Differs(name: "one card") }
    let figures = try await compare(
      [
        .direct("URLRequest and JSONDecoder", prepare: {}, byHand),
        .direct("bursar, begin and reply", prepare: {}) { try rows(espai.begin("espai.cards.get", params), body) },
        .awaited("bursar, awaited") { try await espai.cards.get(phone: phone, code: Secret(code)) },
      ], rounds: rounds)
    table("A small call without IO: one card", figures)
    goals.append(("a small call without IO, of URLRequest and JSONDecoder", 1.2, figures[1]))
    goals.append(("the same, awaited", 1.2, figures[2]))
  }
}

func measured() async throws -> Bench {
  var bench = Bench()
  for count in isQuick ? [1, 10] : [1, 10, 100, 1000, 9999] { try await bench.bytesToRows(count) }
  try await bench.smallCall()
  return bench
}

let bench = try await measured()
print("| what | goal | here | met |\n| --- | ---: | ---: | ---: |")
for (what, most, figure) in bench.goals {
  let here = String(format: "%.2f ± %.2f", figure.ratio, figure.deviation)
  print("| \(what) | ≤ \(most) | \(here) | \(figure.ratio <= most ? "yes" : "no") |")
}
print("\n## Figures\n\(bench.page)", terminator: "")
