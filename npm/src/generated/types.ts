// Written by `cargo xtask generate` from the core's schema. Do not edit.
/* eslint-disable */
import type { Secret } from "../secret.js";

/**
 * Which vendor's API a key is for. The server stores any text.
 */
export const ApiType = {
  /**
   * `OpenAI`, the default.
   */
  OPENAI: "openai",
  /**
   * Azure, in builds from 2023-09-16 on.
   */
  AZURE: "azure",
  /**
   * Azure, in older builds.
   */
  AZURE_OPENAI: "azure_openai",
  /**
   * Anthropic.
   */
  CLAUDE: "claude",
  /**
   * Google.
   */
  GOOGLE: "google",
  /**
   * GitHub.
   */
  GITHUB: "github",
} as const;
/** One of the known values, or one that is newer than this version. */
export type ApiType = (typeof ApiType)[keyof typeof ApiType] | (string & {});

/**
 * What kind of entry it is. The meanings are not documented; `2` is the sample's.
 */
export const BalanceLogType = {
  /**
   * As in the published sample.
   */
  SAMPLE: "2",
} as const;
/** One of the known values, or one that is newer than this version. */
export type BalanceLogType = (typeof BalanceLogType)[keyof typeof BalanceLogType] | (string & {});

/**
 * The type of a card.
 */
export const CardType = {
  /**
   * Not in the published table, but on every sample: most likely the free trial card (unverified).
   */
  TRIAL: "0",
  /**
   * Azure Dragon (青龙), paid.
   */
  AZURE_DRAGON: "1",
  /**
   * Nine-tailed Fox (九尾狐), paid.
   */
  NINE_TAILED_FOX: "2",
  /**
   * Black Tortoise (玄武), paid.
   */
  BLACK_TORTOISE: "3",
  /**
   * Torch Dragon (烛龙), paid.
   */
  TORCH_DRAGON: "4",
  /**
   * Taotie (饕餮), paid; probably unlimited (unverified).
   */
  TAOTIE: "5",
} as const;
/** One of the known values, or one that is newer than this version. */
export type CardType = (typeof CardType)[keyof typeof CardType] | (string & {});

/**
 * What is bought.
 */
export const Commodity = {
  /**
   * 1,000 calls.
   */
  CALLS_1000: "1",
  /**
   * 2,200 calls.
   */
  CALLS_2200: "2",
  /**
   * 5,000 calls.
   */
  CALLS_5000: "3",
  /**
   * 15,000 calls.
   */
  CALLS_15000: "4",
  /**
   * Calls without limit.
   */
  UNLIMITED: "5",
} as const;
/** One of the known values, or one that is newer than this version. */
export type Commodity = (typeof Commodity)[keyof typeof Commodity] | (string & {});

/**
 * What the purchase is for.
 */
export const CommodityType = {
  /**
   * A new card.
   */
  CARD: "0",
  /**
   * More calls on a card.
   */
  TOP_UP: "1",
} as const;
/** One of the known values, or one that is newer than this version. */
export type CommodityType = (typeof CommodityType)[keyof typeof CommodityType] | (string & {});

/**
 * Where a figure comes from.
 */
export const CreditBasis = {
  /**
   * The account's balance.
   */
  BALANCE: "balance",
  /**
   * The sum over all quota cards of the account.
   */
  SUM_OF_CARDS: "sum_of_cards",
  /**
   * What was spent in the period that was asked for.
   */
  SPENT_IN_PERIOD: "spent_in_period",
  /**
   * What was ever spent.
   */
  SPENT_IN_TOTAL: "spent_in_total",
} as const;
/** One of the known values, or one that is newer than this version. */
export type CreditBasis = (typeof CreditBasis)[keyof typeof CreditBasis] | (string & {});

/**
 * What credits are counted in.
 */
