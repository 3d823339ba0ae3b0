// Written by `cargo xtask generate` from the core's schema. Do not edit.
/* eslint-disable */
import type { Packed } from "../packed.js";
import * as readers from "./readers.js";

/** How an operation's parameters are written and its rows read. */
export interface OperationTable {
  readonly read: (page: Packed) => any[];
  /** The parameters that are secrets. */
  readonly secrets: readonly string[];
  /** The parameters without which it is refused. */
  readonly required: readonly string[];
  readonly list: boolean;
}

const nothing = (): never[] => [];

export const operations: Readonly<Record<string, OperationTable>> = {
  "lbai.users.create": { read: readers.readCreatedUser, secrets: [], required: ["identifier"], list: false },
  "lbai.users.refresh_token": { read: readers.readUserToken, secrets: [], required: ["userId"], list: false },
  "lbai.users.logout": { read: nothing, secrets: [], required: ["userId"], list: false },
  "lbai.account.balance": { read: readers.readBalance, secrets: [], required: [], list: false },
  "lbai.costs.total": { read: readers.readCostTotal, secrets: [], required: [], list: false },
  "lbai.costs.list": { read: readers.readCost, secrets: [], required: [], list: true },
  "lbai.credits": { read: readers.readCredits, secrets: [], required: [], list: false },
  "opencatd.users.init": { read: readers.readUser, secrets: [], required: [], list: false },
  "opencatd.users.me": { read: readers.readUser, secrets: [], required: [], list: false },
  "opencatd.users.list": { read: readers.readUser, secrets: [], required: [], list: true },
  "opencatd.users.find": { read: readers.readUser, secrets: [], required: ["name"], list: false },
  "opencatd.users.create": { read: readers.readUser, secrets: [], required: ["name"], list: false },
  "opencatd.users.delete": { read: nothing, secrets: [], required: ["id"], list: false },
  "opencatd.users.reset_token": { read: readers.readUser, secrets: ["token"], required: ["id"], list: false },
  "opencatd.keys.list": { read: readers.readKey, secrets: [], required: [], list: true },
  "opencatd.keys.create": { read: readers.readKey, secrets: ["key"], required: ["name", "key"], list: false },
  "opencatd.keys.delete": { read: nothing, secrets: [], required: ["id"], list: false },
  "opencatd.usages.list": { read: readers.readUsage, secrets: [], required: [], list: true },
  "opencatd.credits": { read: readers.readCredits, secrets: [], required: [], list: false },
  "akool.tokens.create": { read: readers.readToken, secrets: [], required: [], list: false },
  "akool.credit.get": { read: readers.readCredit, secrets: [], required: [], list: false },
  "akool.webhooks.open": { read: readers.readWebhookEvent, secrets: [], required: ["signature", "dataEncrypt", "timestamp", "nonce"], list: false },
  "akool.credits": { read: readers.readCredits, secrets: [], required: [], list: false },
  "espai.cards.list": { read: readers.readCard, secrets: ["code"], required: [], list: true },
  "espai.cards.get": { read: readers.readCard, secrets: ["code"], required: ["phone", "code"], list: false },
  "espai.cards.transfer": { read: readers.readTransferred, secrets: ["code", "targetCode"], required: ["phone", "code", "targetPhone", "targetCode", "amount"], list: false },
  "espai.cards.prepare_transfer": { read: readers.readPreparedTransfer, secrets: ["code", "targetCode"], required: ["phone", "code", "targetPhone", "targetCode", "amount"], list: false },
  "espai.cards.check_transfer": { read: readers.readTransferred, secrets: ["code", "targetCode"], required: ["receipt", "phone", "code", "targetPhone", "targetCode"], list: false },
  "espai.cards.destroy": { read: nothing, secrets: [], required: ["id"], list: false },
  "espai.cards.balance_logs": { read: readers.readBalanceLog, secrets: [], required: [], list: true },
  "espai.orders.create": { read: readers.readOrder, secrets: [], required: ["commodityId", "commodityType"], list: false },
  "espai.credits": { read: readers.readCredits, secrets: [], required: [], list: false },
  "raw": { read: readers.readRawReply, secrets: ["body"], required: ["method", "path"], list: false },
};
