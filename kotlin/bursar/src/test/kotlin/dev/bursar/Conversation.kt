package dev.bursar

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import java.util.Base64

/** Plays a vector: by methods, or, not typed, step by step. Format: tests/vectors/README.md. */
internal class Conversation(
    private val vector: JsonObject,
    private val typed: Boolean,
) {
    private val clock = VectorClock()
    private val session = vector.getValue("session").jsonObject
    private val client: Client = if (typed) typedClient() else untypedClient()
    private val declared: Map<String, JsonElement> = vector.json("calls") ?: mapOf("a" to vector)
    private val calls = LinkedHashMap<String, Driven>()
    private val kept = HashMap<String, JsonElement>()

    private fun typedClient(): Client {
        val insecure = session["allowInsecure"]?.jsonPrimitive?.boolean ?: false
        val options = clientOptions(session.json("options").orEmpty(), insecure, Typed.http, clock)
        return typedClient(session.text("platform")!!, Given(session.json("credentials").orEmpty()), options)
    }

    private fun untypedClient(): Client {
        val insecure = session["allowInsecure"]?.jsonPrimitive?.boolean ?: false
        val credentials = session.json("credentials").orEmpty().mapValues { it.value.jsonPrimitive.content }
        val options = ClientOptions(http = Typed.http, allowInsecure = insecure).also { it.clock = clock }
        val caller = opened(session.text("platform")!!, credentials, session.json("options").orEmpty(), options)
        return object : Client(caller) {}
    }

    fun play() {
        for (entry in vector.getValue("script").jsonArray) play(entry.jsonObject)
        for ((name, call) in calls) {
            val place = call.place
            assertTrue(place is Place.Gave || place is Place.Failed || place is Place.Closed, "$name ends in $place")
        }
    }

    private fun call(name: String): Driven =
        calls.getOrPut(name) {
            val of = declared.getValue(name).jsonObject
            val operation = of.text("operation")!!
            val params = of.json("params").orEmpty().mapValues { (_, value) -> kept[(value as? JsonObject)?.text("\$kept")] ?: value }
            val after = of.text("after")?.let { (calls.getValue(it).place as Place.Gave).next }
            val options = of.json("options").orEmpty()
            if (typed) {
                val own = callOptions(options, after)
                Typed { typed(client, operation, Given(params), own) }.also { it.rethrowUntypable() }
            } else {
                val whole = JsonObject(if (after == null) options else options + ("after" to JsonPrimitive(after)))
                val request = "$operation\u001f$whole\u001f${JsonObject(params)}".toByteArray()
                ByHand(Call(client.caller.session.handle, request, READERS.getValue(operation), clock.moment), clock)
            }
        }

    private fun play(entry: JsonObject) {
        if ("setToken" in entry) return client.setToken(entry.text("setToken")?.let(::Secret))
        if ("token" in entry) return assertEquals(entry.text("token"), client.token()?.expose())
        val call = call(entry.text("call") ?: "a")
        if (entry["close"]?.jsonPrimitive?.boolean == true) return call.close()
        entry.json("send")?.let { sent(call.place, it) }
        entry["wait"]?.let { return waits(call, it, entry.text("loss")) }
        entry["value"]?.let { value(call.place, it) }
        if ("rows" in entry) rows(call.place, entry)
        entry.json("error")?.let { failed(call.place, it) }
        val loss = entry.text("loss")
        val reply = entry.json("reply")
        if (loss == null && reply == null) return
        clock.moment += entry["afterMs"]?.jsonPrimitive?.long ?: 0
        when {
            loss == "cancelled" -> call.cancel()
            loss != null -> call.lost(Loss.valueOf(loss.uppercase()))
            else -> call.received(replyOf(reply!!))
        }
    }

    private fun sent(
        place: Place,
        expected: JsonObject,
    ) {
        val request = (place as? Place.Sends ?: error("$place ${(place as? Place.Failed)?.error}")).request
        assertEquals(expected.text("method") to expected.text("url"), request.method to request.url)
        val headers = expected.json("headers").orEmpty().mapValues { it.value.jsonPrimitive.content }
        assertEquals(headers - IGNORED, request.headers.toMap() - IGNORED)
        val body = request.body?.decodeToString().orEmpty()
        val json = expected["json"]
        if (json != null) assertEquals(json, Json.parseToJsonElement(body)) else assertEquals(expected.text("body").orEmpty(), body)
        expected["once"]?.let { assertEquals(it.jsonPrimitive.boolean, request.once) }
        expected["timeoutMs"]?.let { assertEquals(it.jsonPrimitive.long, request.timeoutMs) }
    }

    private fun waits(
        call: Driven,
        expected: JsonElement,
        loss: String?,
    ) {
        val place = call.place
        val ms = (place as? Place.Waits ?: error("$place ${(place as? Place.Failed)?.error}")).ms
        val bounds = expected as? JsonObject
        val exact = if (bounds == null) expected.jsonPrimitive.long else bounds["ms"]?.jsonPrimitive?.long
        val least = bounds?.get("min")?.jsonPrimitive?.long ?: exact ?: 0
        val most = bounds?.get("max")?.jsonPrimitive?.long ?: exact ?: Long.MAX_VALUE
        assertTrue(ms in least..most, "$ms is not in $least..$most")
        if (loss != null) return call.cancel()
        if (bounds?.get("hold") != null) return
        clock.moment += ms
        call.waited()
    }

    private fun gave(place: Place): Place.Gave = place as? Place.Gave ?: error("$place ${(place as? Place.Failed)?.error}")

    private fun value(
        place: Place,
        expected: JsonElement,
    ) {
        val rows = gave(place).rows
        if (expected is JsonNull) return assertEquals(emptyList<Any>(), rows)
        val row = plain(rows.single()).toMutableMap()
        for ((name, value) in expected.jsonObject) {
            val told = (value as? JsonObject)?.json("\$text") ?: continue
            val text = row.getValue(name).jsonPrimitive.content
            for (absent in told["without"]?.jsonArray.orEmpty()) assertFalse(absent.jsonPrimitive.content in text)
            told.text("keep")?.let { kept[it] = row.getValue(name) }
            row[name] = value
        }
        assertEquals(expected, JsonObject(row))
    }

    private fun rows(
        place: Place,
        expected: JsonObject,
    ) {
        val gave = gave(place)
        assertEquals(expected["rows"], JsonArray(gave.rows.map(::plain)))
        expected["total"]?.let { assertEquals(it, JsonPrimitive(gave.total)) }
        expected["more"]?.let { assertEquals(it.jsonPrimitive.boolean, gave.next != null) }
    }

    private fun failed(
        place: Place,
        expected: JsonObject,
    ) {
        check(place is Place.Failed) { "$place" }
        val error = place.error
        // Coroutines have a cancellation of their own.
        if (error == null) return assertEquals("cancelled", expected.text("kind") ?: "cancelled")
        val told =
            mapOf(
                "kind" to error.kind.value,
                "status" to error.status,
                "code" to error.code,
                "path" to error.path,
                "request_id" to error.requestId,
                "retry_after_ms" to error.retryAfterMs,
                "attempts" to error.attempts,
                "retryable" to error.retryable,
            )
        for ((name, value) in told) expected[name]?.let { assertEquals(it.jsonPrimitive.content, "$value", "$name: $error") }
        expected.text("detail_contains")?.let { assertTrue(it in error.detail, error.detail) }
        val whole = "$error ${error.detail} ${error.hint} ${error.body} ${error.readings} ${error.path} $told"
        for (absent in expected["absent"]?.jsonArray.orEmpty()) assertFalse(absent.jsonPrimitive.content in whole, whole)
        expected["readings"]?.let { contains(Json.parseToJsonElement(error.readings!!), it) }
    }

    private fun contains(
        actual: JsonElement?,
        expected: JsonElement,
    ) {
        when (expected) {
            is JsonArray -> {
                assertEquals(expected.size, actual!!.jsonArray.size)
                expected.zip(actual.jsonArray).forEach { (one, other) -> contains(other, one) }
            }

            is JsonObject -> {
                for ((name, value) in expected) contains(actual!!.jsonObject[name], value)
            }

            else -> {
                assertEquals(expected, actual)
            }
        }
    }

    private companion object {
        val IGNORED = setOf("accept", "user-agent")
    }
}

private fun JsonObject?.orEmpty(): JsonObject = this ?: JsonObject(emptyMap())

private fun replyOf(reply: JsonObject): HttpReply {
    val base64 = reply.text("base64")
    val body = if (base64 == null) null else Base64.getDecoder().decode(base64)
    val text = reply["json"]?.toString() ?: reply.text("text").orEmpty()
    val headers = reply.json("headers").orEmpty().map { (name, value) -> name to value.jsonPrimitive.content }
    return HttpReply(reply.getValue("status").jsonPrimitive.int, headers, body ?: text.toByteArray())
}