export const CreditUnit = {
  /**
   * LBAI's chips.
   */
  CHIPS: "chips",
  /**
   * US dollars at list price.
   */
  USD: "USD",
  /**
   * AKOOL's credits.
   */
  CREDITS: "credits",
  /**
   * Calls of ESP-AI.
   */
  CALLS: "calls",
} as const;
/** One of the known values, or one that is newer than this version. */
export type CreditUnit = (typeof CreditUnit)[keyof typeof CreditUnit] | (string & {});

/**
 * How a transfer is known to have been applied.
 */
export const KnownBy = {
  /**
   * The server said so.
   */
  REPLY: "reply",
  /**
   * The reply was lost, and both cards show it.
   */
  READING: "reading",
} as const;
/** One of the known values, or one that is newer than this version. */
export type KnownBy = (typeof KnownBy)[keyof typeof KnownBy] | (string & {});

/**
 * Whether a request may be sent again.
 */
export const RawSafety = {
  /**
   * It may change state: sent again only when it certainly did not arrive or was refused for the moment.
   */
  ONCE: "once",
  /**
   * It reads, or repeating it changes nothing.
   */
  REPEAT: "repeat",
} as const;
/** One of the known values, or one that is newer than this version. */
export type RawSafety = (typeof RawSafety)[keyof typeof RawSafety] | (string & {});

/**
 * How far a job is.
 */
export const WebhookStatus = {
  /**
   * Under way.
   */
  PROCESSING: "2",
  /**
   * Done: the URL has the result.
   */
  COMPLETED: "3",
  /**
   * Failed.
   */
  FAILED: "4",
} as const;
/** One of the known values, or one that is newer than this version. */
export type WebhookStatus = (typeof WebhookStatus)[keyof typeof WebhookStatus] | (string & {});

/**
 * What the enterprise has left.
 */
export interface Balance {
  /**
   * In chips, the platform's credit; never a currency. May lag behind consumption. (That the unit is chips is
   * unverified: the page names none.)
   */
  balance: number;
}

/**
 * One entry of the log.
 */
export interface BalanceLog {
  /**
   * Id of the entry.
   */
  id: string;
  /**
   * When it was written. In milliseconds since 1970 UTC, as `Date` takes them.
   */
  createTime: number;
  /**
   * What kind of entry it is.
   */
  type: BalanceLogType;
  /**
   * Id of the owner.
   */
  userId: string;
  /**
   * Id of the card.
   */
  cdkeyId: string;
  /**
   * Calls: the entry's amount, or what was left after it; which is not documented.
   */
  apiLimit: number | null;
  /**
   * The owner's nickname.
   */
  userName: string;
  /**
   * The owner's e-mail address; may be empty.
   */
  userEmail: string;
  /**
   * The owner's phone number.
   */
  userPhone: string;
}

/**
 * A quota card.
 */
export interface Card {
  /**
   * 32 hex digits.
   */
  id: string;
  /**
   * When it was made. In milliseconds since 1970 UTC, as `Date` takes them.
   */
  createTime: number;
  /**
   * When it was changed last. In milliseconds since 1970 UTC, as `Date` takes them.
   */
  updateTime: number | null;
  /**
   * Redemption code. Together with the phone it is a credential.
   */
  code: string;
  /**
   * Id of the owner.
   */
  userId: string;
  /**
   * Calls that are left. What an unlimited card shows is not documented.
   */
  apiLimit: number | null;
  /**
   * The type.
   */
  type: CardType;
  /**
   * The owner's phone number. The server sends a number, so leading zeros are lost.
   */
  userPhone: string;
  /**
   * The owner's nickname.
   */
  userName: string;
}

/**
 * One thing that was paid for.
 */
export interface Cost {
  /**
   * The record's id.
   */
  id: string;
  /**
   * In chips.
   */
  costUsage: number;
  /**
   * When. The unit is not documented and the sample fits none, so it is handed on as it came.
   */
  consumeTime: number;
  /**
   * What was charged for; the language may follow the platform.
   */
  consumeName: string;
}

/**
 * What was consumed.
 */
