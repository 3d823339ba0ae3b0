package dev.bursar.testing

import dev.bursar.HttpExecutor
import dev.bursar.HttpReply
import dev.bursar.HttpRequest
import dev.bursar.Loss
import dev.bursar.RequestLost
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import java.io.IOException
import java.util.Base64
import java.util.concurrent.ConcurrentLinkedQueue

/**
 * Answers with these replies, in order, and keeps what it was asked. A `Throwable` among them is thrown.
 *
 * @param replies what [reply] makes, and what is to be thrown.
 */
public class ScriptedExecutor(
    replies: List<Any>,
) : HttpExecutor {
    /** The same, one by one. */
    public constructor(vararg replies: Any) : this(replies.asList())

    private val left = ConcurrentLinkedQueue(replies)
    private val asked = ConcurrentLinkedQueue<HttpRequest>()

    /** What it was asked, so far. */
    public val requests: List<HttpRequest> get() = asked.toList()

    override suspend fun execute(request: HttpRequest): HttpReply {
        asked += request
        return when (val next = left.poll()) {
            is HttpReply -> next
            is Throwable -> throw next
            null -> throw IOException("no reply is left for $request")
            else -> throw IOException("a ${next.javaClass.simpleName} is no reply")
        }
    }

    public companion object {
        /** A reply with a body of JSON. */
        @JvmStatic
        @JvmOverloads
        public fun reply(
            json: String,
            status: Int = 200,
            vararg headers: Pair<String, String>,
        ): HttpReply = HttpReply(status, headers.asList(), json.toByteArray())

        /** The replies and losses of a conversation in the format of tests/vectors, in its order. */
        @JvmStatic
        public fun vector(conversation: String): ScriptedExecutor {
            val script =
                Json
                    .parseToJsonElement(conversation)
                    .jsonObject
                    .getValue("script")
                    .jsonArray
            val answers = script.mapNotNull { entry -> entry.jsonObject["reply"]?.let { replied(it.jsonObject) } ?: lost(entry.jsonObject) }
            return ScriptedExecutor(answers)
        }

        private fun replied(reply: JsonObject): HttpReply {
            fun text(name: String): String? = reply[name]?.jsonPrimitive?.content
            val body = text("base64")?.let(Base64.getDecoder()::decode)
            val headers = reply["headers"]?.jsonObject.orEmpty().map { (name, value) -> name to value.jsonPrimitive.content }
            val status = reply.getValue("status").jsonPrimitive.int
            return HttpReply(status, headers, body ?: (reply["json"]?.toString() ?: text("text").orEmpty()).toByteArray())
        }

        /** That a caller cancels is not the executor's. */
        private fun lost(entry: JsonObject): RequestLost? {
            val how = entry["loss"]?.jsonPrimitive?.content?.uppercase() ?: return null
            return Loss.entries.find { it.name == how }?.let { RequestLost(it) }
        }
    }
}
