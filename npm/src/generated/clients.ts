// Written by `cargo xtask generate` from the core's schema. Do not edit.
/* eslint-disable */
import { type CallOptions, Client, type ClientOptions } from "../client.js";
import type { List, Pending } from "../result.js";
import type { Secret } from "../secret.js";
import * as tables from "./tables.js";
import type * as types from "./types.js";

/** `users` of Little Beauty AI. */
export class LbaiUsers {
  readonly #client: Client;

  /** @internal */
  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Creates a user with its own memory space, file space and AI partner.
   *
   * Errors of its own: `invalid_request` for an identifier of another length; `refused`, with the platform's code, for
   * one that is taken; `outcome_unknown` when the reply is lost.
   *
   * It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
   * server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
   */
  create(params: types.LbaiCreateUserParams, options?: CallOptions): Pending<types.CreatedUser> {
    return this.#client.record("lbai.users.create", params, options);
  }

  /**
   * Rotates the token of a user.
   *
   * Errors of its own: `invalid_request` for an empty id; `outcome_unknown` when the reply is lost: the old token may be
   * dead.
   *
   * It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
   * server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
   */
  refreshToken(params: types.LbaiRefreshTokenParams, options?: CallOptions): Pending<types.UserToken> {
    return this.#client.record("lbai.users.refresh_token", params, options);
  }

  /**
   * Logs a user off.
   *
   * Errors of its own: `invalid_request` for an empty id; `outcome_unknown` when the reply is lost.
   *
   * It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
   * server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
   */
  logout(params: types.LbaiLogoutUserParams, options?: CallOptions): Pending<void> {
    return this.#client.record("lbai.users.logout", params, options);
  }
}

/** `account` of Little Beauty AI. */
export class LbaiAccount {
  readonly #client: Client;

  /** @internal */
  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Reads the balance of the enterprise.
   *
   * Errors of its own: `refused`, with the platform's code, for what the platform does not grant.
   *
   * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
   * comes, or one that asks for patience or tells of a fault that may pass.
   */
  balance(options?: CallOptions): Pending<types.Balance> {
    return this.#client.record("lbai.account.balance", undefined, options);
  }
}

/** `costs` of Little Beauty AI. */
export class LbaiCosts {
  readonly #client: Client;

  /** @internal */
  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Reads the total cost of a user or a group. One of the two is needed; what both together mean is not documented.
   *
   * Errors of its own: `invalid_request` without a user and without a group.
   *
   * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
   * comes, or one that asks for patience or tells of a fault that may pass.
   */
  total(params?: types.LbaiTotalCostParams, options?: CallOptions): Pending<types.CostTotal> {
    return this.#client.record("lbai.costs.total", params, options);
  }

  /**
   * Lists the cost records of a user or a group. One of the two is needed.
   *
   * Errors of its own: `invalid_request` without a user and without a group.
   *
   * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
   * comes, or one that asks for patience or tells of a fault that may pass.
   */
  list(params?: types.LbaiListCostsParams, options?: CallOptions): List<types.Cost> {
    return this.#client.list("lbai.costs.list", params, options);
  }
}

/** How a client of Little Beauty AI is made. */
export interface LbaiOptions extends ClientOptions {
  /** Enterprise token (`cpn-…`), handed out by the platform's staff. From `BURSAR_LBAI_TOKEN` if left out and the runtime has `process.env`. */
  token?: Secret | string | undefined;
}

/** A client of Little Beauty AI. */
export class Lbai extends Client<"lbai"> {
  readonly users: LbaiUsers = new LbaiUsers(this);
  readonly account: LbaiAccount = new LbaiAccount(this);
  readonly costs: LbaiCosts = new LbaiCosts(this);

  constructor(options: LbaiOptions = {}) {
    super(tables.lbai, options);
  }

  /**
   * Reads the balance as credits.
   *
   * Errors of its own: those of `account.balance`.
   *
   * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
   * comes, or one that asks for patience or tells of a fault that may pass.
   */
  credits(options?: CallOptions): Pending<types.Credits> {
    return this.record("lbai.credits", undefined, options);
  }