export interface CostTotal {
  /**
   * In chips.
   */
  usage: number;
}

/**
 * A user that was created.
 */
export interface CreatedUser {
  /**
   * The platform's id of the user, as digits. Keep it: it cannot be looked up.
   */
  userId: string;
  /**
   * The user's token.
   */
  token: Secret;
}

/**
 * What the account has left.
 */
export interface Credit {
  /**
   * In credits, not a currency; may be fractional. AKOOL writes a number, of which 15 digits are kept. An exact decimal number, as text.
   */
  credit: string;
}

/**
 * What an account has left or has spent.
 */
export interface Credits {
  /**
   * The platform's id.
   */
  platform: string;
  /**
   * What is left, in `unit`; null where the platform tells only what was spent. An exact decimal number, as text.
   */
  remaining: string | null;
  /**
   * What was spent, in `unit`; null where the platform tells only what is left. An exact decimal number, as text.
   */
  spent: string | null;
  /**
   * Whether something besides `remaining` has no limit (an unlimited card).
   */
  unlimited: boolean;
  /**
   * What is counted.
   */
  unit: CreditUnit;
  /**
   * Where the figure comes from.
   */
  basis: CreditBasis;
}

/**
 * A vendor key.
 */
export interface Key {
  /**
   * The id.
   */
  id: number;
  /**
   * Unique; the server trims it and turns it to lower case (the worker does not). Empty where none was given.
   */
  name: string;
  /**
   * The vendor's secret; null when it is empty, masked in the worker's lists.
   */
  key: Secret | null;
  /**
   * Null in the dialect `worker`.
   */
  apiType: ApiType | null;
  /**
   * Where model calls go; empty is the vendor's own place. Null in older builds and in the worker.
   */
  endpoint: string | null;
  /**
   * Azure's resource, taken from name or endpoint. (On the wire it is misspelt.)
   */
  resourceName: string | null;
  /**
   * Azure's deployment.
   */
  deploymentName: string | null;
  /**
   * A second secret; newest builds only.
   */
  apiSecret: Secret | null;
  /**
   * Null in the dialect `worker`. In milliseconds since 1970 UTC, as `Date` takes them.
   */
  createdAt: number | null;
  /**
   * Null in the dialect `worker`. In milliseconds since 1970 UTC, as `Date` takes them.
   */
  updatedAt: number | null;
}

/**
 * An open order.
 */
export interface Order {
  /**
   * Where to pay. It carries the buyer's id and a signature.
   */
  paymentUrl: Secret;
}

/**
 * A transfer that can be sent.
 */
export interface PreparedTransfer {
  /**
   * JSON without secrets. Store it, then hand it to `cards.transfer`, and later to `cards.check_transfer`.
   */
  receipt: string;
  /**
   * Calls to move.
   */
  amount: number;
  /**
   * Id of the giving card.
   */
  sourceId: string;
  /**
   * Id of the receiving card.
   */
  targetId: string;
  /**
   * Calls on the giving card.
   */
  sourceBefore: number | null;
  /**
   * Calls on the receiving card.
   */
  targetBefore: number | null;
}

/**
 * A reply as it came.
 */
export interface RawReply {
  /**
   * The HTTP status, from 200 to 299.
   */
  status: number;
  /**
   * The headers that are passed on, as `name: value` lines.
   */
  headers: string;
  /**
   * The body as text; bytes that are no UTF-8 become U+FFFD. A secret, as replies hold tokens.
   */
  body: Secret;
}

/**
 * A bearer token.
 */
export interface Token {
  /**
   * The token; it lives for more than a year.
   */
  token: Secret;
}

/**
 * A transfer that was applied.
 */
