// Written by `cargo xtask generate` from the core's schema. Do not edit.
// swift-format-ignore-file
import Foundation

/// Which vendor's API a key is for. The server stores any text.
public struct ApiType: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
  /// The text on the wire. One that is not named here is newer than this version.
  public let rawValue: String

  /// A value by its text.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// A value by its text.
  public init(stringLiteral rawValue: String) {
    self.rawValue = rawValue
  }

  /// `OpenAI`, the default.
  public static let openai = ApiType(rawValue: "openai")

  /// Azure, in builds from 2023-09-16 on.
  public static let azure = ApiType(rawValue: "azure")

  /// Azure, in older builds.
  public static let azureOpenai = ApiType(rawValue: "azure_openai")

  /// Anthropic.
  public static let claude = ApiType(rawValue: "claude")

  /// Google.
  public static let google = ApiType(rawValue: "google")

  /// GitHub.
  public static let github = ApiType(rawValue: "github")
}

/// What kind of entry it is. The meanings are not documented; `2` is the sample's.
public struct BalanceLogType: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
  /// The text on the wire. One that is not named here is newer than this version.
  public let rawValue: String

  /// A value by its text.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// A value by its text.
  public init(stringLiteral rawValue: String) {
    self.rawValue = rawValue
  }

  /// As in the published sample.
  public static let sample = BalanceLogType(rawValue: "2")
}

/// The type of a card.
public struct CardType: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
  /// The text on the wire. One that is not named here is newer than this version.
  public let rawValue: String

  /// A value by its text.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// A value by its text.
  public init(stringLiteral rawValue: String) {
    self.rawValue = rawValue
  }

  /// Not in the published table, but on every sample: most likely the free trial card (unverified).
  public static let trial = CardType(rawValue: "0")

  /// Azure Dragon (青龙), paid.
  public static let azureDragon = CardType(rawValue: "1")

  /// Nine-tailed Fox (九尾狐), paid.
  public static let nineTailedFox = CardType(rawValue: "2")

  /// Black Tortoise (玄武), paid.
  public static let blackTortoise = CardType(rawValue: "3")

  /// Torch Dragon (烛龙), paid.
  public static let torchDragon = CardType(rawValue: "4")

  /// Taotie (饕餮), paid; probably unlimited (unverified).
  public static let taotie = CardType(rawValue: "5")
}

/// What is bought.
public struct Commodity: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
  /// The text on the wire. One that is not named here is newer than this version.
  public let rawValue: String

  /// A value by its text.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// A value by its text.
  public init(stringLiteral rawValue: String) {
    self.rawValue = rawValue
  }

  /// 1,000 calls.
  public static let calls1000 = Commodity(rawValue: "1")

  /// 2,200 calls.
  public static let calls2200 = Commodity(rawValue: "2")

  /// 5,000 calls.
  public static let calls5000 = Commodity(rawValue: "3")

  /// 15,000 calls.
  public static let calls15000 = Commodity(rawValue: "4")

  /// Calls without limit.
  public static let unlimited = Commodity(rawValue: "5")
}

/// What the purchase is for.
public struct CommodityType: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
  /// The text on the wire. One that is not named here is newer than this version.
  public let rawValue: String

  /// A value by its text.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// A value by its text.
  public init(stringLiteral rawValue: String) {
    self.rawValue = rawValue
  }

  /// A new card.
  public static let card = CommodityType(rawValue: "0")

  /// More calls on a card.
  public static let topUp = CommodityType(rawValue: "1")
}

/// Where a figure comes from.
public struct CreditBasis: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
  /// The text on the wire. One that is not named here is newer than this version.
  public let rawValue: String

  /// A value by its text.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// A value by its text.
  public init(stringLiteral rawValue: String) {
    self.rawValue = rawValue
  }

  /// The account's balance.
  public static let balance = CreditBasis(rawValue: "balance")

  /// The sum over all quota cards of the account.
  public static let sumOfCards = CreditBasis(rawValue: "sum_of_cards")

  /// What was spent in the period that was asked for.
  public static let spentInPeriod = CreditBasis(rawValue: "spent_in_period")

  /// What was ever spent.
  public static let spentInTotal = CreditBasis(rawValue: "spent_in_total")
}

