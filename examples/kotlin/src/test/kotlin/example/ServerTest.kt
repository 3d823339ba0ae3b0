package example

import dev.bursar.testing.Sandbox
import io.ktor.server.cio.CIO
import io.ktor.server.engine.embeddedServer
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse

class ServerTest {
    private fun served(test: (String, Sandbox) -> Unit) =
        Sandbox().use { servers ->
            val server = embeddedServer(CIO, port = 0, host = "127.0.0.1") { backend(Accounts.emulated(servers)) }.start()
            try {
                val port =
                    runBlocking {
                        server.engine
                            .resolvedConnectors()
                            .first()
                            .port
                    }
                test("http://127.0.0.1:$port", servers)
            } finally {
                server.stop(0, 0)
            }
        }

    private fun ask(
        url: String,
        body: String? = null,
    ): HttpResponse<String> {
        val request = HttpRequest.newBuilder(URI(url))
        body?.let { request.POST(HttpRequest.BodyPublishers.ofString(it)) }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString())
    }

    @Test
    fun `credits of every platform, also when one is down`() =
        served { url, servers ->
            fun asked(): JsonArray = Json.parseToJsonElement(ask("$url/credits").body()).jsonArray
            assertEquals(
                listOf("lbai", "opencatd", "akool", "espai"),
                asked().map {
                    it.jsonObject
                        .getValue("platform")
                        .jsonPrimitive.content
                },
            )
            servers.fault("html", "platform" to "espai", "count" to 9)
            assertEquals(
                "server",
                asked()
                    .last()
                    .jsonObject
                    .getValue("error")
                    .jsonPrimitive.content,
            )
        }

    @Test
    fun `the demo comes to its end`() = Sandbox().use { servers -> runBlocking { demo(servers) } }

    @Test
    fun `a user is made once, and a second of the name is a conflict`() =
        served { url, servers ->
            val made = ask("$url/users", """{"name":"ada"}""")
            assertEquals(201 to "no-store", made.statusCode() to made.headers().firstValue("cache-control").get())
            assertTrue("token" in made.body())
            assertEquals(409, ask("$url/users", """{"name":"ada"}""").statusCode())
            assertEquals(400, ask("$url/users", "ada").statusCode())
            assertTrue(servers.journal().isNotEmpty())
        }
}