export interface Transferred {
  /**
   * How that is known.
   */
  knownBy: KnownBy;
  /**
   * Calls that moved.
   */
  amount: number;
  /**
   * Id of the giving card; null with `verify: false`.
   */
  sourceId: string | null;
  /**
   * Id of the receiving card; null with `verify: false`.
   */
  targetId: string | null;
  /**
   * Calls on the giving card before; null with `verify: false`.
   */
  sourceBefore: number | null;
  /**
   * Calls on the receiving card before; null with `verify: false`.
   */
  targetBefore: number | null;
  /**
   * Calls on the giving card after; null when known by reply, which does not tell.
   */
  sourceAfter: number | null;
  /**
   * Calls on the receiving card after; null when known by reply.
   */
  targetAfter: number | null;
}

/**
 * What one user consumed.
 */
export interface Usage {
  /**
   * The user's id; the user may be deleted since.
   */
  userId: number;
  /**
   * Tokens; for streamed replies the server's own estimate. (The worker writes `totalUint`.)
   */
  totalUnit: number;
  /**
   * US dollars at list price, with 6 decimals (the worker: 7). An exact decimal number, as text.
   */
  cost: string;
}

/**
 * A user.
 */
export interface User {
  /**
   * 1 is root (the worker: 0). Old builds reuse the id of a deleted user.
   */
  id: number;
  /**
   * Unique and case-sensitive. Empty where the worker was given none.
   */
  name: string;
  /**
   * The credential for model calls, and for root the one of this API.
   */
  token: Secret;
  /**
   * Null in the dialect `worker`. In milliseconds since 1970 UTC, as `Date` takes them.
   */
  createdAt: number | null;
  /**
   * Null in the dialect `worker`. In milliseconds since 1970 UTC, as `Date` takes them.
   */
  updatedAt: number | null;
  /**
   * In some replies only; no build ever sets it.
   */
  isDelete: boolean | null;
}

/**
 * The token of a user.
 */
export interface UserToken {
  /**
   * The token.
   */
  token: Secret;
}

/**
 * What the message says.
 */
export interface WebhookEvent {
  /**
   * Id of the job.
   */
  id: string;
  /**
   * How far it is.
   */
  status: WebhookStatus;
  /**
   * Which tool it was, in the platform's words.
   */
  type: string | null;
  /**
   * Where the result is.
   */
  url: string | null;
  /**
   * When the message was sent. The core has no clock: refuse old ones, and nonces seen before, yourself. In milliseconds since 1970 UTC, as `Date` takes them.
   */
  timestamp: number;
}

/** What each operation takes and gives, by its full name: for `begin`. Of a list `row` is what its pages hold. */
export interface Operations {
  "lbai.users.create": { params: LbaiCreateUserParams; row: CreatedUser };
  "lbai.users.refresh_token": { params: LbaiRefreshTokenParams; row: UserToken };
  "lbai.users.logout": { params: LbaiLogoutUserParams; row: void };
  "lbai.account.balance": { params: undefined; row: Balance };
  "lbai.costs.total": { params: LbaiTotalCostParams; row: CostTotal };
  "lbai.costs.list": { params: LbaiListCostsParams; row: Cost };
  "lbai.credits": { params: undefined; row: Credits };
  "opencatd.users.init": { params: undefined; row: User };
  "opencatd.users.me": { params: undefined; row: User };
  "opencatd.users.list": { params: undefined; row: User };
  "opencatd.users.find": { params: OpenCatdFindUserParams; row: User };
  "opencatd.users.create": { params: OpenCatdCreateUserParams; row: User };
  "opencatd.users.delete": { params: OpenCatdDeleteUserParams; row: void };
  "opencatd.users.reset_token": { params: OpenCatdResetTokenParams; row: User };
  "opencatd.keys.list": { params: undefined; row: Key };
  "opencatd.keys.create": { params: OpenCatdCreateKeyParams; row: Key };
  "opencatd.keys.delete": { params: OpenCatdDeleteKeyParams; row: void };
  "opencatd.usages.list": { params: OpenCatdListUsagesParams; row: Usage };
  "opencatd.credits": { params: OpenCatdGetCreditsParams; row: Credits };
  "akool.tokens.create": { params: undefined; row: Token };
  "akool.credit.get": { params: undefined; row: Credit };
  "akool.webhooks.open": { params: AkoolOpenWebhookParams; row: WebhookEvent };
  "akool.credits": { params: undefined; row: Credits };
  "espai.cards.list": { params: EspAiListCardsParams; row: Card };
  "espai.cards.get": { params: EspAiGetCardParams; row: Card };
  "espai.cards.transfer": { params: EspAiTransferCardsParams; row: Transferred };
  "espai.cards.prepare_transfer": { params: EspAiPrepareTransferParams; row: PreparedTransfer };
  "espai.cards.check_transfer": { params: EspAiCheckTransferParams; row: Transferred };
  "espai.cards.destroy": { params: EspAiDestroyCardParams; row: void };
  "espai.cards.balance_logs": { params: EspAiListBalanceLogsParams; row: BalanceLog };
  "espai.orders.create": { params: EspAiCreateOrderParams; row: Order };
  "espai.credits": { params: undefined; row: Credits };
  "raw": { params: RawParams; row: RawReply };
}

