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
    private val read: Reader<Any>,
    now: Long,
) : AutoCloseable {
    @Volatile
    private var handle = 0L

    /** What is to be done next. */
    @Volatile
    public var step: Step = take(Crossing.begin(session, request, now, read))
        private set

    /** What was dropped without being closed gives its turns back. */
    private val dropped = if (handle == 0L) null else CLEANER.register(this, Ending(handle))

    /** A reply came. */
    public fun received(
        reply: HttpReply,
        now: Long,
    ): Step {
        val head =
            try {
                headOf(reply)
            } catch (unusable: RequestLost) {
                return failed(unusable.how, unusable.message.orEmpty(), now)
            }
        return next { Crossing.received(handle, head, reply.body, now, read) }
    }

    /** No reply came. */
    public fun failed(
        how: Loss,
        detail: String,
        now: Long,
    ): Step = next { Crossing.failed(handle, how.code, detail, now, read) }

    /**
     * Nobody wants the value any more.
     *
     * @param unsent whether nothing of the present request has left, nor will: then nothing is in doubt. Of a [Step.Send] only.
     */
    @JvmOverloads
    public fun cancelled(
        now: Long,
        unsent: Boolean = false,
    ): Step {
        val how = if (unsent && step is Step.Send) Crossing.UNSENT else Crossing.CANCELLED
        return next { Crossing.failed(handle, how, "", now, read) }
    }

    /** The sleep is over. */
    public fun waited(now: Long): Step = next { Crossing.waited(handle, now, read) }

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

    /** The end stays the end, whatever comes later. */
    private inline fun next(answer: () -> Answer<Any>): Step {
        val last = step
        return if (last is Step.Value || last is Step.Failed) last else take(answer()).also { step = it }
    }

    private fun take(answer: Answer<Any>): Step =
        when (answer) {
            is Answer.Send -> {
                handle = answer.call
                Step.Send(answer.request)
            }

            is Answer.Wait -> {
                handle = answer.call
                Step.Wait(answer.ms)
            }

            is Answer.Value -> {
                Step.Value(Page(answer.rows, answer.total, answer.next))
            }

            is Answer.Failed -> {
                Step.Failed(exceptionOf(answer.failure, null))
            }
        }
}
