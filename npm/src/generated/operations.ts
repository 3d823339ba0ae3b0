// Written by `cargo xtask generate` from the core's schema. Do not edit.
/* eslint-disable */
import type { Packed } from "../packed.js";
import * as readers from "./readers.js";

/** How an operation's parameters are written and its rows read. */
export interface OperationTable {
  readonly read: (page: Packed) => any[];
  /** The parameters that are secrets. */
  readonly secrets: readonly string[];
  readonly list: boolean;
}

const nothing = (): never[] => [];

export const operations: Readonly<Record<string, OperationTable>> = {
  "lbai.users.create": { read: readers.readCreatedUser, secrets: [], list: false },
  "lbai.users.refresh_token": { read: readers.readUserToken, secrets: [], list: false },
  "lbai.users.logout": { read: nothing, secrets: [], list: false },
  "lbai.account.balance": { read: readers.readBalance, secrets: [], list: false },
  "lbai.costs.total": { read: readers.readCostTotal, secrets: [], list: false },
  "lbai.costs.list": { read: readers.readCost, secrets: [], list: true },
  "lbai.credits": { read: readers.readCredits, secrets: [], list: false },
  "opencatd.users.init": { read: readers.readUser, secrets: [], list: false },
  "opencatd.users.me": { read: readers.readUser, secrets: [], list: false },
  "opencatd.users.list": { read: readers.readUser, secrets: [], list: true },
  "opencatd.users.find": { read: readers.readUser, secrets: [], list: false },
  "opencatd.users.create": { read: readers.readUser, secrets: [], list: false },
  "opencatd.users.delete": { read: nothing, secrets: [], list: false },
  "opencatd.users.reset_token": { read: readers.readUser, secrets: ["token"], list: false },
  "opencatd.keys.list": { read: readers.readKey, secrets: [], list: true },
  "opencatd.keys.create": { read: readers.readKey, secrets: ["key"], list: false },
  "opencatd.keys.delete": { read: nothing, secrets: [], list: false },
  "opencatd.usages.list": { read: readers.readUsage, secrets: [], list: true },
  "opencatd.credits": { read: readers.readCredits, secrets: [], list: false },
  "akool.tokens.create": { read: readers.readToken, secrets: [], list: false },
  "akool.credit.get": { read: readers.readCredit, secrets: [], list: false },
  "akool.webhooks.open": { read: readers.readWebhookEvent, secrets: [], list: false },
  "akool.credits": { read: readers.readCredits, secrets: [], list: false },
  "espai.cards.list": { read: readers.readCard, secrets: ["code"], list: true },
  "espai.cards.get": { read: readers.readCard, secrets: ["code"], list: false },
  "espai.cards.transfer": { read: readers.readTransferred, secrets: ["code", "targetCode"], list: false },
  "espai.cards.prepare_transfer": { read: readers.readPreparedTransfer, secrets: ["code", "targetCode"], list: false },
  "espai.cards.check_transfer": { read: readers.readTransferred, secrets: ["code", "targetCode"], list: false },
  "espai.cards.destroy": { read: nothing, secrets: [], list: false },
  "espai.cards.balance_logs": { read: readers.readBalanceLog, secrets: [], list: true },
  "espai.orders.create": { read: readers.readOrder, secrets: [], list: false },
  "espai.credits": { read: readers.readCredits, secrets: [], list: false },
  "raw": { read: readers.readRawReply, secrets: ["body"], list: false },
};