/**
 * Creates a user with its own memory space, file space and AI partner.
 *
 * Errors of its own: `invalid_request` for an identifier of another length; `refused`, with the platform's code, for
 * one that is taken; `outcome_unknown` when the reply is lost.
 */
export interface LbaiCreateUserParams {
  /**
   * Your own id for the user: a phone number, e-mail address or user id of 10 to 50 characters. The server refuses
   * one that is taken.
   */
  identifier: string;
  /**
   * Tags a group of users (`0`, `1`, `2`, …) for cost queries. Two of the published pages call it required, the
   * sample leaves it out: send it.
   */
  groupId?: string | null | undefined;
  /**
   * Name to show.
   */
  nickName?: string | null | undefined;
  /**
   * URL of an avatar that you host.
   */
  headPic?: string | null | undefined;
  /**
   * Days that the token lives; long-term unless given.
   */
  validity?: number | null | undefined;
}

/**
 * Rotates the token of a user.
 *
 * Errors of its own: `invalid_request` for an empty id; `outcome_unknown` when the reply is lost: the old token may be
 * dead.
 */
export interface LbaiRefreshTokenParams {
  /**
   * The platform's id of the user.
   */
  userId: string;
  /**
   * Days that the token lives; long-term unless given.
   */
  validity?: number | null | undefined;
  /**
   * Whether a lost reply may be answered by rotating once more. Without it the outcome is then unknown.
   */
  allowExtraRotation?: boolean | null | undefined;
}

/**
 * Logs a user off.
 *
 * Errors of its own: `invalid_request` for an empty id; `outcome_unknown` when the reply is lost.
 */
export interface LbaiLogoutUserParams {
  /**
   * The platform's id of the user (unverified).
   */
  userId: string;
}

/**
 * Reads the total cost of a user or a group. One of the two is needed; what both together mean is not documented.
 *
 * Errors of its own: `invalid_request` without a user and without a group.
 */
export interface LbaiTotalCostParams {
  /**
   * The platform's id of the user.
   */
  userId?: string | null | undefined;
  /**
   * The group that users were tagged with.
   */
  groupId?: string | null | undefined;
}

/**
 * Lists the cost records of a user or a group. One of the two is needed.
 *
 * Errors of its own: `invalid_request` without a user and without a group.
 */
export interface LbaiListCostsParams {
  /**
   * The platform's id of the user.
   */
  userId?: string | null | undefined;
  /**
   * The group that users were tagged with.
   */
  groupId?: string | null | undefined;
  /**
   * The page to begin with, from 1. (Sent as `pageNum`: unverified, named after the reply's field.)
   */
  page?: number | null | undefined;
  /**
   * Rows a page; the server's default appears to be 10, its maximum is unknown. (Sent as `pageSize`: unverified.)
   */
  pageSize?: number | null | undefined;
}

