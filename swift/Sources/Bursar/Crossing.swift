import Foundation

/// What is to be done next.
enum Answer<Row: Sendable>: Sendable {
  case send(call: UInt64, HttpRequest)
  case wait(call: UInt64, milliseconds: Int)
  /// The core's own transport is at work.
  case running
  case value(Answered<Row>)
  case failure(Failure, meta: String)

  /// Reads what a crossing gave. Nothing of it is kept.
  init(_ bytes: UnsafeRawBufferPointer, _ read: Reader<Row>) {
    self =
      switch bytes.first {
      case UInt8(ascii: "S"): Self.send(of: bytes)
      case UInt8(ascii: "W"): Self.wait(of: bytes)
      case UInt8(ascii: "R"): .running
      case UInt8(ascii: "V"): Self.value(of: bytes, read)
      default: Self.failure(of: bytes)
      }
  }

  /// Text before the body holds no separator, and the body is the last part.
  private static func send(of bytes: UnsafeRawBufferPointer) -> Self {
    var parts = Parts(bytes)
    parts.skip()
    let call = UInt64(parts.number())
    let timeout = parts.number()
    let connectTimeout = parts.number()
    let maxBodyBytes = parts.number()
    let once = parts.number() == 1
    let method = parts.text()
    let url = parts.text()
    let headers = parts.headers()
    return .send(
      call: call,
      HttpRequest(
        method: method, url: url, headers: headers, body: parts.rest(), timeout: .milliseconds(timeout),
        connectTimeout: .milliseconds(connectTimeout), maxBodyBytes: maxBodyBytes, once: once))
  }

  private static func wait(of bytes: UnsafeRawBufferPointer) -> Self {
    var parts = Parts(bytes)
    parts.skip()
    let call = UInt64(parts.number())
    return .wait(call: call, milliseconds: parts.number())
  }

  private static func value(of bytes: UnsafeRawBufferPointer, _ read: Reader<Row>) -> Self {
    var packed = Packed(bytes)
    let (rows, tail) = (read(&packed), Packed.tail(bytes))
    if packed.isCut { return .failure(.tooManyDigits, meta: tail.meta) }
    return .value(Answered(rows: rows, tail: tail))
  }

  private static func failure(of bytes: UnsafeRawBufferPointer) -> Self {
    var packed = Packed(bytes)
    return .failure(Failure.read(&packed)[0], meta: Packed.tail(bytes).meta)
  }

  /// The value of an answer that is one.
  func value() throws -> Answered<Row> {
    switch self {
    case .value(let answered): return answered
    case .failure(let failure, _): throw BursarError(failure)
    case .send, .wait, .running:
      throw BursarError.configuration("the core asks for something where it should have answered")
    }
  }

  /// What is known of the reply.
  var meta: String {
    switch self {
    case .value(let answered): answered.meta
    case .failure(_, let meta): meta
    case .send, .wait, .running: ""
    }
  }

  /// The end of a call, which is told: its value, or what it fails with.
  func ended(_ teller: Teller?, _ took: UInt64, _ cause: (any Error)?) throws -> Answered<Row> {
    guard case .failure(let failure, let meta) = self else {
      teller?.ends(nil, meta, took)
      return try value()
    }
    teller?.ends(failure.kind, meta, took)
    // Whoever cancels a task waits for this error, but not if it would hide that something may have been done.
    if failure.kind == .cancelled { throw CancellationError() }
    throw BursarError(failure, underlying: cause)
  }
}

/// A value, as an operation gives it.
struct Answered<Row: Sendable>: Sendable {
  let rows: [Row]
  let total: Int?
  let next: String?
  let meta: String

  init(rows: [Row], tail: Packed.Tail) {
    self.rows = rows
    total = tail.total
    next = tail.next
    meta = tail.meta
  }
}

/// The fields of a request, which are split at U+001F.
private struct Parts {
  private var left: UnsafeRawBufferPointer

  init(_ bytes: UnsafeRawBufferPointer) {
    left = bytes
  }

  /// What stands before the next such byte, or all that is left.
  private mutating func next(until end: UInt8 = 0x1F) -> UnsafeRawBufferPointer {
    guard let start = left.baseAddress, let found = memchr(start, Int32(end), left.count) else {
      defer { left = UnsafeRawBufferPointer(rebasing: left.suffix(0)) }
      return left
    }
    let count = UnsafeRawPointer(found) - start
    defer { left = UnsafeRawBufferPointer(rebasing: left[(count + 1)...]) }
    return UnsafeRawBufferPointer(rebasing: left[..<count])
  }

  mutating func skip(until end: UInt8 = 0x1F) {
    _ = next(until: end)
  }

  mutating func number() -> Int {
    next().reduce(0) { $0 * 10 + Int($1 &- UInt8(ascii: "0")) }
  }

  mutating func text(until end: UInt8 = 0x1F) -> String {
    String(decoding: next(until: end), as: UTF8.self)
  }

  /// `name: value` lines.
  mutating func headers() -> [HttpHeader] {
    var lines = Parts(next())
    var headers: [HttpHeader] = []
    while !lines.left.isEmpty {
      let name = lines.text(until: UInt8(ascii: ":"))
      lines.skip(until: UInt8(ascii: " "))
      headers.append((name, lines.text(until: UInt8(ascii: "\n"))))
    }
    return headers
  }

  /// Nil if there is nothing.
  func rest() -> Data? {
    left.isEmpty ? nil : left.baseAddress.map { Data(bytes: $0, count: left.count) }
  }
}

/// The core's session. Whoever can still call something holds it; calls that run keep it alive in the core.
final class Session: Sendable {
  let handle: UInt64

  init(config: [UInt8]) throws {
    let read: Reader<UInt64> = { [UInt64($0.int())] }
    handle = try Core.sessionOpen(config, read).value().rows[0]
  }

  var token: Secret? {
    get throws {
      let read: Reader<Secret?> = { [$0.secretOrNil()] }
      return try Core.sessionToken(handle, read).value().rows[0]
    }
  }

  func setToken(_ token: Secret?) throws {
    _ = try Core.sessionSetToken(handle, Array((token?.expose() ?? "").utf8)).value()
  }

  /// Closing it again does nothing, as no handle is used twice.
  func close() {
    Core.sessionClose(handle)
  }

  deinit {
    close()
  }
}

/// The redacted request of a call, as JSON.
func described(_ call: UInt64) -> String {
  let read: Reader<String> = { [$0.text()] }
  return (try? Core.describe(call, read).value().rows[0]) ?? "{}"
}

/// Of operations that give nothing.
let nothing: Reader<Never> = { _ in [] }