  /**
   * A request of the caller's own.
   *
   * The reply is sorted as the platform's others are: one with a status other than 2xx, and a refusal in the platform's
   * envelope, are errors, of the kind that they would be elsewhere, with `status` and `code`. Everything else is handed over.
   *
   * Errors of its own: `invalid_request` for a method, path or body that cannot be sent; `outcome_unknown` when the
   * reply to a request that may arrive only once is lost.
   *
   * It is taken for a state change, and so sent once, unless `safety` says `repeat`.
   */
  raw(params: types.RawParams, options?: CallOptions): Pending<types.RawReply> {
    return this.record("raw", params, options);
  }
}

/** `users` of opencatd. */
export class OpenCatdUsers {
  readonly #client: Client;

  /** @internal */
  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Makes the root user; the session keeps its token.
   *
   * Errors of its own: `conflict` when the server has a root user already; `outcome_unknown` when the reply is lost: the
   * detail names the server's command that prints the token.
   *
   * It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
   * server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
   */
  init(options?: CallOptions): Pending<types.User> {
    return this.#client.record("opencatd.users.init", undefined, options);
  }

  /**
   * Reads the user whose token the session has.
   *
   * Errors of its own: `authentication` for a token that may not ask; `not_found` for a user who was removed behind the
   * server's cache.
   *
   * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
   * comes, or one that asks for patience or tells of a fault that may pass.
   */
  me(options?: CallOptions): Pending<types.User> {
    return this.#client.record("opencatd.users.me", undefined, options);
  }

  /**
   * Lists all users.
   *
   * Errors of its own: `authentication` for another token than root's.
   *
   * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
   * comes, or one that asks for patience or tells of a fault that may pass.
   */
  list(options?: CallOptions): List<types.User> {
    return this.#client.list("opencatd.users.list", undefined, options);
  }

  /**
   * Finds the user of a name. Several of one name, which only the dialect `worker` allows, are a `conflict`.
   *
   * Errors of its own: `not_found` when nobody has the name, and those of `users.list`.
   *
   * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
   * comes, or one that asks for patience or tells of a fault that may pass.
   */
  find(params: types.OpenCatdFindUserParams, options?: CallOptions): Pending<types.User> {
    return this.#client.record("opencatd.users.find", params, options);
  }

  /**
   * Creates a user.
   *
   * If the reply is lost, the user counts as created when exactly one new user has the name and none had it before; that
   * nobody else creates users of this name meanwhile is the premise.
   *
   * Errors of its own: `conflict` for a name that is taken, or that a deleted user reserves; `invalid_request` for an
   * empty one; `outcome_unknown` when the reply is lost and the listing proves nothing.
   *
   * It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
   * server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
   */
  create(params: types.OpenCatdCreateUserParams, options?: CallOptions): Pending<types.User> {
    return this.#client.record("opencatd.users.create", params, options);
  }

  /**
   * Deletes a user, and with it the user's token.
   *
   * If the reply is lost, the user counts as deleted when the same id, name and token are gone, and nobody else has the id.
   *
   * Errors of its own: `not_found`, with nothing sent, when no user has the id; `invalid_request` for root and for ids
   * below 1; `outcome_unknown` when the reply is lost and the listing does not prove it.
   *
   * It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
   * server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
   */
  delete(params: types.OpenCatdDeleteUserParams, options?: CallOptions): Pending<void> {
    return this.#client.record("opencatd.users.delete", params, options);
  }

  /**
   * Resets the token of a user.
   *
   * If the reply is lost, it counts as reset when the listed token has changed, to the chosen one if there is one; that
   * nobody else resets this user meanwhile is the premise. Of root, only a chosen token can be seen to work.
   *
   * Errors of its own: `not_found` for an unknown id; `conflict` for a chosen token that somebody has; `invalid_request`
   * for one that cannot be sent; `outcome_unknown` when the reply is lost and no listing shows the new token.
   *
   * It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
   * server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
   */
  resetToken(params: types.OpenCatdResetTokenParams, options?: CallOptions): Pending<types.User> {
    return this.#client.record("opencatd.users.reset_token", params, options);
  }
}

/** `keys` of opencatd. */
export class OpenCatdKeys {
  readonly #client: Client;