/**
 * Finds the user of a name. Several of one name, which only the dialect `worker` allows, are a `conflict`.
 *
 * Errors of its own: `not_found` when nobody has the name, and those of `users.list`.
 */
export interface OpenCatdFindUserParams {
  /**
   * The exact name; upper and lower case differ.
   */
  name: string;
}

/**
 * Creates a user.
 *
 * If the reply is lost, the user counts as created when exactly one new user has the name and none had it before; that
 * nobody else creates users of this name meanwhile is the premise.
 *
 * Errors of its own: `conflict` for a name that is taken, or that a deleted user reserves; `invalid_request` for an
 * empty one; `outcome_unknown` when the reply is lost and the listing proves nothing.
 */
export interface OpenCatdCreateUserParams {
  /**
   * Unique and case-sensitive; kept as given, spaces included.
   */
  name: string;
}

/**
 * Deletes a user, and with it the user's token.
 *
 * If the reply is lost, the user counts as deleted when the same id, name and token are gone, and nobody else has the id.
 *
 * Errors of its own: `not_found`, with nothing sent, when no user has the id; `invalid_request` for root and for ids
 * below 1; `outcome_unknown` when the reply is lost and the listing does not prove it.
 */
export interface OpenCatdDeleteUserParams {
  /**
   * The user's id, from 1.
   */
  id: number;
}

/**
 * Resets the token of a user.
 *
 * If the reply is lost, it counts as reset when the listed token has changed, to the chosen one if there is one; that
 * nobody else resets this user meanwhile is the premise. Of root, only a chosen token can be seen to work.
 *
 * Errors of its own: `not_found` for an unknown id; `conflict` for a chosen token that somebody has; `invalid_request`
 * for one that cannot be sent; `outcome_unknown` when the reply is lost and no listing shows the new token.
 */
export interface OpenCatdResetTokenParams {
  /**
   * The user's id, from 1. 1 is root: the session itself.
   */
  id: number;
  /**
   * The new token; generated unless given. Old builds ignore it.
   */
  token?: Secret | string | null | undefined;
}

/**
 * Stores a vendor key.
 *
 * If the reply is lost, it counts as stored when a new row has the whole key.
 *
 * Errors of its own: `conflict` for a name or key that is there already; `invalid_request` for an empty one;
 * `outcome_unknown` when the reply is lost and no new row has the key.
 */
export interface OpenCatdCreateKeyParams {
  /**
   * Unique; the server trims it and turns it to lower case.
   */
  name: string;
  /**
   * The vendor's secret.
   */
  key: Secret | string;
  /**
   * Which vendor; `openai` unless given. Not validated by the server.
   */
  apiType?: ApiType | null | undefined;
  /**
   * Where model calls go; dropped by the server unless a type is given.
   */
  endpoint?: string | null | undefined;
}

/**
 * Deletes a vendor key.
 *
 * If the reply is lost, it counts as deleted when no row has the id any more.
 *
 * Errors of its own: `not_found`, with nothing sent, when no key has the id; `invalid_request` for ids below 1;
 * `outcome_unknown` when the reply is lost and the listing does not prove it.
 */
export interface OpenCatdDeleteKeyParams {
  /**
   * The key's id, from 1.
   */
  id: number;
}

/**
 * Lists what users consumed. A period is needed, except in the dialect `worker`, which tells all-time totals only.
 *
 * Errors of its own: `invalid_request` without a period, for one that is none, and for any in the dialect `worker`.
 */
export interface OpenCatdListUsagesParams {
  /**
   * A calendar month of the server's time zone, `YYYY-MM`.
   */
  month?: string | null | undefined;
  /**
   * Instead of a month: the first day, `YYYY-MM-DD`.
   */
  from?: string | null | undefined;
  /**
   * With `from`: the day after the last, `YYYY-MM-DD`.
   */
  to?: string | null | undefined;
}

/**
 * Adds up the costs of all users. A period is needed, except in the dialect `worker`, which tells all-time totals only.
 *
 * Errors of its own: those of `usages.list`.
 */
