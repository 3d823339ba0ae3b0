// Written by `cargo xtask generate` from the core's schema. Do not edit.
// swift-format-ignore-file
import Bursar

/// The names of all operations.
let operationNames: [String] = ["lbai.users.create", "lbai.users.refresh_token", "lbai.users.logout", "lbai.account.balance", "lbai.costs.total", "lbai.costs.list", "lbai.credits", "opencatd.users.init", "opencatd.users.me", "opencatd.users.list", "opencatd.users.find", "opencatd.users.create", "opencatd.users.delete", "opencatd.users.reset_token", "opencatd.keys.list", "opencatd.keys.create", "opencatd.keys.delete", "opencatd.usages.list", "opencatd.credits", "akool.tokens.create", "akool.credit.get", "akool.webhooks.open", "akool.credits", "espai.cards.list", "espai.cards.get", "espai.cards.transfer", "espai.cards.prepare_transfer", "espai.cards.check_transfer", "espai.cards.destroy", "espai.cards.balance_logs", "espai.orders.create", "espai.credits", "raw"]

/// The typed call that a vector's operation and parameters are; throws ``Untyped`` where Swift's types refuse them.
func typedCall(_ operation: String, _ given: Given, _ options: CallOptions) throws -> @Sendable () async throws -> Ended {
  switch operation {
  case "lbai.users.create":
    let client: Lbai = try given.of()
    try given.only(["identifier", "groupId", "nickName", "headPic", "validity"])
    let identifier: String = try given.need("identifier")
    let groupId: String? = try given.maybe("groupId")
    let nickName: String? = try given.maybe("nickName")
    let headPic: String? = try given.maybe("headPic")
    let validity: Int? = try given.maybe("validity")
    return { Ended(try await client.users.create(identifier: identifier, groupId: groupId, nickName: nickName, headPic: headPic, validity: validity, options: options)) }
  case "lbai.users.refresh_token":
    let client: Lbai = try given.of()
    try given.only(["userId", "validity", "allowExtraRotation"])
    let userId: String = try given.need("userId")
    let validity: Int? = try given.maybe("validity")
    let allowExtraRotation: Bool? = try given.maybe("allowExtraRotation")
    return { Ended(try await client.users.refreshToken(userId: userId, validity: validity, allowExtraRotation: allowExtraRotation, options: options)) }
  case "lbai.users.logout":
    let client: Lbai = try given.of()
    try given.only(["userId"])
    let userId: String = try given.need("userId")
    return { try await client.users.logout(userId: userId, options: options); return Ended() }
  case "lbai.account.balance":
    let client: Lbai = try given.of()
    try given.only([])
    return { Ended(try await client.account.balance(options: options)) }
  case "lbai.costs.total":
    let client: Lbai = try given.of()
    try given.only(["userId", "groupId"])
    let userId: String? = try given.maybe("userId")
    let groupId: String? = try given.maybe("groupId")
    return { Ended(try await client.costs.total(userId: userId, groupId: groupId, options: options)) }
  case "lbai.costs.list":
    let client: Lbai = try given.of()
    try given.only(["userId", "groupId", "page", "pageSize"])
    let userId: String? = try given.maybe("userId")
    let groupId: String? = try given.maybe("groupId")
    let page: Int? = try given.maybe("page")
    let pageSize: Int? = try given.maybe("pageSize")
    return { Ended(try await client.costs.list(userId: userId, groupId: groupId, page: page, pageSize: pageSize, options: options).page()) }
  case "lbai.credits":
    let client: Lbai = try given.of()
    try given.only([])
    return { Ended(try await client.credits(options: options)) }
  case "opencatd.users.init":
    let client: OpenCatd = try given.of()
    try given.only([])
    return { Ended(try await client.users.initialize(options: options)) }
  case "opencatd.users.me":
    let client: OpenCatd = try given.of()
    try given.only([])
    return { Ended(try await client.users.me(options: options)) }
  case "opencatd.users.list":
    let client: OpenCatd = try given.of()
    try given.only([])
    return { Ended(try await client.users.list(options: options).page()) }
  case "opencatd.users.find":
    let client: OpenCatd = try given.of()
    try given.only(["name"])
    let name: String = try given.need("name")
    return { Ended(try await client.users.find(name: name, options: options)) }
  case "opencatd.users.create":
    let client: OpenCatd = try given.of()
    try given.only(["name"])
    let name: String = try given.need("name")
    return { Ended(try await client.users.create(name: name, options: options)) }
  case "opencatd.users.delete":
    let client: OpenCatd = try given.of()
    try given.only(["id"])
    let id: Int = try given.need("id")
    return { try await client.users.delete(id: id, options: options); return Ended() }
  case "opencatd.users.reset_token":
    let client: OpenCatd = try given.of()
    try given.only(["id", "token"])
    let id: Int = try given.need("id")
    let token: Secret? = try given.maybe("token")
    return { Ended(try await client.users.resetToken(id: id, token: token, options: options)) }
  case "opencatd.keys.list":
    let client: OpenCatd = try given.of()
    try given.only([])
    return { Ended(try await client.keys.list(options: options).page()) }
  case "opencatd.keys.create":
    let client: OpenCatd = try given.of()
    try given.only(["name", "key", "apiType", "endpoint"])
    let name: String = try given.need("name")
    let key: Secret = try given.need("key")
    let apiType: ApiType? = try given.maybe("apiType")
    let endpoint: String? = try given.maybe("endpoint")
    return { Ended(try await client.keys.create(name: name, key: key, apiType: apiType, endpoint: endpoint, options: options)) }
  case "opencatd.keys.delete":
    let client: OpenCatd = try given.of()
    try given.only(["id"])
    let id: Int = try given.need("id")
    return { try await client.keys.delete(id: id, options: options); return Ended() }
  case "opencatd.usages.list":
    let client: OpenCatd = try given.of()
    try given.only(["month", "from", "to"])
    let month: String? = try given.maybe("month")
    let from: String? = try given.maybe("from")
    let to: String? = try given.maybe("to")
    return { Ended(try await client.usages.list(month: month, from: from, to: to, options: options).page()) }
  case "opencatd.credits":
    let client: OpenCatd = try given.of()
    try given.only(["month", "from", "to"])
    let month: String? = try given.maybe("month")
    let from: String? = try given.maybe("from")
    let to: String? = try given.maybe("to")
    return { Ended(try await client.credits(month: month, from: from, to: to, options: options)) }
  case "akool.tokens.create":
    let client: Akool = try given.of()
    try given.only([])
    return { Ended(try await client.tokens.create(options: options)) }
  case "akool.credit.get":
    let client: Akool = try given.of()
    try given.only([])
    return { Ended(try await client.credit.get(options: options)) }
  case "akool.webhooks.open":
    let client: Akool = try given.of()
    try given.only(["signature", "dataEncrypt", "timestamp", "nonce"])
    let signature: String = try given.need("signature")
    let dataEncrypt: String = try given.need("dataEncrypt")
    let timestamp: Int = try given.need("timestamp")
    let nonce: String = try given.need("nonce")
    return { Ended(try await client.webhooks.open(signature: signature, dataEncrypt: dataEncrypt, timestamp: timestamp, nonce: nonce, options: options)) }
  case "akool.credits":
    let client: Akool = try given.of()
    try given.only([])
    return { Ended(try await client.credits(options: options)) }
  case "espai.cards.list":
    let client: EspAi = try given.of()
    try given.only(["id", "type", "code", "userName", "userPhone", "apiLimit", "page", "limit"])
    let id: String? = try given.maybe("id")
    let type: CardType? = try given.maybe("type")
    let code: Secret? = try given.maybe("code")
    let userName: String? = try given.maybe("userName")
    let userPhone: String? = try given.maybe("userPhone")
    let apiLimit: String? = try given.maybe("apiLimit")
    let page: Int? = try given.maybe("page")
    let limit: Int? = try given.maybe("limit")
    return { Ended(try await client.cards.list(id: id, type: type, code: code, userName: userName, userPhone: userPhone, apiLimit: apiLimit, page: page, limit: limit, options: options).page()) }
  case "espai.cards.get":
    let client: EspAi = try given.of()
    try given.only(["phone", "code"])
    let phone: String = try given.need("phone")
    let code: Secret = try given.need("code")
    return { Ended(try await client.cards.get(phone: phone, code: code, options: options)) }
  case "espai.cards.transfer":
    let client: EspAi = try given.of()
    try given.only(["phone", "code", "targetPhone", "targetCode", "amount", "receipt"])
    let phone: String = try given.need("phone")
    let code: Secret = try given.need("code")
    let targetPhone: String = try given.need("targetPhone")
    let targetCode: Secret = try given.need("targetCode")
    let amount: Int = try given.need("amount")
    let receipt: String? = try given.maybe("receipt")
    return { Ended(try await client.cards.transfer(phone: phone, code: code, targetPhone: targetPhone, targetCode: targetCode, amount: amount, receipt: receipt, options: options)) }
  case "espai.cards.prepare_transfer":
    let client: EspAi = try given.of()
    try given.only(["phone", "code", "targetPhone", "targetCode", "amount"])
    let phone: String = try given.need("phone")
    let code: Secret = try given.need("code")
    let targetPhone: String = try given.need("targetPhone")
    let targetCode: Secret = try given.need("targetCode")
    let amount: Int = try given.need("amount")
    return { Ended(try await client.cards.prepareTransfer(phone: phone, code: code, targetPhone: targetPhone, targetCode: targetCode, amount: amount, options: options)) }
  case "espai.cards.check_transfer":
    let client: EspAi = try given.of()
    try given.only(["receipt", "phone", "code", "targetPhone", "targetCode"])
    let receipt: String = try given.need("receipt")
    let phone: String = try given.need("phone")
    let code: Secret = try given.need("code")
    let targetPhone: String = try given.need("targetPhone")
    let targetCode: Secret = try given.need("targetCode")
    return { Ended(try await client.cards.checkTransfer(receipt: receipt, phone: phone, code: code, targetPhone: targetPhone, targetCode: targetCode, options: options)) }
  case "espai.cards.destroy":
    let client: EspAi = try given.of()
    try given.only(["id"])
    let id: String = try given.need("id")
    return { try await client.cards.destroy(id: id, options: options); return Ended() }
  case "espai.cards.balance_logs":
    let client: EspAi = try given.of()
    try given.only(["id", "page", "limit", "flatBody"])
    let id: String? = try given.maybe("id")
    let page: Int? = try given.maybe("page")
    let limit: Int? = try given.maybe("limit")
    let flatBody: Bool? = try given.maybe("flatBody")
    return { Ended(try await client.cards.balanceLogs(id: id, page: page, limit: limit, flatBody: flatBody, options: options).page()) }
  case "espai.orders.create":
    let client: EspAi = try given.of()
    try given.only(["commodityId", "commodityType"])
    let commodityId: Commodity = try given.need("commodityId")
    let commodityType: CommodityType = try given.need("commodityType")
    return { Ended(try await client.orders.create(commodityId: commodityId, commodityType: commodityType, options: options)) }
  case "espai.credits":
    let client: EspAi = try given.of()
    try given.only([])
    return { Ended(try await client.credits(options: options)) }
  case "raw":
    let client = given.client
    try given.only(["method", "path", "body", "safety"])
    let method: String = try given.need("method")
    let path: String = try given.need("path")
    let body: Secret? = try given.maybe("body")
    let safety: RawSafety? = try given.maybe("safety")
    return { Ended(try await client.raw(method: method, path: path, body: body, safety: safety, options: options)) }
  default:
    throw Untyped(why: "there is no operation \(operation)")
  }
}

