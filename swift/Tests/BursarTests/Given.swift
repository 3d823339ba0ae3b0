import Bursar
import Foundation

/// What a vector asks for that Swift's types refuse: it is played by `begin` only.
struct Untyped: Error {
  let why: String
}

/// A client, and parameters as a vector has them.
struct Given: Sendable {
  let client: any Client
  let params: [String: JSON]

  func of<Of: Client>() throws -> Of {
    guard let client = client as? Of else { throw Untyped(why: "another platform's operation") }
    return client
  }

  func only(_ names: [String]) throws {
    guard let other = params.keys.first(where: { !names.contains($0) }) else { return }
    throw Untyped(why: "there is no parameter \(other)")
  }

  func need<Value: OfJSON>(_ name: String) throws -> Value {
    guard let value: Value = try maybe(name) else { throw Untyped(why: "\(name) is missing") }
    return value
  }

  func maybe<Value: OfJSON>(_ name: String) throws -> Value? {
    guard let given = params[name], given != .null else { return nil }
    guard let value = Value(json: given) else { throw Untyped(why: "\(name) is of another type") }
    return value
  }
}

/// What a parameter can be made of.
protocol OfJSON {
  init?(json: JSON)
}

extension String: OfJSON {
  init?(json: JSON) {
    guard case .string(let string) = json else { return nil }
    self = string
  }
}

extension Int: OfJSON {
  init?(json: JSON) {
    guard case .int(let int) = json else { return nil }
    self = int
  }
}

extension Bool: OfJSON {
  init?(json: JSON) {
    guard case .bool(let bool) = json else { return nil }
    self = bool
  }
}

extension Secret: OfJSON {
  init?(json: JSON) {
    guard case .string(let string) = json else { return nil }
    self.init(string)
  }
}

extension OfJSON where Self: RawRepresentable<String> {
  init?(json: JSON) {
    guard case .string(let string) = json else { return nil }
    self.init(rawValue: string)
  }
}

extension ApiType: OfJSON {}
extension CardType: OfJSON {}
extension Commodity: OfJSON {}
extension CommodityType: OfJSON {}
extension RawSafety: OfJSON {}

/// A row as a vector writes it: names of the core, secrets in clear, moments as microseconds.
protocol Plain: Sendable {
  var plain: [String: JSON] { get }
}

/// What a call gave.
struct Ended: Sendable {
  var rows: [[String: JSON]] = []
  var total: Int?
  var next: String?

  init() {}

  init(_ row: any Plain) {
    rows = [row.plain]
  }

  init<Row: Sendable>(_ page: Page<Row>) {
    rows = page.rows.compactMap { ($0 as? any Plain)?.plain }
    total = page.total
    next = page.next
  }
}

extension JSON {
  static func of(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }
  static func of(_ value: Int?) -> JSON { value.map(JSON.int) ?? .null }
  static func of(_ value: Bool?) -> JSON { value.map(JSON.bool) ?? .null }
  static func of(_ value: Secret?) -> JSON { value.map { .string($0.expose()) } ?? .null }
  static func of<Value: RawRepresentable<String>>(_ value: Value?) -> JSON { of(value?.rawValue) }

  static func of(_ value: Date?) -> JSON {
    value.map { .int(Int(($0.timeIntervalSince1970 * 1e6).rounded())) } ?? .null
  }

  /// Trailing zeros are no part of Foundation's numbers: `same` compares these as numbers.
  static func of(_ value: Decimal?) -> JSON {
    value.map { .array([.string("decimal"), .string($0.description)]) } ?? .null
  }
}