export interface OpenCatdGetCreditsParams {
  /**
   * A calendar month of the server's time zone, `YYYY-MM`.
   */
  month?: string | null | undefined;
  /**
   * Instead of a month: the first day, `YYYY-MM-DD`.
   */
  from?: string | null | undefined;
  /**
   * With `from`: the day after the last, `YYYY-MM-DD`.
   */
  to?: string | null | undefined;
}

/**
 * A message as it arrived: the fields of its JSON body.
 *
 * Errors of its own: `configuration` without client id and secret; `authentication` for a signature that is not
 * theirs; `decode` for content that cannot be decrypted or read.
 */
export interface AkoolOpenWebhookParams {
  /**
   * SHA-1 in hex.
   */
  signature: string;
  /**
   * The encrypted event, in base64.
   */
  dataEncrypt: string;
  /**
   * When it was sent, in epoch milliseconds.
   */
  timestamp: number;
  /**
   * A text that is used once.
   */
  nonce: string;
}

/**
 * Lists cards; without a filter all of the account.
 *
 * Errors of its own: `refused`, with the platform's words, for what the platform does not grant.
 */
export interface EspAiListCardsParams {
  /**
   * Only the card of this id.
   */
  id?: string | null | undefined;
  /**
   * Only cards of this type.
   */
  type?: CardType | null | undefined;
  /**
   * Only the card of this redemption code.
   */
  code?: Secret | string | null | undefined;
  /**
   * Only cards of owners of this nickname. (Sent as `user_name`; the page's table says `username`: unverified.)
   */
  userName?: string | null | undefined;
  /**
   * Only cards of the owner of this phone number.
   */
  userPhone?: string | null | undefined;
  /**
   * Only cards with this many calls left; whether equal or at least is not documented.
   */
  apiLimit?: string | null | undefined;
  /**
   * The page to begin with, from 1.
   */
  page?: number | null | undefined;
  /**
   * Rows a page; 9,999 unless given. The server may send fewer.
   */
  limit?: number | null | undefined;
}

/**
 * Which card to read. Both factors are needed.
 *
 * Errors of its own: `refused`, with the platform's words, when no card has this phone and code; `invalid_request`
 * when one is empty.
 */
export interface EspAiGetCardParams {
  /**
   * Phone number of the owner, as digits.
   */
  phone: string;
  /**
   * Redemption code. Together with the phone it is a credential.
   */
  code: Secret | string;
}

/**
 * Moves calls between two paid cards.
 *
 * If the reply is lost, it counts as applied when both cards, of types 1 to 4, moved by exactly the amount. The premise:
 * nobody else moves credits of these cards meanwhile. Transfers of one session take turns, and while one of them is of
 * unknown outcome, no later one of either card is settled by reading: the error names the one in doubt.
 *
 * Errors of its own: `refused`, with the platform's words, for what the platform does not grant, such as a trial card;
 * `conflict` for a receipt that does not fit any more; `outcome_unknown` when the reply is lost and the cards do not
 * prove it.
 */
export interface EspAiTransferCardsParams {
  /**
   * Phone number of the giving card's owner.
   */
  phone: string;
  /**
   * Redemption code of the giving card.
   */
  code: Secret | string;
  /**
   * Phone number of the receiving card's owner.
   */
  targetPhone: string;
  /**
   * Redemption code of the receiving card.
   */
  targetCode: Secret | string;
  /**
   * Calls to move, from 1 to 2^53.
   */
  amount: number;
  /**
   * From `cards.prepare_transfer`. If the cards have changed since, it is `conflict`, and nothing is sent.
   */
  receipt?: string | null | undefined;
}

/**
 * Prepares a transfer whose outcome can be found out later, after a crash too.
 *
 * Errors of its own: `refused` when a card cannot be read; `invalid_request` for an amount that cannot be moved.
 */
