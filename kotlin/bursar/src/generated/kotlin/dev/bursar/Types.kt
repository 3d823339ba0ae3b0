// Written by `cargo xtask generate` from the core's schema. Do not edit.
package dev.bursar

import java.math.BigDecimal
import java.time.Instant

/**
 * Which vendor's API a key is for. The server stores any text.
 *
 * @property value the text as the platform writes it; one that is not named here is newer than this version.
 */
@JvmInline
public value class ApiType(override val value: String) : OpenText {
    override fun toString(): String = value

    public companion object {
        /**
         * `OpenAI`, the default.
         */
        public val OPENAI: ApiType = ApiType("openai")

        /**
         * Azure, in builds from 2023-09-16 on.
         */
        public val AZURE: ApiType = ApiType("azure")

        /**
         * Azure, in older builds.
         */
        public val AZURE_OPENAI: ApiType = ApiType("azure_openai")

        /**
         * Anthropic.
         */
        public val CLAUDE: ApiType = ApiType("claude")

        /**
         * Google.
         */
        public val GOOGLE: ApiType = ApiType("google")

        /**
         * GitHub.
         */
        public val GITHUB: ApiType = ApiType("github")
    }
}

/**
 * What kind of entry it is. The meanings are not documented; `2` is the sample's.
 *
 * @property value the text as the platform writes it; one that is not named here is newer than this version.
 */
@JvmInline
public value class BalanceLogType(override val value: String) : OpenText {
    override fun toString(): String = value

    public companion object {
        /**
         * As in the published sample.
         */
        public val SAMPLE: BalanceLogType = BalanceLogType("2")
    }
}

/**
 * The type of a card.
 *
 * @property value the text as the platform writes it; one that is not named here is newer than this version.
 */
@JvmInline
public value class CardType(override val value: String) : OpenText {
    override fun toString(): String = value

    public companion object {
        /**
         * Not in the published table, but on every sample: most likely the free trial card (unverified).
         */
        public val TRIAL: CardType = CardType("0")

        /**
         * Azure Dragon (青龙), paid.
         */
        public val AZURE_DRAGON: CardType = CardType("1")

        /**
         * Nine-tailed Fox (九尾狐), paid.
         */
        public val NINE_TAILED_FOX: CardType = CardType("2")

        /**
         * Black Tortoise (玄武), paid.
         */
        public val BLACK_TORTOISE: CardType = CardType("3")

        /**
         * Torch Dragon (烛龙), paid.
         */
        public val TORCH_DRAGON: CardType = CardType("4")

        /**
         * Taotie (饕餮), paid; probably unlimited (unverified).
         */
        public val TAOTIE: CardType = CardType("5")
    }
}

/**
 * What is bought.
 *
 * @property value the text as the platform writes it; one that is not named here is newer than this version.
 */
@JvmInline
public value class Commodity(override val value: String) : OpenText {
    override fun toString(): String = value

    public companion object {
        /**
         * 1,000 calls.
         */
        public val CALLS_1000: Commodity = Commodity("1")

        /**
         * 2,200 calls.
         */
        public val CALLS_2200: Commodity = Commodity("2")

        /**
         * 5,000 calls.
         */
        public val CALLS_5000: Commodity = Commodity("3")

        /**
         * 15,000 calls.
         */
        public val CALLS_15000: Commodity = Commodity("4")

        /**
         * Calls without limit.
         */
        public val UNLIMITED: Commodity = Commodity("5")
    }
}

/**
 * What the purchase is for.
 *
 * @property value the text as the platform writes it; one that is not named here is newer than this version.
 */
@JvmInline
public value class CommodityType(override val value: String) : OpenText {
    override fun toString(): String = value

    public companion object {
        /**
         * A new card.
         */
        public val CARD: CommodityType = CommodityType("0")

        /**
         * More calls on a card.
         */
        public val TOP_UP: CommodityType = CommodityType("1")
    }
}

