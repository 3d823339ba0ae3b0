package dev.bursar

import dev.bursar.testing.Sandbox
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.firstOrNull
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import kotlinx.serialization.json.put
import java.math.BigDecimal
import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import kotlin.time.Duration

/** A sandbox, and clients of it that send by one executor. */
internal class Scene(
    val server: Sandbox,
    private val http: HttpExecutor?,
    private val deadline: Duration? = null,
    private val maxRetries: Int? = null,
    private val verify: Boolean? = null,
    private val timeout: Duration? = null,
    private val onEvent: ((BursarEvent) -> Unit)? = null,
) {
    private fun options(url: String) =
        ClientOptions(
            baseUrl = url,
            http = http,
            deadline = deadline,
            maxRetries = maxRetries,
            verify = verify,
            timeout = timeout,
            onEvent = onEvent,
        )

    val lbai by lazy { server.lbai(::options) }
    val openCatd by lazy { server.openCatd(options = ::options) }
    val akool by lazy { server.akool(::options) }
    val espAi by lazy { server.espAi(::options) }

    private fun card(at: Int): JsonObject =
        server.ready
            .getValue("espai")
            .jsonObject
            .getValue("cards")
            .jsonArray[at]
            .jsonObject

    fun id(at: Int): String = card(at).text("id")!!

    fun phone(at: Int): String = card(at).text("phone")!!

    fun code(at: Int): Secret = Secret(card(at).text("code")!!)

    fun userId(): String {
        val users =
            server.ready
                .getValue("lbai")
                .jsonObject
                .getValue("users")
                .jsonArray
        return users[0].jsonObject.text("userId")!!
    }

    suspend fun transfer(
        receipt: String? = null,
        options: CallOptions? = null,
    ): Transferred = espAi.cards.transfer(phone(0), code(0), phone(1), code(1), amount = 10, receipt = receipt, options = options)

    suspend fun receipt(): String = espAi.cards.prepareTransfer(phone(0), code(0), phone(1), code(1), amount = 10).receipt

    /** Uses up five calls of the first card, so that it is not as it was made. */
    fun consume() {
        server.control(
            "POST",
            "consume",
            buildJsonObject {
                put("card", id(0))
                put("amount", 5)
            },
        )
    }
}

internal fun JsonObject.text(name: String): String? = (this[name] as? JsonPrimitive)?.takeIf { it.isString }?.content

internal fun JsonObject.int(name: String): Int = getValue(name).jsonPrimitive.int

internal fun JsonObject.bool(name: String): Boolean = getValue(name).jsonPrimitive.boolean

private val WEBHOOK: JsonObject by lazy {
    Json.parseToJsonElement(Files.readString(Path.of("../../tests/vectors/akool/webhooks.open/aes-256.json"))).jsonObject
}

