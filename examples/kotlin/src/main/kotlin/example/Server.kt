package example

import dev.bursar.BursarException
import dev.bursar.Credits
import dev.bursar.ErrorKind
import dev.bursar.testing.Sandbox
import io.ktor.http.ContentType
import io.ktor.http.HttpStatusCode
import io.ktor.server.application.Application
import io.ktor.server.application.ApplicationCall
import io.ktor.server.cio.CIO
import io.ktor.server.engine.embeddedServer
import io.ktor.server.request.receiveText
import io.ktor.server.response.header
import io.ktor.server.response.respondText
import io.ktor.server.routing.RoutingContext
import io.ktor.server.routing.get
import io.ktor.server.routing.post
import io.ktor.server.routing.routing
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.withContext
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.put
import java.time.YearMonth
import java.time.ZoneOffset

private const val PORT = 8787

/**
 * A backend that administers accounts by Bursar, or emulated ones if none are in the environment. It listens on this machine
 * only. Authenticate people before you let others in: who reaches it acts with the admin keys.
 */
fun main() {
    val own = Accounts.configured()
    val accounts = own ?: Accounts.emulated(Sandbox())
    val whose = if (own == null) "emulated accounts: nothing leaves this machine" else "your accounts"
    println("http://127.0.0.1:$PORT ($whose): GET /credits, POST /users")
    embeddedServer(CIO, port = PORT, host = "127.0.0.1") { backend(accounts) }.start(wait = true)
}

/** The routes. */
fun Application.backend(accounts: Accounts) {
    routing {
        get("/credits") { answered { call.respond(HttpStatusCode.OK, credits(accounts)) } }
        post("/users") {
            answered {
                val catd = accounts.openCatd ?: return@answered call.respond(HttpStatusCode.NotFound, refusal("opencatd is not configured"))
                val name =
                    runCatching { (Json.parseToJsonElement(call.receiveText()) as JsonObject)["name"] as JsonPrimitive }.getOrNull()
                        ?: return@answered call.respond(HttpStatusCode.BadRequest, refusal("the body has to be {\"name\":\"…\"}"))
                // If the client hangs up now, giving up would leave open whether the user exists.
                val user = withContext(NonCancellable) { catd.users.create(name = name.content) }
                // The token is in this reply, and nowhere else.
                call.response.header("cache-control", "no-store")
                val made =
                    buildJsonObject {
                        put("id", user.id)
                        put("name", user.name)
                        put("token", user.token.expose())
                    }
                call.respond(HttpStatusCode.Created, made)
            }
        }
    }
}

/** What is left or was spent, on every platform, asked at once. One that fails hides no other. */
private suspend fun credits(accounts: Accounts): JsonArray =
    coroutineScope {
        val month = YearMonth.now(ZoneOffset.UTC).toString()
        val asked: List<suspend () -> Credits?> =
            listOf(
                { accounts.lbai?.credits() },
                { accounts.openCatd?.credits(month = month) },
                { accounts.akool?.credits() },
                { accounts.espAi?.credits() },
            )
        val known =
            asked.map { ask ->
                async {
                    try {
                        ask()?.let(::json)
                    } catch (error: BursarException) {
                        problem(error)
                    }
                }
            }
        JsonArray(known.awaitAll().filterNotNull())
    }

private fun json(credits: Credits): JsonObject =
    buildJsonObject {
        put("platform", credits.platform)
        put("remaining", credits.remaining?.toPlainString())
        put("spent", credits.spent?.toPlainString())
        put("unlimited", credits.unlimited)
        put("unit", credits.unit.value)
        put("basis", credits.basis.value)
    }

private fun problem(error: BursarException): JsonObject =
    buildJsonObject {
        put("error", error.kind.value)
        put("platform", error.platform)
        put("detail", error.detail)
        put("hint", error.hint)
        put("readings", error.readings)
    }

private fun refusal(why: String): JsonObject = buildJsonObject { put("error", why) }

/** What a kind of error is to the clients of this backend; where it is not named, a bad gateway. */
private val STATUS =
    mapOf(
        ErrorKind.INVALID_REQUEST to HttpStatusCode.BadRequest,
        ErrorKind.NOT_FOUND to HttpStatusCode.NotFound,
        ErrorKind.CONFLICT to HttpStatusCode.Conflict,
        ErrorKind.RATE_LIMITED to HttpStatusCode.TooManyRequests,
        ErrorKind.CONFIGURATION to HttpStatusCode.InternalServerError,
        ErrorKind.TIMEOUT to HttpStatusCode.GatewayTimeout,
    )

private suspend fun RoutingContext.answered(route: suspend () -> Unit) {
    try {
        route()
    } catch (error: BursarException) {
        // It holds no secret, and can be logged whole.
        System.err.println(error)
        call.respond(STATUS[error.kind] ?: HttpStatusCode.BadGateway, problem(error))
    }
}

private suspend fun ApplicationCall.respond(
    status: HttpStatusCode,
    body: kotlinx.serialization.json.JsonElement,
) = respondText("$body\n", ContentType.Application.Json, status)