  /** @internal */
  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Lists all keys.
   *
   * Errors of its own: `authentication` for another token than root's.
   *
   * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
   * comes, or one that asks for patience or tells of a fault that may pass.
   */
  list(options?: CallOptions): List<types.Key> {
    return this.#client.list("opencatd.keys.list", undefined, options);
  }

  /**
   * Stores a vendor key.
   *
   * If the reply is lost, it counts as stored when a new row has the whole key.
   *
   * Errors of its own: `conflict` for a name or key that is there already; `invalid_request` for an empty one;
   * `outcome_unknown` when the reply is lost and no new row has the key.
   *
   * It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
   * server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
   */
  create(params: types.OpenCatdCreateKeyParams, options?: CallOptions): Pending<types.Key> {
    return this.#client.record("opencatd.keys.create", params, options);
  }

  /**
   * Deletes a vendor key.
   *
   * If the reply is lost, it counts as deleted when no row has the id any more.
   *
   * Errors of its own: `not_found`, with nothing sent, when no key has the id; `invalid_request` for ids below 1;
   * `outcome_unknown` when the reply is lost and the listing does not prove it.
   *
   * It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
   * server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
   */
  delete(params: types.OpenCatdDeleteKeyParams, options?: CallOptions): Pending<void> {
    return this.#client.record("opencatd.keys.delete", params, options);
  }
}

/** `usages` of opencatd. */
export class OpenCatdUsages {
  readonly #client: Client;

  /** @internal */
  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Lists what users consumed. A period is needed, except in the dialect `worker`, which tells all-time totals only.
   *
   * Errors of its own: `invalid_request` without a period, for one that is none, and for any in the dialect `worker`.
   *
   * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
   * comes, or one that asks for patience or tells of a fault that may pass.
   */
  list(params?: types.OpenCatdListUsagesParams, options?: CallOptions): List<types.Usage> {
    return this.#client.list("opencatd.usages.list", params, options);
  }
}

/** How a client of opencatd is made. */
export interface OpenCatdOptions extends ClientOptions {
  /** Token of the root user; not needed for `users.init`. From `BURSAR_OPENCATD_TOKEN` if left out and the runtime has `process.env`. */
  token?: Secret | string | undefined;
  /** Which server speaks: `go`, the Go server, if left out, or `worker`, its port to Cloudflare Workers and Deno. */
  dialect?: "go" | "worker" | undefined;
  /** Where your server is. */
  baseUrl: string;
}

/** A client of opencatd. */
export class OpenCatd extends Client<"opencatd"> {
  readonly users: OpenCatdUsers = new OpenCatdUsers(this);
  readonly keys: OpenCatdKeys = new OpenCatdKeys(this);
  readonly usages: OpenCatdUsages = new OpenCatdUsages(this);

  constructor(options: OpenCatdOptions) {
    super(tables.opencatd, options);
  }

  /**
   * Adds up the costs of all users. A period is needed, except in the dialect `worker`, which tells all-time totals only.
   *
   * Errors of its own: those of `usages.list`.
   *
   * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
   * comes, or one that asks for patience or tells of a fault that may pass.
   */
  credits(params?: types.OpenCatdGetCreditsParams, options?: CallOptions): Pending<types.Credits> {
    return this.record("opencatd.credits", params, options);
  }

  /**
   * A request of the caller's own.
   *
   * The reply is sorted as the platform's others are: one with a status other than 2xx, and a refusal in the platform's
   * envelope, are errors, of the kind that they would be elsewhere, with `status` and `code`. Everything else is handed over.
   *
   * Errors of its own: `invalid_request` for a method, path or body that cannot be sent; `outcome_unknown` when the
   * reply to a request that may arrive only once is lost.
   *
   * It is taken for a state change, and so sent once, unless `safety` says `repeat`.
   */
  raw(params: types.RawParams, options?: CallOptions): Pending<types.RawReply> {
    return this.record("raw", params, options);
  }
}

/** `tokens` of AKOOL. */
export class AkoolTokens {
  readonly #client: Client;

