package dev.bursar

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.asExecutor
import kotlinx.coroutines.async
import kotlinx.coroutines.currentCoroutineContext
import java.util.concurrent.ScheduledThreadPoolExecutor
import java.util.concurrent.TimeUnit

/** What the driver needs of its host. */
internal class Host(
    val http: HttpExecutor,
    val clock: Clock,
    val watch: Watch?,
)

/** An executor that is cancelled has so long to tell how far its request came. Then the call goes on without it. */
private const val GRACE_MS = 250L

private val TIMER =
    ScheduledThreadPoolExecutor(1) { Thread(it, "bursar-timer").apply { isDaemon = true } }
        .apply { removeOnCancelPolicy = true }

private val POOL = Dispatchers.IO.asExecutor()

/** In real time, also where the caller's is virtual. What is done may take long, and all calls wait for the one timer. */
private fun after(
    ms: Long,
    act: () -> Unit,
) = TIMER.schedule({ POOL.execute(act) }, ms, TimeUnit.MILLISECONDS)

/** What an executor gives within the time of an attempt. */
internal suspend fun within(
    ms: Long,
    execute: suspend () -> HttpReply,
): HttpReply {
    // No child of the call's job, which would wait for one that does not heed that it is cancelled.
    val alone = CoroutineScope(currentCoroutineContext() + Job())
    val attempt = alone.async(start = CoroutineStart.UNDISPATCHED) { execute() }
    // One that does not wait for anything needs no timer.
    if (attempt.isCompleted) return attempt.await()
    val over = CancellationException("no reply came within $ms ms")
    val ended = CompletableDeferred<Throwable?>()
    attempt.invokeOnCompletion { ended.complete(it) }
    val timer =
        after(ms) {
            after(GRACE_MS) { ended.complete(over) }
            attempt.cancel(over)
        }
    try {
        if (ended.await() === over) throw RequestLost(Loss.MAYBE_SENT, over.message.orEmpty())
        return attempt.await()
    } finally {
        timer.cancel(false)
        attempt.cancel()
    }
}
