internal import BursarFFI
import Foundation

/// The functions of the core. They take addresses, and nobody else calls them: a wrong one ends the process.
package enum Core {
  /// How many calls are under way.
  package static func live() -> Int {
    Int(BursarFFI.live())
  }

  static func sessionOpen<Row>(_ config: [UInt8], _ read: Reader<Row>) -> Answer<Row> {
    config.shown { config, length in
      answer(read) { BursarFFI.sessionOpen(config: config, configLength: length, out: $0) }
    }
  }

  static func sessionToken<Row>(_ session: UInt64, _ read: Reader<Row>) -> Answer<Row> {
    answer(read) { BursarFFI.sessionToken(session: session, out: $0) }
  }

  static func sessionSetToken(_ session: UInt64, _ token: [UInt8]) -> Answer<Never> {
    token.shown { token, length in
      answer(nothing) { BursarFFI.sessionSetToken(session: session, token: token, tokenLength: length, out: $0) }
    }
  }

  static func sessionClose(_ session: UInt64) {
    BursarFFI.sessionClose(session: session)
  }

  static func open<Row>(_ session: UInt64, _ request: [UInt8], now: UInt64, _ read: Reader<Row>) -> Answer<Row> {
    request.shown { request, length in
      answer(read) { BursarFFI.open(session: session, request: request, requestLength: length, now: now, out: $0) }
    }
  }

  static func received<Row>(
    _ call: UInt64, _ head: [UInt8], _ body: Data, now: UInt64, _ read: Reader<Row>
  ) -> Answer<Row> {
    head.shown { head, headLength in
      body.shown { body, bodyLength in
        answer(read) {
          BursarFFI.received(
            call: call, head: head, headLength: headLength, body: body, bodyLength: bodyLength, now: now, out: $0)
        }
      }
    }
  }

  static func failed<Row>(
    _ call: UInt64, _ how: Call.Lost, _ detail: String, now: UInt64, _ read: Reader<Row>
  ) -> Answer<Row> {
    Array(detail.utf8).shown { detail, length in
      answer(read) {
        BursarFFI.failed(call: call, loss: how.rawValue, detail: detail, detailLength: length, now: now, out: $0)
      }
    }
  }

  static func waited<Row>(_ call: UInt64, now: UInt64, _ read: Reader<Row>) -> Answer<Row> {
    answer(read) { BursarFFI.waited(call: call, now: now, out: $0) }
  }

  static func describe<Row>(_ call: UInt64, _ read: Reader<Row>) -> Answer<Row> {
    answer(read) { BursarFFI.describe(call: call, out: $0) }
  }

  /// Ends a call, or forgets a job.
  static func close(_ call: UInt64) {
    BursarFFI.close(call: call)
  }

  /// A number for a job that is not begun yet.
  static func job() -> UInt64 {
    BursarFFI.job()
  }

  static func runStart<Row>(
    _ session: UInt64, _ request: [UInt8], now: UInt64, _ job: UInt64, _ read: Reader<Row>
  ) -> Answer<Row> {
    request.shown { request, length in
      answer(read) {
        BursarFFI.runStart(session: session, request: request, requestLength: length, now: now, job: job, out: $0)
      }
    }
  }

  static func runWait<Row>(_ job: UInt64, _ milliseconds: UInt64, _ read: Reader<Row>) -> Answer<Row> {
    answer(read) { BursarFFI.runWait(job: job, ms: milliseconds, out: $0) }
  }

  static func runCancel<Row>(_ job: UInt64, _ read: Reader<Row>) -> Answer<Row> {
    answer(read) { BursarFFI.runCancel(job: job, out: $0) }
  }

  /// Reads an answer where the core has left it, and gives its memory back.
  static func answer<Row>(_ read: Reader<Row>, _ crossing: (_ out: UInt64) -> UInt64) -> Answer<Row> {
    var place: (address: UInt64, length: UInt64) = (0, 0)
    let left = withUnsafeMutableBytes(of: &place) { crossing(UInt64(UInt(bitPattern: $0.baseAddress))) }
    // A function that panicked has left none.
    if left == 0 { return .failure(.panicked, meta: "") }
    defer { release(answer: left) }
    let start = UnsafeRawPointer(bitPattern: UInt(place.address))
    return Answer(UnsafeRawBufferPointer(start: start, count: Int(place.length)), read)
  }
}

extension ContiguousBytes {
  /// Shows where the bytes are, which stay there until this returns.
  fileprivate func shown<Row>(_ crossing: (_ address: UInt64, _ length: UInt64) -> Answer<Row>) -> Answer<Row> {
    withUnsafeBytes { crossing(UInt64(UInt(bitPattern: $0.baseAddress)), UInt64($0.count)) }
  }
}
