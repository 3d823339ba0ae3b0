package dev.bursar

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

/** Runs a call to its end, and gives the packed value: sends, waits, gives up when it is told to. It decides nothing. */
internal suspend fun drive(
    session: Long,
    request: ByteArray,
    host: Host,
): Packed {
    var answer = Crossing.begin(session, request, host.clock.now())
    var call = 0L
    var cause: Throwable? = null
    try {
        while (true) {
            when (answer[0]) {
                Crossing.SEND -> {
                    val wire = Wire(answer)
                    call = wire.call
                    host.tell { described(call) }
                    val came = host.send(wire.request)
                    cause = came.cause
                    host.tell { came.reply?.let { BursarEvent.Reply(it.status) } ?: BursarEvent.Lost(came.how) }
                    answer = host.answer(call, came)
                }

                Crossing.WAIT -> {
                    val wait = Wire(answer)
                    call = wait.call
                    host.tell { BursarEvent.Wait(wait.ms) }
                    host.clock.sleep(wait.ms)
                    answer = Crossing.waited(call, host.clock.now())
                }

                else -> {
                    call = 0
                    host.tell { verdict(answer) }
                    return valueOf(answer, cause)
                }
            }
        }
    } catch (gone: CancellationException) {
        throw givenUp(gone, call, host)
    } finally {
        // A call that is over has no handle any more.
        if (call != 0L) Crossing.end(call)
    }
}

/** Whoever cancels wants that, and no other exception; one that leaves a doubt has it as its cause. */
private fun givenUp(
    gone: CancellationException,
    call: Long,
    host: Host,
): CancellationException {
    host.tell { BursarEvent.Lost(null) }
    val answer = Crossing.failed(call, Crossing.CANCELLED, "", host.clock.now())
    if (answer[0] == Crossing.SEND || answer[0] == Crossing.WAIT) return gone
    host.tell { verdict(answer) }
    val doubt = if (answer[0] == Crossing.VALUE) null else exceptionOf(failureOf(Packed(answer)), null)
    if (doubt !is OutcomeUnknownException) return gone
    // What cancels is shared by all that it cancels, and of `withTimeout` it is all that comes out.
    gone.addSuppressed(doubt)
    return CancellationException(gone.message, doubt)
}

/** What came of a request. */
private class Came(
    val reply: HttpReply?,
    val head: ByteArray,
    val how: Loss?,
    val detail: String,
    val cause: Throwable?,
)

@Suppress("TooGenericExceptionCaught")
private suspend fun Host.send(request: HttpRequest): Came =
    try {
        currentCoroutineContext().ensureActive()
        val reply = within(request.timeoutMs) { http.execute(request) }
        // What an executor gives may throw by itself.
        val head = Crossing.headOf(reply)
        if (reply.body.size <= request.maxBodyBytes) Came(reply, head, null, "", null) else lost(Loss.TOO_LARGE, "", null)
    } catch (lost: RequestLost) {
        lost(lost.how, lost.message.orEmpty(), lost)
    } catch (over: TimeIsOver) {
        lost(Loss.MAYBE_SENT, over.message.orEmpty(), null)
    } catch (error: Exception) {
        // Of a cancelled call, whatever the executor throws then; an executor may also be cancelled without it.
        currentCoroutineContext().ensureActive()
        lost(Loss.MAYBE_SENT, error.message ?: error.javaClass.simpleName, error)
    }

private fun lost(
    how: Loss,
    detail: String,
    cause: Throwable?,
): Came = Came(null, ByteArray(0), how, detail, cause)

private fun Host.answer(
    call: Long,
    came: Came,
): ByteArray {
    val reply = came.reply
    if (reply != null) return Crossing.received(call, came.head, reply.body, clock.now())
    return Crossing.failed(call, (came.how ?: Loss.MAYBE_SENT).code(), came.detail, clock.now())
}

private fun described(call: Long): BursarEvent {
    val told = Json.parseToJsonElement(Crossing.describe(call)).jsonObject

    fun text(name: String): String = told.getValue(name).jsonPrimitive.content
    val headers = told.getValue("headers").jsonObject.mapValues { it.value.jsonPrimitive.content }
    val attempt = told.getValue("attempt").jsonPrimitive.int
    return BursarEvent.Send(text("operation"), text("purpose"), text("method"), text("url"), headers, attempt)
}

private fun verdict(answer: ByteArray): BursarEvent {
    val attempts =
        Json
            .parseToJsonElement(Packed(answer).meta())
            .jsonObject
            .getValue("attempts")
            .jsonPrimitive.int
    return BursarEvent.Verdict(answer[0] == Crossing.VALUE, attempts)
}
