import Foundation

/// Reads the layout of `bursar::packed::Rows`: numbers in one array, texts one behind the other.
///
/// The core has written what is read here, so that what does not fit is a fault of this file: it traps, and reads nothing that
/// is not its own.
struct Packed {
  let rows: Int
  private var numbers: UnsafeRawPointer
  private let numbersEnd: UnsafeRawPointer
  private var lengths: UnsafeRawPointer
  private let lengthsEnd: UnsafeRawPointer
  private var ascii: UnsafeRawPointer
  private let asciiEnd: UnsafeRawPointer
  private var wide: UnsafeRawPointer
  private let wideEnd: UnsafeRawPointer
  /// Whether a number had more digits than Foundation's `Decimal` has.
  private(set) var isCut = false

  /// What an answer holds beside its rows.
  struct Tail {
    let total: Int?
    let next: String?
    let meta: String
  }

  static let null = UInt32.max

  init(_ bytes: UnsafeRawBufferPointer) {
    precondition(bytes.count >= 48)
    rows = Int(bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    let size = { (at: Int) in Int(bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self)) }
    numbers = bytes.baseAddress.unsafelyUnwrapped + 48
    numbersEnd = numbers + 8 * size(16)
    lengths = numbersEnd
    lengthsEnd = lengths + 4 * size(20)
    // The ends of the pieces are for hosts that keep a piece alive with each of its texts.
    ascii = lengthsEnd + 4 * size(24)
    asciiEnd = ascii + size(28)
    wide = asciiEnd
    wideEnd = wide + size(32)
    precondition(
      48 + 8 * size(16) + 4 * (size(20) + size(24)) + size(28) + size(32) + size(36) + size(40) == bytes.count)
  }

  static func tail(_ bytes: UnsafeRawBufferPointer) -> Tail {
    let next = Int(bytes.loadUnaligned(fromByteOffset: 36, as: UInt32.self))
    let meta = Int(bytes.loadUnaligned(fromByteOffset: 40, as: UInt32.self))
    let total = bytes[1] & 2 == 0 ? nil : Int(bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    let end = bytes.count - meta
    return Tail(
      total: total, next: next == 0 ? nil : String(decoding: bytes[end - next..<end], as: UTF8.self),
      meta: meta == 0 ? "" : String(decoding: bytes[end...], as: UTF8.self))
  }

  @inline(__always)
  mutating func number() -> Double {
    precondition(numbers < numbersEnd)
    defer { numbers += 8 }
    return numbers.loadUnaligned(as: Double.self)
  }

  @inline(__always)
  mutating func textOrNil() -> String? {
    precondition(lengths < lengthsEnd)
    let length = lengths.loadUnaligned(as: UInt32.self)
    lengths += 4
    return length == Packed.null ? nil : piece(length)
  }

  @inline(__always)
  mutating func text() -> String {
    textOrNil() ?? ""
  }

  @inline(__always)
  private mutating func piece(_ length: UInt32) -> String {
    let count = Int(length >> 1)
    if length & 1 == 0 {
      precondition(count <= asciiEnd - ascii)
      defer { ascii += count }
      return String(decoding: UnsafeRawBufferPointer(start: ascii, count: count), as: UTF8.self)
    }
    precondition(count <= wideEnd - wide)
    defer { wide += count }
    return String(decoding: UnsafeRawBufferPointer(start: wide, count: count), as: UTF8.self)
  }
}

/// The columns of a row. Integers were checked against 2^53, so that they are exact; null is NaN.
extension Packed {
  @inline(__always)
  mutating func int() -> Int {
    Int(exactly: number()) ?? 0
  }

  @inline(__always)
  mutating func intOrNil() -> Int? {
    Int(exactly: number())
  }

  @inline(__always)
  mutating func bool() -> Bool {
    number() == 1
  }

  @inline(__always)
  mutating func boolOrNil() -> Bool? {
    let number = number()
    return number.isNaN ? nil : number == 1
  }

  /// Microseconds since 1970.
  @inline(__always)
  mutating func date() -> Date {
    Date(timeIntervalSince1970: number() / 1e6)
  }

  @inline(__always)
  mutating func dateOrNil() -> Date? {
    let number = number()
    return number.isNaN ? nil : Date(timeIntervalSince1970: number / 1e6)
  }

  mutating func decimal() -> Decimal {
    decimalOrNil() ?? .nan
  }

  mutating func decimalOrNil() -> Decimal? {
    guard let text = textOrNil() else { return nil }
    // Without a locale the point is a point.
    let decimal = Decimal(string: text) ?? .nan
    // It holds 38 digits of any number, and says nothing of others that it leaves out.
    if text.utf8.count > 38 && decimal.description != shortened(text) { isCut = true }
    return decimal
  }

  mutating func secret() -> Secret {
    Secret(text())
  }

  mutating func secretOrNil() -> Secret? {
    textOrNil().map { Secret($0) }
  }
}

/// Without zeros behind the point.
private func shortened(_ decimal: String) -> Substring {
  guard decimal.contains(".") else { return decimal[...] }
  let digits = decimal[...(decimal.lastIndex { $0 != "0" } ?? decimal.startIndex)]
  return digits.last == "." ? digits.dropLast() : digits
}

/// How rows of a type are read.
typealias Reader<Row> = @Sendable (inout Packed) -> [Row]
