package dev.bursar.testing

import dev.bursar.Akool
import dev.bursar.ClientOptions
import dev.bursar.EspAi
import dev.bursar.Lbai
import dev.bursar.OpenCatd
import dev.bursar.Secret
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import java.io.IOException
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse

/**
 * The four platforms as servers on this machine, until [close]. Nothing leaves it.
 *
 * The program is not in this package: `cargo build -p bursar-sandbox` makes it.
 *
 * @param program where the program is; from `BURSAR_SANDBOX` in the environment if left out.
 * @param seed from what all ids, tokens and codes follow: they are the same each time.
 * @throws IOException if there is no program, or it does not start.
 */
public class Sandbox
    @JvmOverloads
    constructor(
        program: String? = System.getenv("BURSAR_SANDBOX"),
        seed: Long = 1,
    ) : AutoCloseable {
        private val process: Process = start(program, seed)

        /** What it tells once all its servers listen: tests/sandbox/README.md. The secrets in it protect nothing. */
        public val ready: JsonObject =
            process.inputReader().readLine()?.let { Json.parseToJsonElement(it).jsonObject }
                ?: throw IOException("the sandbox does not start: $program; $MADE")

        private val stop = Thread { process.destroy() }.also(Runtime.getRuntime()::addShutdownHook)

        /** A client of LBAI's server; `options` are made of its address. */
        public fun lbai(options: (String) -> ClientOptions = { ClientOptions(baseUrl = it) }): Lbai =
            Lbai(credential("lbai", "token"), options(url("lbai")))

        /** A client of opencatd's server; with [dev], of its development branch. */
        public fun openCatd(
            dev: Boolean = false,
            options: (String) -> ClientOptions = { ClientOptions(baseUrl = it) },
        ): OpenCatd {
            val server = if (dev) "opencatd_dev" else "opencatd"
            return OpenCatd(credential(server, "token"), options(url(server)))
        }

        /** A client of AKOOL's server, which makes its tokens by itself. */
        public fun akool(options: (String) -> ClientOptions = { ClientOptions(baseUrl = it) }): Akool =
            Akool(
                clientId = credential("akool", "clientId"),
                clientSecret = credential("akool", "clientSecret"),
                options = options(url("akool")),
            )

        /** A client of ESP-AI's server. */
        public fun espAi(options: (String) -> ClientOptions = { ClientOptions(baseUrl = it) }): EspAi =
            EspAi(credential("espai", "apiKey"), options(url("espai")))

        /** The address of a server. */
        public fun url(server: String): String = server(server).getValue("base_url").jsonPrimitive.content

        private fun credential(
            server: String,
            name: String,
        ): Secret =
            Secret(
                server(server)
                    .getValue("credentials")
                    .jsonObject
                    .getValue(name)
                    .jsonPrimitive.content,
            )

        private fun server(name: String): JsonObject = ready.getValue(name).jsonObject

        /** Something goes wrong with requests to come: tests/sandbox/README.md tells the kinds and fields. */
        public fun fault(
            kind: String,
            vararg fields: Pair<String, Any>,
        ) {
            control("POST", "faults", json(listOf("kind" to kind) + fields))
        }

        /** Begins anew: everything, or one platform; [empty] leaves out the demo's rows. */
        @JvmOverloads
        public fun reset(
            platform: String? = null,
            empty: Boolean = false,
        ) {
            val of = if (platform == null) emptyList() else listOf("platform" to platform)
            control("POST", "reset", json(of + ("empty" to empty)))
        }

        /** Every request that has arrived, once the servers are through with all of them. */
        public fun journal(): List<JsonObject> {
            while (true) {
                val journal = control("GET", "journal", null).getValue("journal").jsonArray.map { it.jsonObject }
                if (journal.all { it.getValue("done").jsonPrimitive.boolean }) return journal
                Thread.sleep(PAUSE_MS)
            }
        }

        /** Any of its control calls. */
        public fun control(
            method: String,
            path: String,
            body: JsonObject?,
        ): JsonObject {
            val url = "${ready.getValue("control").jsonPrimitive.content}/_sandbox/$path"
            val sent = body?.let { HttpRequest.BodyPublishers.ofString("$it") } ?: HttpRequest.BodyPublishers.noBody()
            val request = HttpRequest.newBuilder(URI(url)).method(method, sent).build()
            val reply = CONTROL.send(request, HttpResponse.BodyHandlers.ofString())
            if (reply.statusCode() != OK) throw IOException("the sandbox refuses $path: ${reply.body()}")
            return Json.parseToJsonElement(reply.body()).jsonObject
        }

        /** Ends the program, and comes back when it has ended. */
        override fun close() {
            process.destroy()
            process.waitFor()
            // Of a machine that is going down, the hooks cannot be changed any more.
            runCatching { Runtime.getRuntime().removeShutdownHook(stop) }
        }

        private companion object {
            const val MADE = "`cargo build -p bursar-sandbox` makes it"
            const val PAUSE_MS = 5L
            const val OK = 200
            val CONTROL: HttpClient = HttpClient.newHttpClient()

            fun start(
                program: String?,
                seed: Long,
            ): Process {
                if (program.isNullOrEmpty()) throw IOException("say where the sandbox is, by BURSAR_SANDBOX; $MADE")
                val command = ProcessBuilder(program, "--seed", "$seed")
                return command.redirectError(ProcessBuilder.Redirect.DISCARD).start()
            }

            fun json(fields: List<Pair<String, Any>>): JsonObject =
                buildJsonObject {
                    for ((name, value) in fields) {
                        put(
                            name,
                            when (value) {
                                is Boolean -> JsonPrimitive(value)
                                is Number -> JsonPrimitive(value)
                                is JsonObject -> value
                                else -> JsonPrimitive("$value")
                            },
                        )
                    }
                }
        }
    }
