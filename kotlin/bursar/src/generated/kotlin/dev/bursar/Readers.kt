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

internal fun failureOf(packed: Packed): Failure = packed.failure()

/** By operation: how its rows are read. */
internal val READERS: Map<String, Packed.() -> List<Any>> =
    mapOf(
        "lbai.users.create" to { read { createdUser() } },
        "lbai.users.refresh_token" to { read { userToken() } },
        "lbai.users.logout" to { emptyList() },
        "lbai.account.balance" to { read { balance() } },
        "lbai.costs.total" to { read { costTotal() } },
        "lbai.costs.list" to { read { cost() } },
        "lbai.credits" to { read { credits() } },
        "opencatd.users.init" to { read { user() } },
        "opencatd.users.me" to { read { user() } },
        "opencatd.users.list" to { read { user() } },
        "opencatd.users.find" to { read { user() } },
        "opencatd.users.create" to { read { user() } },
        "opencatd.users.delete" to { emptyList() },
        "opencatd.users.reset_token" to { read { user() } },
        "opencatd.keys.list" to { read { key() } },
        "opencatd.keys.create" to { read { key() } },
        "opencatd.keys.delete" to { emptyList() },
        "opencatd.usages.list" to { read { usage() } },
        "opencatd.credits" to { read { credits() } },
        "akool.tokens.create" to { read { token() } },
        "akool.credit.get" to { read { credit() } },
        "akool.webhooks.open" to { read { webhookEvent() } },
        "akool.credits" to { read { credits() } },
        "espai.cards.list" to { read { card() } },
        "espai.cards.get" to { read { card() } },
        "espai.cards.transfer" to { read { transferred() } },
        "espai.cards.prepare_transfer" to { read { preparedTransfer() } },
        "espai.cards.check_transfer" to { read { transferred() } },
        "espai.cards.destroy" to { emptyList() },
        "espai.cards.balance_logs" to { read { balanceLog() } },
        "espai.orders.create" to { read { order() } },
        "espai.credits" to { read { credits() } },
        "raw" to { read { rawReply() } },
    )