/// What credits are counted in.
public struct CreditUnit: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
  /// The text on the wire. One that is not named here is newer than this version.
  public let rawValue: String

  /// A value by its text.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// A value by its text.
  public init(stringLiteral rawValue: String) {
    self.rawValue = rawValue
  }

  /// LBAI's chips.
  public static let chips = CreditUnit(rawValue: "chips")

  /// US dollars at list price.
  public static let usd = CreditUnit(rawValue: "USD")

  /// AKOOL's credits.
  public static let credits = CreditUnit(rawValue: "credits")

  /// Calls of ESP-AI.
  public static let calls = CreditUnit(rawValue: "calls")
}

/// How a transfer is known to have been applied.
public struct KnownBy: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
  /// The text on the wire. One that is not named here is newer than this version.
  public let rawValue: String

  /// A value by its text.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// A value by its text.
  public init(stringLiteral rawValue: String) {
    self.rawValue = rawValue
  }

  /// The server said so.
  public static let reply = KnownBy(rawValue: "reply")

  /// The reply was lost, and both cards show it.
  public static let reading = KnownBy(rawValue: "reading")
}

/// Whether a request may be sent again.
public struct RawSafety: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
  /// The text on the wire. One that is not named here is newer than this version.
  public let rawValue: String

  /// A value by its text.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// A value by its text.
  public init(stringLiteral rawValue: String) {
    self.rawValue = rawValue
  }

  /// It may change state: sent again only when it certainly did not arrive or was refused for the moment.
  public static let once = RawSafety(rawValue: "once")

  /// It reads, or repeating it changes nothing.
  public static let `repeat` = RawSafety(rawValue: "repeat")
}

/// How far a job is.
public struct WebhookStatus: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
  /// The text on the wire. One that is not named here is newer than this version.
  public let rawValue: String

  /// A value by its text.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// A value by its text.
  public init(stringLiteral rawValue: String) {
    self.rawValue = rawValue
  }

  /// Under way.
  public static let processing = WebhookStatus(rawValue: "2")

  /// Done: the URL has the result.
  public static let completed = WebhookStatus(rawValue: "3")

  /// Failed.
  public static let failed = WebhookStatus(rawValue: "4")
}

/// What kind of failure it was. The set is open.
public struct ErrorKind: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
  /// The text on the wire. One that is not named here is newer than this version.
  public let rawValue: String

  /// A value by its text.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// A value by its text.
  public init(stringLiteral rawValue: String) {
    self.rawValue = rawValue
  }

  /// The server was not reached, or the connection broke.
  public static let connection = ErrorKind(rawValue: "connection")

  /// The attempt's or the call's time ran out.
  public static let timeout = ErrorKind(rawValue: "timeout")

  /// The caller cancelled, and no state change can have reached the server.
  public static let cancelled = ErrorKind(rawValue: "cancelled")

  /// The credential is missing, wrong or expired.
  public static let authentication = ErrorKind(rawValue: "authentication")

  /// The credential may not do this.
  public static let permission = ErrorKind(rawValue: "permission")

  /// What was named does not exist.
  public static let notFound = ErrorKind(rawValue: "not_found")

  /// It clashes with what exists: a taken name, a reading that changed.
  public static let conflict = ErrorKind(rawValue: "conflict")

  /// A parameter is wrong; refused before sending, or by the server.
  public static let invalidRequest = ErrorKind(rawValue: "invalid_request")

  /// The credit does not suffice.
  public static let insufficientCredit = ErrorKind(rawValue: "insufficient_credit")

  /// Too many calls.
  public static let rateLimited = ErrorKind(rawValue: "rate_limited")

  /// The platform refused for a reason of its own; nothing was changed.
  public static let refused = ErrorKind(rawValue: "refused")

  /// The server failed.
  public static let server = ErrorKind(rawValue: "server")

  /// The reply is not what the platform documents.
  public static let decode = ErrorKind(rawValue: "decode")

  /// A state change may or may not have happened.
  public static let outcomeUnknown = ErrorKind(rawValue: "outcome_unknown")

  /// The client is set up wrongly, or used wrongly.
  public static let configuration = ErrorKind(rawValue: "configuration")
}

/// What the enterprise has left.
public struct Balance: Hashable, Sendable, Encodable {
  /// In chips, the platform's credit; never a currency. May lag behind consumption. (That the unit is chips is
  /// unverified: the page names none.)
  public let balance: Int
}

