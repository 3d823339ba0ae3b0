package dev.bursar.testing

import dev.bursar.HttpExecutor
import dev.bursar.HttpReply
import dev.bursar.HttpRequest
import java.io.IOException
import java.util.concurrent.ConcurrentLinkedQueue

/**
 * Answers with these replies, in order, and keeps what it was asked. A `Throwable` among them is thrown.
 *
 * @param replies what [reply] makes, and what is to be thrown.
 */
public class ScriptedExecutor(
    vararg replies: Any,
) : HttpExecutor {
    private val left = ConcurrentLinkedQueue(replies.asList())
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
    }
}