  /** @internal */
  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Makes a token and gives it to the session too. Needs `clientId` and `clientSecret` among the credentials.
   *
   * Errors of its own: `configuration` without client id and secret; `authentication` for wrong ones.
   *
   * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
   * comes, or one that asks for patience or tells of a fault that may pass.
   */
  create(options?: CallOptions): Pending<types.Token> {
    return this.#client.record("akool.tokens.create", undefined, options);
  }
}

/** `credit` of AKOOL. */
export class AkoolCredit {
  readonly #client: Client;

  /** @internal */
  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Reads the credit of the account.
   *
   * Errors of its own: `authentication` when the credential is refused, by client id and secret only after a new token
   * is refused too.
   *
   * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
   * comes, or one that asks for patience or tells of a fault that may pass.
   */
  get(options?: CallOptions): Pending<types.Credit> {
    return this.#client.record("akool.credit.get", undefined, options);
  }
}

/** `webhooks` of AKOOL. */
export class AkoolWebhooks {
  readonly #client: Client;

  /** @internal */
  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * A message as it arrived: the fields of its JSON body.
   *
   * Errors of its own: `configuration` without client id and secret; `authentication` for a signature that is not
   * theirs; `decode` for content that cannot be decrypted or read.
   *
   * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
   * comes, or one that asks for patience or tells of a fault that may pass.
   */
  open(params: types.AkoolOpenWebhookParams, options?: CallOptions): Pending<types.WebhookEvent> {
    return this.#client.record("akool.webhooks.open", params, options);
  }
}

/** How a client of AKOOL is made. */
export interface AkoolOptions extends ClientOptions {
  /** API Key of the console, sent as `x-api-key`. From `BURSAR_AKOOL_API_KEY` if left out and the runtime has `process.env`. */
  apiKey?: Secret | string | undefined;
  /** Client id of the console. From `BURSAR_AKOOL_CLIENT_ID` if left out and the runtime has `process.env`. */
  clientId?: Secret | string | undefined;
  /** Client secret: the same value as the API Key. A token is made with it. From `BURSAR_AKOOL_CLIENT_SECRET` if left out and the runtime has `process.env`. */
  clientSecret?: Secret | string | undefined;
}

/** A client of AKOOL. */
export class Akool extends Client<"akool"> {
  readonly tokens: AkoolTokens = new AkoolTokens(this);
  readonly credit: AkoolCredit = new AkoolCredit(this);
  readonly webhooks: AkoolWebhooks = new AkoolWebhooks(this);

  constructor(options: AkoolOptions = {}) {
    super(tables.akool, options);
  }

  /**
   * Reads the credit as credits.
   *
   * Errors of its own: those of `credit.get`.
   *
   * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
   * comes, or one that asks for patience or tells of a fault that may pass.
   */
  credits(options?: CallOptions): Pending<types.Credits> {
    return this.record("akool.credits", undefined, options);
  }

  /**
   * A request of the caller's own.
   *
   * The reply is sorted as the platform's others are: one with a status other than 2xx, and a refusal in the platform's
   * envelope, are errors, of the kind that they would be elsewhere, with `status` and `code`. Everything else is handed over.
   *
   * Errors of its own: `invalid_request` for a method, path or body that cannot be sent; `outcome_unknown` when the
   * reply to a request that may arrive only once is lost.
   *
   * It is taken for a state change, and so sent once, unless `safety` says `repeat`.
   */
  raw(params: types.RawParams, options?: CallOptions): Pending<types.RawReply> {
    return this.record("raw", params, options);
  }
}

/** `cards` of ESP-AI. */
export class EspAiCards {
  readonly #client: Client;

  /** @internal */
  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Lists cards; without a filter all of the account.
   *
   * Errors of its own: `refused`, with the platform's words, for what the platform does not grant.
   *
   * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
   * comes, or one that asks for patience or tells of a fault that may pass.
   */
  list(params?: types.EspAiListCardsParams, options?: CallOptions): List<types.Card> {
    return this.#client.list("espai.cards.list", params, options);
  }