/// One entry of the log.
public struct BalanceLog: Hashable, Sendable, Encodable {
  /// Id of the entry.
  public let id: String
  /// When it was written.
  public let createTime: Date
  /// What kind of entry it is.
  public let type: BalanceLogType
  /// Id of the owner.
  public let userId: String
  /// Id of the card.
  public let cdkeyId: String
  /// Calls: the entry's amount, or what was left after it; which is not documented.
  public let apiLimit: Int?
  /// The owner's nickname.
  public let userName: String
  /// The owner's e-mail address; may be empty.
  public let userEmail: String
  /// The owner's phone number.
  public let userPhone: String
}

/// A quota card.
public struct Card: Hashable, Sendable, Encodable {
  /// 32 hex digits.
  public let id: String
  /// When it was made.
  public let createTime: Date
  /// When it was changed last.
  public let updateTime: Date?
  /// Redemption code. Together with the phone it is a credential.
  public let code: String
  /// Id of the owner.
  public let userId: String
  /// Calls that are left. What an unlimited card shows is not documented.
  public let apiLimit: Int?
  /// The type.
  public let type: CardType
  /// The owner's phone number. The server sends a number, so leading zeros are lost.
  public let userPhone: String
  /// The owner's nickname.
  public let userName: String
}

/// One thing that was paid for.
public struct Cost: Hashable, Sendable, Encodable {
  /// The record's id.
  public let id: String
  /// In chips.
  public let costUsage: Int
  /// When. The unit is not documented and the sample fits none, so it is handed on as it came.
  public let consumeTime: Int
  /// What was charged for; the language may follow the platform.
  public let consumeName: String
}

/// What was consumed.
public struct CostTotal: Hashable, Sendable, Encodable {
  /// In chips.
  public let usage: Int
}

/// A user that was created.
public struct CreatedUser: Hashable, Sendable, Encodable {
  /// The platform's id of the user, as digits. Keep it: it cannot be looked up.
  public let userId: String
  /// The user's token.
  public let token: Secret
}

/// What the account has left.
public struct Credit: Hashable, Sendable, Encodable {
  /// In credits, not a currency; may be fractional. AKOOL writes a number, of which 15 digits are kept.
  public let credit: Decimal
}

/// What an account has left or has spent.
public struct Credits: Hashable, Sendable, Encodable {
  /// The platform's id.
  public let platform: String
  /// What is left, in `unit`; null where the platform tells only what was spent.
  public let remaining: Decimal?
  /// What was spent, in `unit`; null where the platform tells only what is left.
  public let spent: Decimal?
  /// Whether something besides `remaining` has no limit (an unlimited card).
  public let unlimited: Bool
  /// What is counted.
  public let unit: CreditUnit
  /// Where the figure comes from.
  public let basis: CreditBasis
}

/// What went wrong, as the record that every language receives.
struct Failure: Sendable {
  /// What kind of failure it was.
  let kind: ErrorKind
  /// The platform's id, if one was involved.
  let platform: String?
  /// Full name of the operation; empty outside of one.
  let operation: String
  /// HTTP status of the last reply.
  let status: Int?
  /// The platform's own code; or why a receipt is not used (a `conflict`): `applied`, as its transfer was applied
  /// already, `in_doubt`, as that was sent and its outcome is not known, or `changed`, as the cards are not as they were.
  let code: String?
  /// What went wrong; the server's words where it has some. Holds no secret.
  let detail: String
  /// What to do next.
  let hint: String
  /// Whether calling again unchanged is safe and may help.
  let retryable: Bool
  /// The server's id of the request.
  let requestId: String?
  /// How long the server asks to wait, in milliseconds.
  let retryAfterMs: Int?
  /// How often this call tried to send a request, readings and tokens included.
  let attempts: Int
  /// Where in the reply or the parameters it does not fit, such as `data[0].id`.
  let path: String?
  /// What was read of the state around a change of unknown outcome, as JSON without secrets.
  let readings: String?
  /// At most 256 characters of a reply that was not the platform's, scrubbed.
  let body: String?
}