extension Balance: Plain {
  var plain: [String: JSON] {
    ["balance": .of(balance)]
  }
}

extension BalanceLog: Plain {
  var plain: [String: JSON] {
    ["id": .of(id), "create_time": .of(createTime), "type": .of(type), "user_id": .of(userId), "cdkey_id": .of(cdkeyId), "api_limit": .of(apiLimit), "user_name": .of(userName), "user_email": .of(userEmail), "user_phone": .of(userPhone)]
  }
}

extension Card: Plain {
  var plain: [String: JSON] {
    ["id": .of(id), "create_time": .of(createTime), "update_time": .of(updateTime), "code": .of(code), "user_id": .of(userId), "api_limit": .of(apiLimit), "type": .of(type), "user_phone": .of(userPhone), "user_name": .of(userName)]
  }
}

extension Cost: Plain {
  var plain: [String: JSON] {
    ["id": .of(id), "cost_usage": .of(costUsage), "consume_time": .of(consumeTime), "consume_name": .of(consumeName)]
  }
}

extension CostTotal: Plain {
  var plain: [String: JSON] {
    ["usage": .of(usage)]
  }
}

extension CreatedUser: Plain {
  var plain: [String: JSON] {
    ["user_id": .of(userId), "token": .of(token)]
  }
}

