import Bursar
import BursarTesting
import Foundation
import Testing

/// Calls that are given up before their request was handed to the HTTP client.
@Suite(.serialized) struct GivingUpTests {
  /// Gives the present task up when this request is about to be sent.
  private func givingUp(before path: String) -> @Sendable (BursarEvent) -> Void {
    { event in
      if case .send(let sent) = event.what, sent.url.hasSuffix(path) { withUnsafeCurrentTask { $0?.cancel() } }
    }
  }

  @Test func aChangeThatWasNotHandedToTheClientIsCancelledWithoutDoubt() async throws {
    let (http, seen) = (Scripted(), Locked<[BursarEvent.What]>([]))
    let givingUp = givingUp(before: "/order/pay")
    let options = ClientOptions(http: http) { event in
      seen.with { $0.append(event.what) }
      givingUp(event)
    }
    let espai = EspAi(apiKey: "k-0123", options: options)
    let task = Task { try await espai.orders.create(commodityId: .calls1000, commodityType: .card) }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(http.requests.isEmpty && live() == 0)
    let events = seen.with { $0 }
    guard case .verdict(let verdict) = events.last else { throw Mismatch(description: "\(events)") }
    #expect(events.dropFirst().first == .lost(how: "unsent") && verdict.kind == .cancelled && verdict.attempts == 1)
  }

  @Test func aReceiptStaysGoodWhenItsTransferWasNotHandedToTheClient() async throws {
    let servers = try Servers()
    let espai = servers.sandbox.espai(
      options: ClientOptions(http: URLSessionExecutor.shared, onEvent: givingUp(before: "/cdkey/transfer")))
    let (from, to) = (servers.card(0), servers.card(1))
    let receipt = try await espai.cards.prepareTransfer(
      phone: from.phone, code: from.code, targetPhone: to.phone, targetCode: to.code, amount: 10
    ).receipt
    let task = Task { try await servers.transfer(espai, receipt: receipt) }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try await servers.arrived("/cdkey/transfer") == 0)
    // The session holds no transfer in doubt: the same receipt is taken by the same session.
    let done = try await servers.transfer(espai, receipt: receipt, options: CallOptions(onEvent: { _ in }))
    #expect(done.knownBy == .reply && done.sourceAfter == nil)
    #expect(try await servers.arrived("/cdkey/transfer") == 1 && live() == 0)
  }

  @Test func aCallThatIsDrivenByHandSaysUnsent() throws {
    let espai = EspAi(apiKey: "k-0123")
    let params: [String: JSON] = ["commodityId": .string(Commodity.calls1000.rawValue), "commodityType": "1"]
    for (lost, kind) in [(Call.Lost.unsent, ErrorKind.cancelled), (.cancelled, .outcomeUnknown)] {
      let call = try espai.begin("espai.orders.create", params)
      guard case .send = call.step else { throw Mismatch(description: "\(call.step)") }
      guard case .failed(let error) = call.failed(lost) else { throw Mismatch(description: "\(call.step)") }
      #expect(error.kind == kind, "\(error)")
    }
  }
}
