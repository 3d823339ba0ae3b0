package dev.bursar

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.job
import java.util.concurrent.ScheduledThreadPoolExecutor
import java.util.concurrent.TimeUnit

/** What the driver needs of its host. */
internal class Host(
    val http: HttpExecutor,
    val clock: Clock,
    val watch: Watch?,
)

/** The time of an attempt, which is real even where the caller's is virtual. */
internal class TimeIsOver(
    ms: Long,
) : CancellationException("no reply came within $ms ms")

private val TIMER =
    ScheduledThreadPoolExecutor(1) { Thread(it, "bursar-timer").apply { isDaemon = true } }
        .apply { removeOnCancelPolicy = true }

internal suspend fun <T> within(
    ms: Long,
    block: suspend () -> T,
): T =
    coroutineScope {
        val attempt = coroutineContext.job
        val timer = TIMER.schedule({ attempt.cancel(TimeIsOver(ms)) }, ms, TimeUnit.MILLISECONDS)
        try {
            block()
        } finally {
            timer.cancel(false)
        }
    }
