// Written by `cargo xtask generate` from the core's schema. Do not edit.
package dev.bursar

internal fun Packed.balance(): Balance =
    Balance(
        balance = long(),
    )

internal fun Packed.balanceLog(): BalanceLog =
    BalanceLog(
        id = text(),
        createTime = instant(),
        type = BalanceLogType(text()),
        userId = text(),
        cdkeyId = text(),
        apiLimit = longOrNull(),
        userName = text(),
        userEmail = text(),
        userPhone = text(),
    )

internal fun Packed.card(): Card =
    Card(
        id = text(),
        createTime = instant(),
        updateTime = instantOrNull(),
        code = text(),
        userId = text(),
        apiLimit = longOrNull(),
        type = CardType(text()),
        userPhone = text(),
        userName = text(),
    )

internal fun Packed.cost(): Cost =
    Cost(
        id = text(),
        costUsage = long(),
        consumeTime = long(),
        consumeName = text(),
    )

internal fun Packed.costTotal(): CostTotal =
    CostTotal(
        usage = long(),
    )

internal fun Packed.createdUser(): CreatedUser =
    CreatedUser(
        userId = text(),
        token = secret(),
    )

internal fun Packed.credit(): Credit =
    Credit(
        credit = decimal(),
    )

internal fun Packed.credits(): Credits =
    Credits(
        platform = text(),
        remaining = decimalOrNull(),
        spent = decimalOrNull(),
        unlimited = bool(),
        unit = CreditUnit(text()),
        basis = CreditBasis(text()),
    )

internal fun Packed.failure(): Failure =
    Failure(
        kind = text(),
        platform = textOrNull(),
        operation = text(),
        status = longOrNull(),
        code = textOrNull(),
        detail = text(),
        hint = text(),
        retryable = bool(),
        requestId = textOrNull(),
        retryAfterMs = longOrNull(),
        attempts = long(),
        path = textOrNull(),
        readings = textOrNull(),
        body = textOrNull(),
    )

internal fun Packed.key(): Key =
    Key(
        id = long(),
        name = text(),
        key = secretOrNull(),
        apiType = textOrNull()?.let(::ApiType),
        endpoint = textOrNull(),
        resourceName = textOrNull(),
        deploymentName = textOrNull(),
        apiSecret = secretOrNull(),
        createdAt = instantOrNull(),
        updatedAt = instantOrNull(),
    )

internal fun Packed.order(): Order =
    Order(
        paymentUrl = secret(),
    )

internal fun Packed.preparedTransfer(): PreparedTransfer =
    PreparedTransfer(
        receipt = text(),
        amount = long(),
        sourceId = text(),
        targetId = text(),
        sourceBefore = longOrNull(),
        targetBefore = longOrNull(),
    )

internal fun Packed.rawReply(): RawReply =
    RawReply(
        status = long(),
        headers = text(),
        body = secret(),
    )

internal fun Packed.token(): Token =
    Token(
        token = secret(),
    )

internal fun Packed.transferred(): Transferred =
    Transferred(
        knownBy = KnownBy(text()),
        amount = long(),
        sourceId = textOrNull(),
        targetId = textOrNull(),
        sourceBefore = longOrNull(),
        targetBefore = longOrNull(),
        sourceAfter = longOrNull(),
        targetAfter = longOrNull(),
    )

internal fun Packed.usage(): Usage =
    Usage(
        userId = long(),
        totalUnit = long(),
        cost = decimal(),
    )

internal fun Packed.user(): User =
    User(
        id = long(),
        name = text(),
        token = secret(),
        createdAt = instantOrNull(),
        updatedAt = instantOrNull(),
        isDelete = boolOrNull(),
    )

internal fun Packed.userToken(): UserToken =
    UserToken(
        token = secret(),
    )

internal fun Packed.webhookEvent(): WebhookEvent =
    WebhookEvent(
        id = text(),
        status = WebhookStatus(text()),
        type = textOrNull(),
        url = textOrNull(),
        timestamp = instant(),
    )

/** By operation: how its rows are read. */
internal val READERS: Map<String, Reader<Any>> =
    mapOf(
        "lbai.users.create" to { createdUser() },
        "lbai.users.refresh_token" to { userToken() },
        "lbai.users.logout" to { },
        "lbai.account.balance" to { balance() },
        "lbai.costs.total" to { costTotal() },
        "lbai.costs.list" to { cost() },
        "lbai.credits" to { credits() },
        "opencatd.users.init" to { user() },
        "opencatd.users.me" to { user() },
        "opencatd.users.list" to { user() },
        "opencatd.users.find" to { user() },
        "opencatd.users.create" to { user() },
        "opencatd.users.delete" to { },
        "opencatd.users.reset_token" to { user() },
        "opencatd.keys.list" to { key() },
        "opencatd.keys.create" to { key() },
        "opencatd.keys.delete" to { },
        "opencatd.usages.list" to { usage() },
        "opencatd.credits" to { credits() },
        "akool.tokens.create" to { token() },
        "akool.credit.get" to { credit() },
        "akool.webhooks.open" to { webhookEvent() },
        "akool.credits" to { credits() },
        "espai.cards.list" to { card() },
        "espai.cards.get" to { card() },
        "espai.cards.transfer" to { transferred() },
        "espai.cards.prepare_transfer" to { preparedTransfer() },
        "espai.cards.check_transfer" to { transferred() },
        "espai.cards.destroy" to { },
        "espai.cards.balance_logs" to { balanceLog() },
        "espai.orders.create" to { order() },
        "espai.credits" to { credits() },
        "raw" to { rawReply() },
    )