extension Credit: Plain {
  var plain: [String: JSON] {
    ["credit": .of(credit)]
  }
}

extension Credits: Plain {
  var plain: [String: JSON] {
    ["platform": .of(platform), "remaining": .of(remaining), "spent": .of(spent), "unlimited": .of(unlimited), "unit": .of(unit), "basis": .of(basis)]
  }
}

extension Key: Plain {
  var plain: [String: JSON] {
    ["id": .of(id), "name": .of(name), "key": .of(key), "api_type": .of(apiType), "endpoint": .of(endpoint), "resource_name": .of(resourceName), "deployment_name": .of(deploymentName), "api_secret": .of(apiSecret), "created_at": .of(createdAt), "updated_at": .of(updatedAt)]
  }
}

extension Order: Plain {
  var plain: [String: JSON] {
    ["payment_url": .of(paymentUrl)]
  }
}

extension PreparedTransfer: Plain {
  var plain: [String: JSON] {
    ["receipt": .of(receipt), "amount": .of(amount), "source_id": .of(sourceId), "target_id": .of(targetId), "source_before": .of(sourceBefore), "target_before": .of(targetBefore)]
  }
}

extension RawReply: Plain {
  var plain: [String: JSON] {
    ["status": .of(status), "headers": .of(headers), "body": .of(body)]
  }
}

extension Token: Plain {
  var plain: [String: JSON] {
    ["token": .of(token)]
  }
}

extension Transferred: Plain {
  var plain: [String: JSON] {
    ["known_by": .of(knownBy), "amount": .of(amount), "source_id": .of(sourceId), "target_id": .of(targetId), "source_before": .of(sourceBefore), "target_before": .of(targetBefore), "source_after": .of(sourceAfter), "target_after": .of(targetAfter)]
  }
}

extension Usage: Plain {
  var plain: [String: JSON] {
    ["user_id": .of(userId), "total_unit": .of(totalUnit), "cost": .of(cost)]
  }
}

extension User: Plain {
  var plain: [String: JSON] {
    ["id": .of(id), "name": .of(name), "token": .of(token), "created_at": .of(createdAt), "updated_at": .of(updatedAt), "is_delete": .of(isDelete)]
  }
}

extension UserToken: Plain {
  var plain: [String: JSON] {
    ["token": .of(token)]
  }
}

extension WebhookEvent: Plain {
  var plain: [String: JSON] {
    ["id": .of(id), "status": .of(status), "type": .of(type), "url": .of(url), "timestamp": .of(timestamp)]
  }
}
