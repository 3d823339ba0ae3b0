package example

import dev.bursar.BursarException
import dev.bursar.CallOptions
import dev.bursar.CardType
import dev.bursar.Secret
import dev.bursar.testing.Sandbox
import dev.bursar.withResponse
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.put
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource

/** Bursar's story on one screen: all four platforms, over real HTTP, against a sandbox. */
fun main() = Sandbox().use { servers -> runBlocking { demo(servers) } }

suspend fun demo(servers: Sandbox) = Story(servers, Accounts.emulated(servers)).tell()

private class Story(
    private val servers: Sandbox,
    accounts: Accounts,
) {
    private val lbai = accounts.lbai!!
    private val catd = accounts.openCatd!!
    private val akool = accounts.akool!!
    private val espAi = accounts.espAi!!
    private val began = TimeSource.Monotonic.markNow()

    suspend fun tell() {
        println("Four platforms are running on this machine. Nothing here leaves it.")
        team()
        users()
        tokens()
        cards()
        credits()
        println("\n${servers.journal().size} requests in ${began.elapsedNow()}.")
    }

    private fun chapter(title: String) = println("\n\u25b8 $title")

    private fun seed(vararg fields: Pair<String, Any>) {
        val seed =
            buildJsonObject {
                for ((name, value) in fields) put(name, if (value is Number) JsonPrimitive(value) else JsonPrimitive("$value"))
            }
        servers.control("POST", "seed", seed)
    }

    private suspend fun team() {
        chapter("opencatd, a team's own server: first user, a member, a vendor key")
        servers.reset("opencatd", empty = true)
        // A fresh server has no user, so there is no token yet: the session keeps the one that `init` returns.
        catd.setToken(null)
        val root = catd.users.init()
        println("  made user ${root.id} (${root.name}); its token is a secret, and prints as ${root.token}")
        val ada = catd.users.create(name = "ada")
        val key = catd.keys.create(name = "Team Key", key = Secret("sk-demo-0001"))
        println("  made user ${ada.id} (${ada.name}) and key ${key.id}, which the server calls \"${key.name}\"")
        val taken = failure("conflict") { catd.users.create(name = "ada") }
        println("  a second \"ada\" is a ${taken.kind}, though the server said HTTP 200")
        for ((user, cost) in listOf(root.id to "0.240000", ada.id to "1.310550")) {
            seed("platform" to "opencatd", "kind" to "usages", "day" to "2026-10-05", "units" to 120_000, "user_id" to user, "cost" to cost)
        }
    }

    private suspend fun users() {
        chapter("Little Beauty AI: a user with a token, and what it cost")
        val user = lbai.users.create(identifier = "ada@example.com", groupId = "1")
        println("  made user ${user.userId} and its token, a secret: ${user.token}")
        seed("platform" to "lbai", "kind" to "costs", "count" to 25, "units" to 40, "user_id" to user.userId)
        val costs = lbai.costs.list(userId = user.userId).toList()
        println("  ${costs.size} cost records in pages of 10: ${costs.sumOf { it.costUsage }} chips")
    }

    private suspend fun tokens() {
        chapter("AKOOL: a token that dies is replaced, and the call goes on")
        println("  credit: ${akool.credit.get().credit}")
        servers.control("POST", "tokens/expire", buildJsonObject { put("platform", "akool") })
        val (value, response) = akool.withResponse { credit.get() }
        println("  every token was revoked; credit: ${value.credit}")
        println("  what happened: refused with 1101, a new token made, asked again (${response.attempts} requests)")
    }

    private suspend fun cards() {
        chapter("ESP-AI: moving calls between quota cards, over a bad line")
        val paid = setOf(CardType.AZURE_DRAGON, CardType.NINE_TAILED_FOX)
        val (from, to) =
            espAi.cards
                .list()
                .toList()
                .filter { it.type in paid && (it.apiLimit ?: 0) > 0 }

        suspend fun move(
            amount: Long,
            options: CallOptions? = null,
        ) = espAi.cards.transfer(from.userPhone, Secret(from.code), to.userPhone, Secret(to.code), amount, options = options)
        println("  100 calls moved, known by ${move(100).knownBy}")
        servers.fault("reset_after", "platform" to "espai", "path" to "/cdkey/transfer")
        val read = move(50)
        println("  50 calls: the reply was cut off.")
        val source = "${read.sourceBefore} \u2192 ${read.sourceAfter}"
        val target = "${read.targetBefore} \u2192 ${read.targetAfter}"
        println("  Both cards were read again: $source and $target, so it is known by ${read.knownBy}")
        servers.fault("reset_before", "platform" to "espai", "path" to "/cdkey/transfer")
        // The cards are looked at for five seconds, unless the deadline comes first: nobody watches a demo wait.
        val lost = failure("outcome_unknown") { move(25, CallOptions(deadline = 1.seconds)) }
        println("  25 calls: the line broke again, and the cards show no change.")
        println("  It may still happen, so it is ${lost.kind}:\n    ${lost.hint}")
        println("    What was read of both cards, for whoever looks into it, is in the exception, without secrets:")
        for ((name, value) in Json.parseToJsonElement(lost.readings!!).jsonObject) {
            if (name.startsWith("source_") || name.startsWith("target_")) println("      $name: $value")
        }
        val arrived = servers.journal().count { it["path"]?.jsonPrimitive?.content == "/cdkey/transfer" }
        check(arrived == 3) { "$arrived transfers arrived" }
        val books = servers.control("GET", "ledger", null)
        check(books.getValue("balanced").jsonPrimitive.boolean) { "the server's books do not balance" }
        println("  3 transfers, $arrived requests on the server's side: none was sent twice.")
        println("  The server's books balance: no call was lost, and none was made.")
    }

    private suspend fun credits() {
        chapter("What is left, everywhere")
        val all = listOf(lbai.credits(), catd.credits(month = "2026-10"), akool.credits(), espAi.credits())
        val rows =
            listOf(listOf("platform", "left", "spent", "unit", "how it is known")) +
                all.map {
                    val left = "${it.remaining?.toPlainString().orEmpty()}${if (it.unlimited) " and an unlimited card" else ""}"
                    listOf(it.platform, left, it.spent?.toPlainString().orEmpty(), "${it.unit}", "${it.basis}".replace('_', ' '))
                }
        val widths = List(rows[0].size) { at -> rows.maxOf { it[at].length } }
        for (row in rows) println("  ${row.withIndex().joinToString("  ") { (at, cell) -> cell.padEnd(widths[at]) }}".trimEnd())
    }

    /** What a call fails with; the story has no other way on. */
    private suspend fun failure(
        kind: String,
        call: suspend () -> Any,
    ): BursarException {
        try {
            call()
        } catch (error: BursarException) {
            if (error.kind.value == kind) return error
            throw error
        }
        error("the call was to end in $kind")
    }
}