/** Every operation, and whether it gives what it should. */
internal val OPERATIONS: Map<String, suspend Scene.() -> Boolean> =
    mapOf(
        "lbai.users.create" to {
            lbai.users
                .create(identifier = "ada@example.com")
                .token
                .expose()
                .isNotEmpty()
        },
        "lbai.users.refresh_token" to {
            lbai.users
                .refreshToken(userId = userId())
                .token
                .expose()
                .isNotEmpty()
        },
        "lbai.users.logout" to { lbai.users.logout(userId = userId()) == Unit },
        "lbai.account.balance" to { lbai.account.balance().balance > 0 },
        "lbai.costs.total" to { lbai.costs.total(groupId = "1").usage >= 0 },
        "lbai.costs.list" to {
            lbai.costs
                .list(groupId = "1")
                .page()
                .let { it.rows.size == 10 && it.total!! >= 10 }
        },
        "lbai.credits" to { lbai.credits().let { it.unit == CreditUnit.CHIPS && it.remaining != null } },
        "opencatd.users.init" to {
            server.reset("opencatd", empty = true)
            OpenCatd(options = ClientOptions(baseUrl = server.url("opencatd"))).users.init().let { it.id == 1L && it.token.expose() != "" }
        },
        "opencatd.users.me" to { openCatd.users.me().id == 1L },
        "opencatd.users.list" to {
            openCatd.users
                .list()
                .page()
                .let { it.rows.size == 3 && it.next == null }
        },
        "opencatd.users.find" to { openCatd.users.find(name = "alice").let { it.id == 2L && it.createdAt!! > Instant.EPOCH } },
        "opencatd.users.create" to { openCatd.users.create(name = "ada").name == "ada" },
        "opencatd.users.delete" to { openCatd.users.delete(id = 2) == Unit },
        "opencatd.users.reset_token" to {
            openCatd.users
                .resetToken(id = 2)
                .token
                .expose()
                .isNotEmpty()
        },
        "opencatd.keys.list" to {
            openCatd.keys
                .list()
                .first()
                .key!!
                .expose()
                .isNotEmpty()
        },
        "opencatd.keys.create" to { openCatd.keys.create(name = "third", key = Secret("sk-third")).name == "third" },
        "opencatd.keys.delete" to { openCatd.keys.delete(id = 1) == Unit },
        "opencatd.usages.list" to {
            openCatd.usages
                .list(month = "2026-10")
                .first()
                .cost >= BigDecimal.ZERO
        },
        "opencatd.credits" to
            { openCatd.credits(from = "2026-10-01", to = "2026-11-01").let { it.unit == CreditUnit.USD && it.spent!! > BigDecimal.ZERO } },
        "akool.tokens.create" to {
            akool.tokens
                .create()
                .token
                .expose()
                .isNotEmpty()
        },
        "akool.credit.get" to { akool.credit.get().credit > BigDecimal.ZERO },
        "akool.webhooks.open" to {
            val credentials =
                WEBHOOK
                    .getValue("session")
                    .jsonObject
                    .getValue("credentials")
                    .jsonObject
            val params = WEBHOOK.getValue("params").jsonObject
            val akool = Akool(clientId = Secret(credentials.text("clientId")!!), clientSecret = Secret(credentials.text("clientSecret")!!))
            val timestamp = params.getValue("timestamp").jsonPrimitive.long
            akool.webhooks
                .open(params.text("signature")!!, params.text("dataEncrypt")!!, timestamp, params.text("nonce")!!)
                .status == WebhookStatus.COMPLETED
        },
        "akool.credits" to { akool.credits().unit == CreditUnit.CREDITS },
        "espai.cards.list" to {
            espAi.cards
                .list()
                .page()
                .let { it.rows.size == 7 && it.total == 7L }
        },
        "espai.cards.get" to { espAi.cards.get(phone(0), code(0)).let { it.apiLimit == 995L && it.type == CardType.AZURE_DRAGON } },
        "espai.cards.transfer" to { transfer().let { it.knownBy == KnownBy.REPLY && it.sourceBefore == 995L } },
        "espai.cards.prepare_transfer" to { Json.parseToJsonElement(receipt()).jsonObject.int("amount") == 10 },
        "espai.cards.check_transfer" to {
            val receipt = receipt()
            transfer(receipt)
            espAi.cards.checkTransfer(receipt, phone(0), code(0), phone(1), code(1)).let {
                it.knownBy == KnownBy.READING &&
                    it.sourceAfter == 985L
            }
        },
        "espai.cards.destroy" to { espAi.cards.destroy(id(6)) == Unit },
        "espai.cards.balance_logs" to {
            val first = espAi.cards.balanceLogs().firstOrNull()
            first != null && first.createTime < Instant.parse("2030-01-01T00:00:00Z")
        },
        "espai.orders.create" to {
            espAi.orders
                .create(commodityId = Commodity("1"), commodityType = CommodityType("1"))
                .toString()
                .contains("***")
        },
        "espai.credits" to { espAi.credits().let { it.unlimited && it.remaining!! > BigDecimal.ZERO } },
        "raw" to {
            espAi
                .raw("POST", "/cdkey/list", body = Secret("{}"), safety = RawSafety.REPEAT)
                .let { it.status == 200L && "totalNumber" in it.body.expose() }
        },
    )
