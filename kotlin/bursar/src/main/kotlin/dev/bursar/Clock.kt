package dev.bursar

import kotlinx.coroutines.delay
import java.util.concurrent.atomic.AtomicLong

/** One clock for all calls of a client, in milliseconds. */
internal open class Clock {
    private val floor = AtomicLong()

    open fun now(): Long = maxOf(floor.get(), (System.nanoTime() - ORIGIN) / NANOS)

    /** What a sleep has shown is past, also where time is virtual, as in `runTest`. */
    open suspend fun sleep(ms: Long) {
        val until = now() + ms
        delay(ms)
        floor.accumulateAndGet(until, ::maxOf)
    }

    private companion object {
        const val NANOS = 1_000_000
        val ORIGIN = System.nanoTime()
    }
}
