import Foundation

/// A JSON value, for what has no type of its own: parameters of ``Client/begin(_:_:options:now:)`` and the option `body`.
///
/// Literals become one: `["amount": 10, "phone": "15916888888"]`.
public enum JSON: Sendable, Hashable, Codable {
  /// null.
  case null
  /// true or false.
  case bool(Bool)
  /// A whole number.
  case int(Int)
  /// Another number.
  case double(Double)
  /// Text.
  case string(String)
  /// Text that no rendering shows; for parameters that are declared as secrets.
  case secret(Secret)
  /// A list.
  case array([JSON])
  /// An object.
  case object([String: JSON])

  /// Reads any JSON.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let string = try? container.decode(String.self) {
      self = .string(string)
    } else if let int = try? container.decode(Int.self) {
      self = .int(int)
    } else if let bool = try? container.decode(Bool.self) {
      self = .bool(bool)
    } else if let double = try? container.decode(Double.self) {
      self = .double(double)
    } else if let array = try? container.decode([JSON].self) {
      self = .array(array)
    } else {
      self = .object(try container.decode([String: JSON].self))
    }
  }

  /// Writes it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let bool): try container.encode(bool)
    case .int(let int): try container.encode(int)
    case .double(let double): try container.encode(double)
    case .string(let string): try container.encode(string)
    case .secret(let secret): try container.encode(secret)
    case .array(let array): try container.encode(array)
    case .object(let object): try container.encode(object)
    }
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  /// Text.
  public init(stringLiteral string: String) { self = .string(string) }
  /// A whole number.
  public init(integerLiteral int: Int) { self = .int(int) }
  /// A number.
  public init(floatLiteral double: Double) { self = .double(double) }
  /// true or false.
  public init(booleanLiteral bool: Bool) { self = .bool(bool) }
  /// A list.
  public init(arrayLiteral array: JSON...) { self = .array(array) }
  /// An object; of two values of the same name the last one counts.
  public init(dictionaryLiteral pairs: (String, JSON)...) { self = .object(Dictionary(pairs) { $1 }) }
  /// null.
  public init(nilLiteral: ()) { self = .null }
}

/// Writes the one JSON object that parameters or options are.
struct ObjectWriter {
  private(set) var text: [UInt8] = []

  private mutating func name(_ name: String) {
    text.append(text.isEmpty ? UInt8(ascii: "{") : UInt8(ascii: ","))
    string(name)
    text.append(UInt8(ascii: ":"))
  }

  /// The object; empty when nothing was set.
  func end() -> [UInt8] {
    text.isEmpty ? [] : text + [UInt8(ascii: "}")]
  }

  private mutating func string(_ string: String) {
    text.append(UInt8(ascii: "\""))
    var string = string
    string.withUTF8 { escaped($0) }
    text.append(UInt8(ascii: "\""))
  }

  private mutating func escaped(_ bytes: UnsafeBufferPointer<UInt8>) {
    let isPlain = { (byte: UInt8) in byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") }
    if bytes.allSatisfy(isPlain) { return text.append(contentsOf: bytes) }
    for byte in bytes {
      if isPlain(byte) {
        text.append(byte)
      } else if byte >= 0x20 {
        text.append(UInt8(ascii: "\\"))
        text.append(byte)
      } else {
        text.append(contentsOf: "\\u00".utf8)
        let digits = String(byte, radix: 16)
        text.append(contentsOf: (digits.utf8.count == 1 ? "0" + digits : digits).utf8)
      }
    }
  }

  mutating func set(_ key: String, _ value: String?) {
    guard let value else { return }
    name(key)
    string(value)
  }

  mutating func set(_ key: String, _ value: Secret?) {
    set(key, value?.expose())
  }

  mutating func set(_ key: String, _ value: Int64?) {
    guard let value else { return }
    name(key)
    text.append(contentsOf: String(value).utf8)
  }

  mutating func set(_ key: String, _ value: Int?) {
    set(key, value.map(Int64.init))
  }

  mutating func set(_ key: String, _ value: Bool?) {
    guard let value else { return }
    name(key)
    text.append(contentsOf: (value ? "true" : "false").utf8)
  }

  mutating func set<Value: RawRepresentable<String>>(_ key: String, _ value: Value?) {
    set(key, value?.rawValue)
  }

  mutating func set(_ key: String, object: [UInt8]) {
    guard !object.isEmpty else { return }
    name(key)
    text.append(contentsOf: object)
  }

  mutating func set(_ key: String, _ value: [String: String]) {
    var inner = ObjectWriter()
    for (name, text) in value { inner.set(name, text) }
    set(key, object: inner.end())
  }

  /// A value that holds no secret.
  mutating func set(_ key: String, json value: (any Encodable)?, what: String) throws {
    guard let value else { return }
    let encoder = JSONEncoder()
    encoder.userInfo[Secret.isSent] = true
    let data: Data
    do {
      data = try encoder.encode(value)
    } catch {
      let why = (error as? BursarError)?.detail ?? "it is nothing that JSON can hold"
      throw BursarError.configuration("\(what): \(why)")
    }
    name(key)
    text.append(contentsOf: data)
  }
}