  /**
   * Which card to read. Both factors are needed.
   *
   * Errors of its own: `refused`, with the platform's words, when no card has this phone and code; `invalid_request`
   * when one is empty.
   *
   * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
   * comes, or one that asks for patience or tells of a fault that may pass.
   */
  get(params: types.EspAiGetCardParams, options?: CallOptions): Pending<types.Card> {
    return this.#client.record("espai.cards.get", params, options);
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
   *
   * It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
   * server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
   */
  transfer(params: types.EspAiTransferCardsParams, options?: CallOptions): Pending<types.Transferred> {
    return this.#client.record("espai.cards.transfer", params, options);
  }

  /**
   * Prepares a transfer whose outcome can be found out later, after a crash too.
   *
   * Errors of its own: `refused` when a card cannot be read; `invalid_request` for an amount that cannot be moved.
   *
   * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
   * comes, or one that asks for patience or tells of a fault that may pass.
   */
  prepareTransfer(params: types.EspAiPrepareTransferParams, options?: CallOptions): Pending<types.PreparedTransfer> {
    return this.#client.record("espai.cards.prepare_transfer", params, options);
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
   *
   * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
   * comes, or one that asks for patience or tells of a fault that may pass.
   */
  checkTransfer(params: types.EspAiCheckTransferParams, options?: CallOptions): Pending<types.Transferred> {
    return this.#client.record("espai.cards.check_transfer", params, options);
  }

  /**
   * Destroys a card. It must be a paid one with 0 calls left.
   *
   * If the reply is lost, it counts as destroyed when a complete listing does not show it any more.
   *
   * Errors of its own: `not_found`, with nothing sent, when no card of the account has the id; `refused` for a card with
   * calls left; `outcome_unknown` when the reply is lost and no complete listing shows that it is gone.
   *
   * It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
   * server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
   */
  destroy(params: types.EspAiDestroyCardParams, options?: CallOptions): Pending<void> {
    return this.#client.record("espai.cards.destroy", params, options);
  }

  /**
   * Lists log entries, of one card or of all.
   *
   * Errors of its own: `refused`, with the platform's words, for what the platform does not grant.
   *
   * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
   * comes, or one that asks for patience or tells of a fault that may pass.
   */
  balanceLogs(params?: types.EspAiListBalanceLogsParams, options?: CallOptions): List<types.BalanceLog> {
    return this.#client.list("espai.cards.balance_logs", params, options);
  }
}

/** `orders` of ESP-AI. */
export class EspAiOrders {
  readonly #client: Client;

  /** @internal */
  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Opens an order. Each call opens another one; abandoning it is harmless.
   *
   * Errors of its own: `invalid_request` for an empty parameter; `outcome_unknown` when the reply is lost.
   *
   * It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
   * server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
   */
  create(params: types.EspAiCreateOrderParams, options?: CallOptions): Pending<types.Order> {
    return this.#client.record("espai.orders.create", params, options);
  }
}

/** How a client of ESP-AI is made. */
export interface EspAiOptions extends ClientOptions {
  /** The console's `open_api_key`. From `BURSAR_ESPAI_API_KEY` if left out and the runtime has `process.env`. */
  apiKey?: Secret | string | undefined;
}

/** A client of ESP-AI. */
export class EspAi extends Client<"espai"> {
  readonly cards: EspAiCards = new EspAiCards(this);
  readonly orders: EspAiOrders = new EspAiOrders(this);

  constructor(options: EspAiOptions = {}) {
    super(tables.espai, options);
  }

  /**
   * Adds up the cards of the account. Unlimited ones (type 5) do not count into the sum; `unlimited` tells of them.
   *
   * Errors of its own: those of `cards.list`.
   *
   * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
   * comes, or one that asks for patience or tells of a fault that may pass.
   */
  credits(options?: CallOptions): Pending<types.Credits> {
    return this.record("espai.credits", undefined, options);
  }

  /**
   * A request of the caller's own.
   *
   * The reply is sorted as the platform's others are: one with a status other than 2xx, and a refusal in the platform's
   * envelope, are errors, of the kind that they would be elsewhere, with `status` and `code`. Everything else is handed over.
   *
   * Errors of its own: `invalid_request` for a method, path or body that cannot be sent; `outcome_unknown` when the
   * reply to a request that may arrive only once is lost.
   *
   * It is taken for a state change, and so sent once, unless `safety` says `repeat`.
   */
  raw(params: types.RawParams, options?: CallOptions): Pending<types.RawReply> {
    return this.record("raw", params, options);
  }
}
