// Written by `cargo xtask generate` from the core's schema. Do not edit.
package dev.bursar

/** Calls an operation by its method, with named arguments of their types, and gives what that gives; of a list, a page. */
@Suppress("CyclomaticComplexMethod", "LongMethod", "MaxLineLength")
internal suspend fun typed(client: Client, operation: String, given: Given, options: CallOptions): Any? =
    when (operation) {
        "lbai.users.create" -> (client as Lbai).users.create(identifier = given.text("identifier"), groupId = given.textOrNull("groupId"), nickName = given.textOrNull("nickName"), headPic = given.textOrNull("headPic"), validity = given.longOrNull("validity"), options = given.none(options))
        "lbai.users.refresh_token" -> (client as Lbai).users.refreshToken(userId = given.text("userId"), validity = given.longOrNull("validity"), allowExtraRotation = given.boolOrNull("allowExtraRotation"), options = given.none(options))
        "lbai.users.logout" -> (client as Lbai).users.logout(userId = given.text("userId"), options = given.none(options))
        "lbai.account.balance" -> (client as Lbai).account.balance(options = given.none(options))
        "lbai.costs.total" -> (client as Lbai).costs.total(userId = given.textOrNull("userId"), groupId = given.textOrNull("groupId"), options = given.none(options))
        "lbai.costs.list" -> (client as Lbai).costs.list(userId = given.textOrNull("userId"), groupId = given.textOrNull("groupId"), page = given.longOrNull("page"), pageSize = given.longOrNull("pageSize"), options = given.none(options)).page()
        "lbai.credits" -> (client as Lbai).credits(options = given.none(options))
        "opencatd.users.init" -> (client as OpenCatd).users.init(options = given.none(options))
        "opencatd.users.me" -> (client as OpenCatd).users.me(options = given.none(options))
        "opencatd.users.list" -> (client as OpenCatd).users.list(options = given.none(options)).page()
        "opencatd.users.find" -> (client as OpenCatd).users.find(name = given.text("name"), options = given.none(options))
        "opencatd.users.create" -> (client as OpenCatd).users.create(name = given.text("name"), options = given.none(options))
        "opencatd.users.delete" -> (client as OpenCatd).users.delete(id = given.long("id"), options = given.none(options))
        "opencatd.users.reset_token" -> (client as OpenCatd).users.resetToken(id = given.long("id"), token = given.secretOrNull("token"), options = given.none(options))
        "opencatd.keys.list" -> (client as OpenCatd).keys.list(options = given.none(options)).page()
        "opencatd.keys.create" -> (client as OpenCatd).keys.create(name = given.text("name"), key = given.secret("key"), apiType = given.textOrNull("apiType")?.let(::ApiType), endpoint = given.textOrNull("endpoint"), options = given.none(options))
        "opencatd.keys.delete" -> (client as OpenCatd).keys.delete(id = given.long("id"), options = given.none(options))
        "opencatd.usages.list" -> (client as OpenCatd).usages.list(month = given.textOrNull("month"), from = given.textOrNull("from"), to = given.textOrNull("to"), options = given.none(options)).page()
        "opencatd.credits" -> (client as OpenCatd).credits(month = given.textOrNull("month"), from = given.textOrNull("from"), to = given.textOrNull("to"), options = given.none(options))
        "akool.tokens.create" -> (client as Akool).tokens.create(options = given.none(options))
        "akool.credit.get" -> (client as Akool).credit.get(options = given.none(options))
        "akool.webhooks.open" -> (client as Akool).webhooks.open(signature = given.text("signature"), dataEncrypt = given.text("dataEncrypt"), timestamp = given.long("timestamp"), nonce = given.text("nonce"), options = given.none(options))
        "akool.credits" -> (client as Akool).credits(options = given.none(options))
        "espai.cards.list" -> (client as EspAi).cards.list(id = given.textOrNull("id"), type = given.textOrNull("type")?.let(::CardType), code = given.secretOrNull("code"), userName = given.textOrNull("userName"), userPhone = given.textOrNull("userPhone"), apiLimit = given.textOrNull("apiLimit"), page = given.longOrNull("page"), limit = given.longOrNull("limit"), options = given.none(options)).page()
        "espai.cards.get" -> (client as EspAi).cards.get(phone = given.text("phone"), code = given.secret("code"), options = given.none(options))
        "espai.cards.transfer" -> (client as EspAi).cards.transfer(phone = given.text("phone"), code = given.secret("code"), targetPhone = given.text("targetPhone"), targetCode = given.secret("targetCode"), amount = given.long("amount"), receipt = given.textOrNull("receipt"), options = given.none(options))
        "espai.cards.prepare_transfer" -> (client as EspAi).cards.prepareTransfer(phone = given.text("phone"), code = given.secret("code"), targetPhone = given.text("targetPhone"), targetCode = given.secret("targetCode"), amount = given.long("amount"), options = given.none(options))
        "espai.cards.check_transfer" -> (client as EspAi).cards.checkTransfer(receipt = given.text("receipt"), phone = given.text("phone"), code = given.secret("code"), targetPhone = given.text("targetPhone"), targetCode = given.secret("targetCode"), options = given.none(options))
        "espai.cards.destroy" -> (client as EspAi).cards.destroy(id = given.text("id"), options = given.none(options))
        "espai.cards.balance_logs" -> (client as EspAi).cards.balanceLogs(id = given.textOrNull("id"), page = given.longOrNull("page"), limit = given.longOrNull("limit"), flatBody = given.boolOrNull("flatBody"), options = given.none(options)).page()
        "espai.orders.create" -> (client as EspAi).orders.create(commodityId = Commodity(given.text("commodityId")), commodityType = CommodityType(given.text("commodityType")), options = given.none(options))
        "espai.credits" -> (client as EspAi).credits(options = given.none(options))
        "raw" ->
            when (client) {
                is Lbai -> client.raw(method = given.text("method"), path = given.text("path"), body = given.secretOrNull("body"), safety = given.textOrNull("safety")?.let(::RawSafety), options = given.none(options))
                is OpenCatd -> client.raw(method = given.text("method"), path = given.text("path"), body = given.secretOrNull("body"), safety = given.textOrNull("safety")?.let(::RawSafety), options = given.none(options))
                is Akool -> client.raw(method = given.text("method"), path = given.text("path"), body = given.secretOrNull("body"), safety = given.textOrNull("safety")?.let(::RawSafety), options = given.none(options))
                is EspAi -> client.raw(method = given.text("method"), path = given.text("path"), body = given.secretOrNull("body"), safety = given.textOrNull("safety")?.let(::RawSafety), options = given.none(options))
                else -> throw Untypable("a client of no platform")
            }
        else -> throw Untypable("there is no operation $operation")
    }

/** A client, of the credentials that its class takes. */
internal fun typedClient(platform: String, given: Given, options: ClientOptions): Client =
    when (platform) {
        "lbai" -> Lbai(token = given.secretOrNull("token"), options = given.none(options))
        "opencatd" -> OpenCatd(token = given.secretOrNull("token"), options = given.none(options))
        "akool" -> Akool(apiKey = given.secretOrNull("apiKey"), clientId = given.secretOrNull("clientId"), clientSecret = given.secretOrNull("clientSecret"), options = given.none(options))
        "espai" -> EspAi(apiKey = given.secretOrNull("apiKey"), options = given.none(options))
        else -> throw Untypable("there is no platform $platform")
    }
