package dev.bursar

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.longOrNull
import java.util.concurrent.atomic.AtomicLong

/** What happens during a call, without secrets. */
public sealed interface BursarEvent {
    /** Full name of the operation. */
    public val operation: String

    /** The number of the call in this process, by which calls that run at the same time are told apart. */
    public val call: Long

    /**
     * A request is about to be sent.
     *
     * @property purpose `operation` for the operation's own request, `token` for one for a token, `reading` for a reading.
     * @property method the HTTP method.
     * @property url the URL, with the query's values hidden where they may be secret.
     * @property headers by name; all values but harmless ones are hidden.
     * @property attempt which attempt it is, from 1 on.
     */
    public data class Send(
        override val operation: String,
        override val call: Long,
        val purpose: String,
        val method: String,
        val url: String,
        val headers: Map<String, String>,
        val attempt: Int,
    ) : BursarEvent

    /**
     * A reply came.
     *
     * @property status the HTTP status.
     */
    public data class Reply(
        override val operation: String,
        override val call: Long,
        val status: Int,
    ) : BursarEvent

    /**
     * No reply came.
     *
     * @property how what is known of the request; null if the call was cancelled.
     */
    public data class Lost(
        override val operation: String,
        override val call: Long,
        val how: Loss?,
    ) : BursarEvent

    /**
     * The call waits before it goes on.
     *
     * @property ms for how long, in milliseconds.
     */
    public data class Wait(
        override val operation: String,
        override val call: Long,
        val ms: Long,
    ) : BursarEvent

    /**
     * The call is over.
     *
     * @property kind the kind of its exception, as [ErrorKind] names them; null if it gave a value.
     * @property status HTTP status of the last reply; null if none came.
     * @property attempts requests that were sent, readings and tokens included.
     * @property ms how long the whole call took, in milliseconds.
     */
    public data class Verdict(
        override val operation: String,
        override val call: Long,
        val kind: String?,
        val status: Long?,
        val attempts: Int,
        val ms: Long,
    ) : BursarEvent {
        /** Whether it gave a value. */
        public val ok: Boolean get() = kind == null
    }
}

/** Tells a hook what happens during one call. */
internal class Watch(
    private val operation: String,
    private val clock: Clock,
    private val hook: (BursarEvent) -> Unit,
) {
    private val call = CALLS.incrementAndGet()
    private val began = clock.now()

    fun sends(handle: Long): Unit =
        tell {
            val told = Json.parseToJsonElement(Crossing.describe(handle)).jsonObject

            fun text(name: String): String = told.getValue(name).jsonPrimitive.content
            val headers = told.getValue("headers").jsonObject.mapValues { it.value.jsonPrimitive.content }
            val attempt = told.getValue("attempt").jsonPrimitive.int
            BursarEvent.Send(operation, call, text("purpose"), text("method"), text("url"), headers, attempt)
        }

    fun came(came: Came): Unit =
        tell {
            val reply = came.reply
            if (reply == null) BursarEvent.Lost(operation, call, came.how) else BursarEvent.Reply(operation, call, reply.status)
        }

    fun givenUp(): Unit = tell { BursarEvent.Lost(operation, call, null) }

    fun waits(ms: Long): Unit = tell { BursarEvent.Wait(operation, call, ms) }

    fun ended(end: Answer.End<*>): Unit =
        tell {
            val told = Json.parseToJsonElement(end.meta).jsonObject
            val status = told.getValue("status").jsonPrimitive.longOrNull
            val kind = (end as? Answer.Failed)?.failure?.kind
            BursarEvent.Verdict(operation, call, kind, status, told.getValue("attempts").jsonPrimitive.int, clock.now() - began)
        }

    /** A hook is for watching: what it throws is not the call's concern. */
    @Suppress("TooGenericExceptionCaught", "SwallowedException")
    private inline fun tell(event: () -> BursarEvent) {
        try {
            hook(event())
        } catch (ignored: Throwable) {
            // Nothing to be done.
        }
    }

    private companion object {
        val CALLS = AtomicLong()
    }
}