export interface EspAiPrepareTransferParams {
  /**
   * Phone number of the giving card's owner.
   */
  phone: string;
  /**
   * Redemption code of the giving card.
   */
  code: Secret | string;
  /**
   * Phone number of the receiving card's owner.
   */
  targetPhone: string;
  /**
   * Redemption code of the receiving card.
   */
  targetCode: Secret | string;
  /**
   * Calls to move, from 1 to 2^53.
   */
  amount: number;
}

/**
 * Checks a transfer. Gives `outcome_unknown` unless both cards moved by exactly the amount; that nobody else moved
 * credits of these two cards since is the premise.
 *
 * A session that has seen the transfer applied says so again, whatever the cards hold by now. One that has another transfer
 * of the same cards in doubt concludes nothing from what they hold, and says which one it is. A new session, such as that of a
 * new process, knows of no other transfers: it takes the trace of an equal one for this one's.
 *
 * Errors of its own: `outcome_unknown` when neither the cards nor the session prove it; `invalid_request` for a
 * receipt that is none.
 */
export interface EspAiCheckTransferParams {
  /**
   * The receipt, as `cards.prepare_transfer` gave it; the `readings` of an error of unknown outcome are one too.
   */
  receipt: string;
  /**
   * Phone number of the giving card's owner.
   */
  phone: string;
  /**
   * Redemption code of the giving card.
   */
  code: Secret | string;
  /**
   * Phone number of the receiving card's owner.
   */
  targetPhone: string;
  /**
   * Redemption code of the receiving card.
   */
  targetCode: Secret | string;
}

/**
 * Destroys a card. It must be a paid one with 0 calls left.
 *
 * If the reply is lost, it counts as destroyed when a complete listing does not show it any more.
 *
 * Errors of its own: `not_found`, with nothing sent, when no card of the account has the id; `refused` for a card with
 * calls left; `outcome_unknown` when the reply is lost and no complete listing shows that it is gone.
 */
export interface EspAiDestroyCardParams {
  /**
   * The card's id, 32 hex digits.
   */
  id: string;
}

/**
 * Lists log entries, of one card or of all.
 *
 * Errors of its own: `refused`, with the platform's words, for what the platform does not grant.
 */
export interface EspAiListBalanceLogsParams {
  /**
   * Only entries of the card of this id.
   */
  id?: string | null | undefined;
  /**
   * The page to begin with, from 1.
   */
  page?: number | null | undefined;
  /**
   * Rows a page; 9,999 unless given.
   */
  limit?: number | null | undefined;
  /**
   * Whether to send a flat object instead of an array of one.
   */
  flatBody?: boolean | null | undefined;
}

/**
 * Opens an order. Each call opens another one; abandoning it is harmless.
 *
 * Errors of its own: `invalid_request` for an empty parameter; `outcome_unknown` when the reply is lost.
 */
export interface EspAiCreateOrderParams {
  /**
   * What to buy.
   */
  commodityId: Commodity;
  /**
   * A new card, or a top-up.
   */
  commodityType: CommodityType;
}

/**
 * A request of the caller's own.
 *
 * The reply is sorted as the platform's others are: one with a status other than 2xx, and a refusal in the platform's
 * envelope, are errors, of the kind that they would be elsewhere, with `status` and `code`. Everything else is handed over.
 *
 * Errors of its own: `invalid_request` for a method, path or body that cannot be sent; `outcome_unknown` when the
 * reply to a request that may arrive only once is lost.
 */
export interface RawParams {
  /**
   * The HTTP method, such as `GET`.
   */
  method: string;
  /**
   * The path from the base URL on, with its query if it has one: `/1/me`.
   */
  path: string;
  /**
   * The body, sent as `application/json`. A secret, as Bursar cannot know what it holds.
   */
  body?: Secret | string | null | undefined;
  /**
   * Whether it may be sent again; `once` unless given, whatever the method: LBAI changes state by GET. Say `repeat` of a
   * GET or HEAD that only reads.
   */
  safety?: RawSafety | null | undefined;
}