/**
 * Where a figure comes from.
 *
 * @property value the text as the platform writes it; one that is not named here is newer than this version.
 */
@JvmInline
public value class CreditBasis(override val value: String) : OpenText {
    override fun toString(): String = value

    public companion object {
        /**
         * The account's balance.
         */
        public val BALANCE: CreditBasis = CreditBasis("balance")

        /**
         * The sum over all quota cards of the account.
         */
        public val SUM_OF_CARDS: CreditBasis = CreditBasis("sum_of_cards")

        /**
         * What was spent in the period that was asked for.
         */
        public val SPENT_IN_PERIOD: CreditBasis = CreditBasis("spent_in_period")

        /**
         * What was ever spent.
         */
        public val SPENT_IN_TOTAL: CreditBasis = CreditBasis("spent_in_total")
    }
}

/**
 * What credits are counted in.
 *
 * @property value the text as the platform writes it; one that is not named here is newer than this version.
 */
@JvmInline
public value class CreditUnit(override val value: String) : OpenText {
    override fun toString(): String = value

    public companion object {
        /**
         * LBAI's chips.
         */
        public val CHIPS: CreditUnit = CreditUnit("chips")

        /**
         * US dollars at list price.
         */
        public val USD: CreditUnit = CreditUnit("USD")

        /**
         * AKOOL's credits.
         */
        public val CREDITS: CreditUnit = CreditUnit("credits")

        /**
         * Calls of ESP-AI.
         */
        public val CALLS: CreditUnit = CreditUnit("calls")
    }
}

/**
 * How a transfer is known to have been applied.
 *
 * @property value the text as the platform writes it; one that is not named here is newer than this version.
 */
@JvmInline
public value class KnownBy(override val value: String) : OpenText {
    override fun toString(): String = value

    public companion object {
        /**
         * The server said so.
         */
        public val REPLY: KnownBy = KnownBy("reply")

        /**
         * The reply was lost, and both cards show it.
         */
        public val READING: KnownBy = KnownBy("reading")
    }
}

/**
 * Whether a request may be sent again.
 *
 * @property value the text as the platform writes it; one that is not named here is newer than this version.
 */
@JvmInline
public value class RawSafety(override val value: String) : OpenText {
    override fun toString(): String = value

    public companion object {
        /**
         * It may change state: sent again only when it certainly did not arrive or was refused for the moment.
         */
        public val ONCE: RawSafety = RawSafety("once")

        /**
         * It reads, or repeating it changes nothing.
         */
        public val REPEAT: RawSafety = RawSafety("repeat")
    }
}

/**
 * How far a job is.
 *
 * @property value the text as the platform writes it; one that is not named here is newer than this version.
 */
@JvmInline
public value class WebhookStatus(override val value: String) : OpenText {
    override fun toString(): String = value

    public companion object {
        /**
         * Under way.
         */
        public val PROCESSING: WebhookStatus = WebhookStatus("2")

        /**
         * Done: the URL has the result.
         */
        public val COMPLETED: WebhookStatus = WebhookStatus("3")

        /**
         * Failed.
         */
        public val FAILED: WebhookStatus = WebhookStatus("4")
    }
}

/**
 * What the enterprise has left.
 */
public data class Balance(
    /**
     * In chips, the platform's credit; never a currency. May lag behind consumption. (That the unit is chips is
     * unverified: the page names none.)
     */
    public val balance: Long,
)

/**
 * One entry of the log.
 */
public data class BalanceLog(
    /**
     * Id of the entry.
     */
    public val id: String,
    /**
     * When it was written.
     */
    public val createTime: Instant,
    /**
     * What kind of entry it is.
     */
    @get:JvmName("getType")
    public val type: BalanceLogType,
    /**
     * Id of the owner.
     */
    public val userId: String,
    /**
     * Id of the card.
     */
    public val cdkeyId: String,
    /**
     * Calls: the entry's amount, or what was left after it; which is not documented.
     */
    public val apiLimit: Long?,
    /**
     * The owner's nickname.
     */
    public val userName: String,
    /**
     * The owner's e-mail address; may be empty.
     */
    public val userEmail: String,
    /**
     * The owner's phone number.
     */
    public val userPhone: String,
)

