package dev.bursar

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive

/** Runs a call to its end, and gives its value: sends, waits, gives up when it is told to. It decides nothing. */
internal suspend fun <T> drive(
    session: Long,
    request: ByteArray,
    read: Reader<T>,
    host: Host,
): Answer.Value<T> {
    var answer = Crossing.begin(session, request, host.clock.now(), read)
    var call = 0L
    var cause: Throwable? = null
    // Of a request that nobody was handed nothing has left.
    var unsent = false
    try {
        while (true) {
            when (val next = answer) {
                is Answer.Send -> {
                    call = next.call
                    host.watch?.sends(call)
                    unsent = true
                    currentCoroutineContext().ensureActive()
                    unsent = false
                    val came = host.send(next.request)
                    cause = came.cause
                    host.watch?.came(came)
                    answer = host.answer(call, came, read)
                }

                is Answer.Wait -> {
                    call = next.call
                    host.watch?.waits(next.ms)
                    host.clock.sleep(next.ms)
                    answer = Crossing.waited(call, host.clock.now(), read)
                }

                is Answer.End -> {
                    call = 0
                    host.watch?.ended(next)
                    return next.value(cause)
                }
            }
        }
    } catch (gone: CancellationException) {
        throw givenUp(gone, Crossing.failed(call, if (unsent) Crossing.UNSENT else Crossing.CANCELLED, "", host.clock.now(), read), host)
    } finally {
        // A call that is over has no handle any more.
        if (call != 0L) Crossing.end(call)
    }
}

private fun <T> Answer.End<T>.value(cause: Throwable?): Answer.Value<T> =
    when (this) {
        is Answer.Value -> this
        is Answer.Failed -> throw exceptionOf(failure, cause)
    }

/** Whoever cancels wants that, and no other exception; one that leaves a doubt has it as its cause. */
private fun givenUp(
    gone: CancellationException,
    answer: Answer<*>,
    host: Host,
): CancellationException {
    host.watch?.givenUp()
    if (answer !is Answer.End) return gone
    host.watch?.ended(answer)
    val doubt = (answer as? Answer.Failed)?.let { exceptionOf(it.failure, null) }
    if (doubt !is OutcomeUnknownException) return gone
    // What cancels is shared by all that it cancels, and of `withTimeout` it is all that comes out.
    gone.addSuppressed(doubt)
    return CancellationException(gone.message, doubt)
}

/** What came of a request. */
internal class Came(
    val reply: HttpReply?,
    val head: ByteArray,
    val how: Loss,
    val detail: String,
    val cause: Throwable?,
)

@Suppress("TooGenericExceptionCaught")
private suspend fun Host.send(request: HttpRequest): Came =
    try {
        val reply = within(request.timeoutMs) { http.execute(request) }
        val head = headOf(reply)
        if (reply.body.size <= request.maxBodyBytes) Came(reply, head, Loss.MAYBE_SENT, "", null) else lost(Loss.TOO_LARGE, "", null)
    } catch (lost: RequestLost) {
        lost(lost.how, lost.message.orEmpty(), lost)
    } catch (error: Exception) {
        thrown(Loss.MAYBE_SENT, error)
    } catch (error: Throwable) {
        // It would come again. What it leaves in doubt is for the core to say.
        thrown(Loss.UNUSABLE, error)
    }

private suspend fun thrown(
    how: Loss,
    error: Throwable,
): Came {
    // Of a cancelled call, whatever the executor throws then; an executor may also be cancelled without it.
    currentCoroutineContext().ensureActive()
    return lost(how, error.message ?: error.javaClass.simpleName, error)
}

private fun lost(
    how: Loss,
    detail: String,
    cause: Throwable?,
): Came = Came(null, ByteArray(0), how, detail, cause)

private fun <T> Host.answer(
    call: Long,
    came: Came,
    read: Reader<T>,
): Answer<T> {
    val reply = came.reply ?: return Crossing.failed(call, came.how.code, came.detail, clock.now(), read)
    return Crossing.received(call, came.head, reply.body, clock.now(), read)
}