/// A vendor key.
public struct Key: Hashable, Sendable, Encodable {
  /// The id.
  public let id: Int
  /// Unique; the server trims it and turns it to lower case (the worker does not). Empty where none was given.
  public let name: String
  /// The vendor's secret; null when it is empty, masked in the worker's lists.
  public let key: Secret?
  /// Null in the dialect `worker`.
  public let apiType: ApiType?
  /// Where model calls go; empty is the vendor's own place. Null in older builds and in the worker.
  public let endpoint: String?
  /// Azure's resource, taken from name or endpoint. (On the wire it is misspelt.)
  public let resourceName: String?
  /// Azure's deployment.
  public let deploymentName: String?
  /// A second secret; newest builds only.
  public let apiSecret: Secret?
  /// Null in the dialect `worker`.
  public let createdAt: Date?
  /// Null in the dialect `worker`.
  public let updatedAt: Date?
}

/// An open order.
public struct Order: Hashable, Sendable, Encodable {
  /// Where to pay. It carries the buyer's id and a signature.
  public let paymentUrl: Secret
}

/// A transfer that can be sent.
public struct PreparedTransfer: Hashable, Sendable, Encodable {
  /// JSON without secrets. Store it, then hand it to `cards.transfer`, and later to `cards.check_transfer`.
  public let receipt: String
  /// Calls to move.
  public let amount: Int
  /// Id of the giving card.
  public let sourceId: String
  /// Id of the receiving card.
  public let targetId: String
  /// Calls on the giving card.
  public let sourceBefore: Int?
  /// Calls on the receiving card.
  public let targetBefore: Int?
}

/// A reply as it came.
public struct RawReply: Hashable, Sendable, Encodable {
  /// The HTTP status, from 200 to 299.
  public let status: Int
  /// The headers that are passed on, as `name: value` lines.
  public let headers: String
  /// The body as text; bytes that are no UTF-8 become U+FFFD. A secret, as replies hold tokens.
  public let body: Secret
}

/// A bearer token.
public struct Token: Hashable, Sendable, Encodable {
  /// The token; it lives for more than a year.
  public let token: Secret
}

/// A transfer that was applied.
public struct Transferred: Hashable, Sendable, Encodable {
  /// How that is known.
  public let knownBy: KnownBy
  /// Calls that moved.
  public let amount: Int
  /// Id of the giving card; null with `verify: false`.
  public let sourceId: String?
  /// Id of the receiving card; null with `verify: false`.
  public let targetId: String?
  /// Calls on the giving card before; null with `verify: false`.
  public let sourceBefore: Int?
  /// Calls on the receiving card before; null with `verify: false`.
  public let targetBefore: Int?
  /// Calls on the giving card after; null when known by reply, which does not tell.
  public let sourceAfter: Int?
  /// Calls on the receiving card after; null when known by reply.
  public let targetAfter: Int?
}

/// What one user consumed.
public struct Usage: Hashable, Sendable, Encodable {
  /// The user's id; the user may be deleted since.
  public let userId: Int
  /// Tokens; for streamed replies the server's own estimate. (The worker writes `totalUint`.)
  public let totalUnit: Int
  /// US dollars at list price, with 6 decimals (the worker: 7).
  public let cost: Decimal
}

/// A user.
public struct User: Hashable, Sendable, Encodable {
  /// 1 is root (the worker: 0). Old builds reuse the id of a deleted user.
  public let id: Int
  /// Unique and case-sensitive. Empty where the worker was given none.
  public let name: String
  /// The credential for model calls, and for root the one of this API.
  public let token: Secret
  /// Null in the dialect `worker`.
  public let createdAt: Date?
  /// Null in the dialect `worker`.
  public let updatedAt: Date?
  /// In some replies only; no build ever sets it.
  public let isDelete: Bool?
}

/// The token of a user.
public struct UserToken: Hashable, Sendable, Encodable {
  /// The token.
  public let token: Secret
}

/// What the message says.
public struct WebhookEvent: Hashable, Sendable, Encodable {
  /// Id of the job.
  public let id: String
  /// How far it is.
  public let status: WebhookStatus
  /// Which tool it was, in the platform's words.
  public let type: String?
  /// Where the result is.
  public let url: String?
  /// When the message was sent. The core has no clock: refuse old ones, and nonces seen before, yourself.
  public let timestamp: Date
}