/**
 * A quota card.
 */
public data class Card(
    /**
     * 32 hex digits.
     */
    public val id: String,
    /**
     * When it was made.
     */
    public val createTime: Instant,
    /**
     * When it was changed last.
     */
    public val updateTime: Instant?,
    /**
     * Redemption code. Together with the phone it is a credential.
     */
    public val code: String,
    /**
     * Id of the owner.
     */
    public val userId: String,
    /**
     * Calls that are left. What an unlimited card shows is not documented.
     */
    public val apiLimit: Long?,
    /**
     * The type.
     */
    @get:JvmName("getType")
    public val type: CardType,
    /**
     * The owner's phone number. The server sends a number, so leading zeros are lost.
     */
    public val userPhone: String,
    /**
     * The owner's nickname.
     */
    public val userName: String,
)

/**
 * One thing that was paid for.
 */
public data class Cost(
    /**
     * The record's id.
     */
    public val id: String,
    /**
     * In chips.
     */
    public val costUsage: Long,
    /**
     * When. The unit is not documented and the sample fits none, so it is handed on as it came.
     */
    public val consumeTime: Long,
    /**
     * What was charged for; the language may follow the platform.
     */
    public val consumeName: String,
)

/**
 * What was consumed.
 */
public data class CostTotal(
    /**
     * In chips.
     */
    public val usage: Long,
)

/**
 * A user that was created.
 */
public data class CreatedUser(
    /**
     * The platform's id of the user, as digits. Keep it: it cannot be looked up.
     */
    public val userId: String,
    /**
     * The user's token.
     */
    public val token: Secret,
)

/**
 * What the account has left.
 */
public data class Credit(
    /**
     * In credits, not a currency; may be fractional. AKOOL writes a number, of which 15 digits are kept.
     */
    public val credit: BigDecimal,
)

/**
 * What an account has left or has spent.
 */
public data class Credits(
    /**
     * The platform's id.
     */
    public val platform: String,
    /**
     * What is left, in `unit`; null where the platform tells only what was spent.
     */
    public val remaining: BigDecimal?,
    /**
     * What was spent, in `unit`; null where the platform tells only what is left.
     */
    public val spent: BigDecimal?,
    /**
     * Whether something besides `remaining` has no limit (an unlimited card).
     */
    public val unlimited: Boolean,
    /**
     * What is counted.
     */
    @get:JvmName("getUnit")
    public val unit: CreditUnit,
    /**
     * Where the figure comes from.
     */
    @get:JvmName("getBasis")
    public val basis: CreditBasis,
)

/**
 * A vendor key.
 */
public data class Key(
    /**
     * The id.
     */
    public val id: Long,
    /**
     * Unique; the server trims it and turns it to lower case (the worker does not). Empty where none was given.
     */
    public val name: String,
    /**
     * The vendor's secret; null when it is empty, masked in the worker's lists.
     */
    public val key: Secret?,
    /**
     * Null in the dialect `worker`.
     */
    @get:JvmName("getApiType")
    public val apiType: ApiType?,
    /**
     * Where model calls go; empty is the vendor's own place. Null in older builds and in the worker.
     */
    public val endpoint: String?,
    /**
     * Azure's resource, taken from name or endpoint. (On the wire it is misspelt.)
     */
    public val resourceName: String?,
    /**
     * Azure's deployment.
     */
    public val deploymentName: String?,
    /**
     * A second secret; newest builds only.
     */
    public val apiSecret: Secret?,
    /**
     * Null in the dialect `worker`.
     */
    public val createdAt: Instant?,
    /**
     * Null in the dialect `worker`.
     */
    public val updatedAt: Instant?,
)

