// Written by `cargo xtask generate` from the core's schema. Do not edit.
// swift-format-ignore-file

/// The reply headers that the core reads; no other needs to be handed to it.
let replyHeaders = ["content-type", "date", "retry-after", "x-request-id", "request-id", "x-trace-id", "cf-ray"]

/// Every operation by its name.
let operations: [String: Operation] = [
  "lbai.users.create": Operation(secrets: [], read: { CreatedUser.read(&$0) }),
  "lbai.users.refresh_token": Operation(secrets: [], read: { UserToken.read(&$0) }),
  "lbai.users.logout": Operation(secrets: [], read: { nothing(&$0) }),
  "lbai.account.balance": Operation(secrets: [], read: { Balance.read(&$0) }),
  "lbai.costs.total": Operation(secrets: [], read: { CostTotal.read(&$0) }),
  "lbai.costs.list": Operation(secrets: [], read: { Cost.read(&$0) }),
  "lbai.credits": Operation(secrets: [], read: { Credits.read(&$0) }),
  "opencatd.users.init": Operation(secrets: [], read: { User.read(&$0) }),
  "opencatd.users.me": Operation(secrets: [], read: { User.read(&$0) }),
  "opencatd.users.list": Operation(secrets: [], read: { User.read(&$0) }),
  "opencatd.users.find": Operation(secrets: [], read: { User.read(&$0) }),
  "opencatd.users.create": Operation(secrets: [], read: { User.read(&$0) }),
  "opencatd.users.delete": Operation(secrets: [], read: { nothing(&$0) }),
  "opencatd.users.reset_token": Operation(secrets: ["token"], read: { User.read(&$0) }),
  "opencatd.keys.list": Operation(secrets: [], read: { Key.read(&$0) }),
  "opencatd.keys.create": Operation(secrets: ["key"], read: { Key.read(&$0) }),
  "opencatd.keys.delete": Operation(secrets: [], read: { nothing(&$0) }),
  "opencatd.usages.list": Operation(secrets: [], read: { Usage.read(&$0) }),
  "opencatd.credits": Operation(secrets: [], read: { Credits.read(&$0) }),
  "akool.tokens.create": Operation(secrets: [], read: { Token.read(&$0) }),
  "akool.credit.get": Operation(secrets: [], read: { Credit.read(&$0) }),
  "akool.webhooks.open": Operation(secrets: [], read: { WebhookEvent.read(&$0) }),
  "akool.credits": Operation(secrets: [], read: { Credits.read(&$0) }),
  "espai.cards.list": Operation(secrets: ["code"], read: { Card.read(&$0) }),
  "espai.cards.get": Operation(secrets: ["code"], read: { Card.read(&$0) }),
  "espai.cards.transfer": Operation(secrets: ["code", "targetCode"], read: { Transferred.read(&$0) }),
  "espai.cards.prepare_transfer": Operation(secrets: ["code", "targetCode"], read: { PreparedTransfer.read(&$0) }),
  "espai.cards.check_transfer": Operation(secrets: ["code", "targetCode"], read: { Transferred.read(&$0) }),
  "espai.cards.destroy": Operation(secrets: [], read: { nothing(&$0) }),
  "espai.cards.balance_logs": Operation(secrets: [], read: { BalanceLog.read(&$0) }),
  "espai.orders.create": Operation(secrets: [], read: { Order.read(&$0) }),
  "espai.credits": Operation(secrets: [], read: { Credits.read(&$0) }),
  "raw": Operation(secrets: ["body"], read: { RawReply.read(&$0) }),
]
