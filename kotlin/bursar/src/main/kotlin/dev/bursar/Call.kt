package dev.bursar

/** What is to be done next in a [Call]. */
public sealed interface Step {
    /**
     * Send this; answer with [Call.received] or [Call.failed].
     *
     * @property request what to send.
     */
    public class Send internal constructor(
        public val request: HttpRequest,
    ) : Step

    /**
     * Sleep; answer with [Call.waited].
     *
     * @property ms for how long, in milliseconds.
     */
    public class Wait internal constructor(
        public val ms: Long,
    ) : Step

    /**
     * The end: what the operation gives.
     *
     * @property page its rows; of an operation that gives a record, one.
     */
    public class Value internal constructor(
        public val page: Page<Any>,
    ) : Step

    /**
     * The end: why it gives nothing.
     *
     * @property error what is to be thrown.
     */
    public class Failed internal constructor(
        public val error: BursarException,
    ) : Step
}

/**
 * One running operation, for those who bring everything: do what [step] says, and tell what came.
 *
 * Times are milliseconds of one monotonic clock for all calls of a client. A call that is not driven to its end must be closed.
 */
public class Call internal constructor(
    session: Long,
    request: ByteArray,
    private val read: Packed.() -> List<Any>,
    now: Long,
) : AutoCloseable {
    private var handle = 0L

    /** What is to be done next. */
    public var step: Step = take(Crossing.begin(session, request, now))
        private set

    /** What was dropped without being closed gives its turns back. */
    private val dropped = if (handle == 0L) null else CLEANER.register(this, Ending(handle))

    /** A reply came. */
    public fun received(
        reply: HttpReply,
        now: Long,
    ): Step = next(Crossing.received(handle, Crossing.headOf(reply), reply.body, now))

    /** No reply came. */
    public fun failed(
        how: Loss,
        detail: String,
        now: Long,
    ): Step = next(Crossing.failed(handle, how.code(), detail, now))

    /** Nobody wants the value any more. */
    public fun cancelled(now: Long): Step = next(Crossing.failed(handle, Crossing.CANCELLED, "", now))

    /** The sleep is over. */
    public fun waited(now: Long): Step = next(Crossing.waited(handle, now))

    /** Gives its turns back. What was sent stays sent. */
    override fun close() {
        dropped?.clean()
    }

    /** It must not hold the call itself. Of a call that is over there is nothing to end. */
    private class Ending(
        private val handle: Long,
    ) : Runnable {
        override fun run(): Unit = Crossing.end(handle)
    }

    private fun next(answer: ByteArray): Step = take(answer).also { step = it }

    private fun take(answer: ByteArray): Step =
        when (answer[0]) {
            Crossing.SEND -> {
                val wire = Wire(answer)
                handle = wire.call
                Step.Send(wire.request)
            }

            Crossing.WAIT -> {
                val wire = Wire(answer)
                handle = wire.call
                Step.Wait(wire.ms)
            }

            Crossing.VALUE -> {
                val packed = Packed(answer)
                Step.Value(Page(packed.read(), packed.total, packed.next()))
            }

            else -> {
                Step.Failed(exceptionOf(failureOf(Packed(answer)), null))
            }
        }
}

internal fun Loss.code(): Int =
    when (this) {
        Loss.NOT_SENT -> Crossing.NOT_SENT
        Loss.MAYBE_SENT -> Crossing.MAYBE_SENT
        Loss.TOO_LARGE -> Crossing.TOO_LARGE
    }