/**
 * An open order.
 */
public data class Order(
    /**
     * Where to pay. It carries the buyer's id and a signature.
     */
    public val paymentUrl: Secret,
)

/**
 * A transfer that can be sent.
 */
public data class PreparedTransfer(
    /**
     * JSON without secrets. Store it, then hand it to `cards.transfer`, and later to `cards.check_transfer`.
     */
    public val receipt: String,
    /**
     * Calls to move.
     */
    public val amount: Long,
    /**
     * Id of the giving card.
     */
    public val sourceId: String,
    /**
     * Id of the receiving card.
     */
    public val targetId: String,
    /**
     * Calls on the giving card.
     */
    public val sourceBefore: Long?,
    /**
     * Calls on the receiving card.
     */
    public val targetBefore: Long?,
)

/**
 * A reply as it came.
 */
public data class RawReply(
    /**
     * The HTTP status, from 200 to 299.
     */
    public val status: Long,
    /**
     * The headers that are passed on, as `name: value` lines.
     */
    public val headers: String,
    /**
     * The body as text; bytes that are no UTF-8 become U+FFFD. A secret, as replies hold tokens.
     */
    public val body: Secret,
)

/**
 * A bearer token.
 */
public data class Token(
    /**
     * The token; it lives for more than a year.
     */
    public val token: Secret,
)

/**
 * A transfer that was applied.
 */
public data class Transferred(
    /**
     * How that is known.
     */
    @get:JvmName("getKnownBy")
    public val knownBy: KnownBy,
    /**
     * Calls that moved.
     */
    public val amount: Long,
    /**
     * Id of the giving card; null with `verify: false`.
     */
    public val sourceId: String?,
    /**
     * Id of the receiving card; null with `verify: false`.
     */
    public val targetId: String?,
    /**
     * Calls on the giving card before; null with `verify: false`.
     */
    public val sourceBefore: Long?,
    /**
     * Calls on the receiving card before; null with `verify: false`.
     */
    public val targetBefore: Long?,
    /**
     * Calls on the giving card after; null when known by reply, which does not tell.
     */
    public val sourceAfter: Long?,
    /**
     * Calls on the receiving card after; null when known by reply.
     */
    public val targetAfter: Long?,
)

/**
 * What one user consumed.
 */
public data class Usage(
    /**
     * The user's id; the user may be deleted since.
     */
    public val userId: Long,
    /**
     * Tokens; for streamed replies the server's own estimate. (The worker writes `totalUint`.)
     */
    public val totalUnit: Long,
    /**
     * US dollars at list price, with 6 decimals (the worker: 7).
     */
    public val cost: BigDecimal,
)

/**
 * A user.
 */
public data class User(
    /**
     * 1 is root (the worker: 0). Old builds reuse the id of a deleted user.
     */
    public val id: Long,
    /**
     * Unique and case-sensitive. Empty where the worker was given none.
     */
    public val name: String,
    /**
     * The credential for model calls, and for root the one of this API.
     */
    public val token: Secret,
    /**
     * Null in the dialect `worker`.
     */
    public val createdAt: Instant?,
    /**
     * Null in the dialect `worker`.
     */
    public val updatedAt: Instant?,
    /**
     * In some replies only; no build ever sets it.
     */
    public val isDelete: Boolean?,
)

/**
 * The token of a user.
 */
public data class UserToken(
    /**
     * The token.
     */
    public val token: Secret,
)

/**
 * What the message says.
 */
public data class WebhookEvent(
    /**
     * Id of the job.
     */
    public val id: String,
    /**
     * How far it is.
     */
    @get:JvmName("getStatus")
    public val status: WebhookStatus,
    /**
     * Which tool it was, in the platform's words.
     */
    public val type: String?,
    /**
     * Where the result is.
     */
    public val url: String?,
    /**
     * When the message was sent. The core has no clock: refuse old ones, and nonces seen before, yourself.
     */
    public val timestamp: Instant,
)
