package dev.bursar

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import java.util.stream.Stream
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.EmptyCoroutineContext

/**
 * A client whose calls block their thread: for Java, and for scripts.
 *
 * Interrupting the thread cancels its call: it throws a [CancelledException], or an [OutcomeUnknownException] if a change may have
 * been made, and the thread stays interrupted. On a thread that is interrupted already nothing is sent.
 */
public abstract class BlockingClient internal constructor(
    internal val blocking: Blocking,
) : AutoCloseable {
    /** The session's token; null if there is none. */
    public fun token(): Secret? = blocking.client.token()

    /** Replaces the session's token; null forgets it. */
    public fun setToken(token: Secret?): Unit = blocking.client.setToken(token)

    /** Forgets the session. Calls that run go on; new ones fail. */
    override fun close(): Unit = blocking.client.close()
}

/** Runs what suspends. */
internal class Blocking(
    val client: Client,
    private val context: CoroutineContext = EmptyCoroutineContext,
) {
    fun noting(notes: Notes): Blocking = Blocking(client, notes)

    /** On a thread that is interrupted nothing is begun, and what was under way ends in an exception of ours, or its value. */
    fun <T> run(block: suspend () -> T): T {
        if (Thread.currentThread().isInterrupted) {
            throw cancelled("the thread was interrupted before anything was sent", InterruptedException())
        }
        var ended: Result<T>? = null
        try {
            runBlocking(context) { ended = runCatching { block() } }
        } catch (interrupted: InterruptedException) {
            // It may be the thread's owner who asks next.
            Thread.currentThread().interrupt()
            return checkNotNull(ended).getOrElse { throw givenUp(it, interrupted) }
        }
        return checkNotNull(ended).getOrThrow()
    }

    private fun givenUp(
        thrown: Throwable,
        interrupted: InterruptedException,
    ): Throwable {
        if (thrown !is CancellationException) return thrown
        return thrown.cause as? OutcomeUnknownException ?: cancelled("the thread was interrupted", interrupted)
    }
}

/** A list: iterate it for all rows, page after page, each read when it is needed. Nothing is sent before. */
public class BlockingRows<T> internal constructor(
    private val blocking: Blocking,
    private val rows: Rows<T>,
) : Iterable<T> {
    /** The first page, or the one behind [CallOptions.after]. */
    public fun page(): Page<T> = blocking.run { rows.page() }

    /** Page after page, each read when it is needed. */
    public fun pages(): Iterable<Page<T>> =
        Iterable {
            iterator {
                var after: String? = null
                do {
                    val page = blocking.run { rows.page(after) }
                    yield(page)
                    after = page.next
                } while (after != null)
            }
        }

    override fun iterator(): Iterator<T> = pages().asSequence().flatMap { it.rows }.iterator()

    /** All rows, each page read when it is needed. */
    public fun stream(): Stream<T> =
        java.util.stream.StreamSupport
            .stream(spliterator(), false)

    /** All rows, at once. */
    public fun all(): List<T> = blocking.run { rows.toList() }
}

/** What a blocking call gives, with what is known of its last reply. */
internal fun <C, T> Blocking.told(
    of: (Blocking) -> C,
    block: java.util.function.Function<in C, out T>,
): WithResponse<T> {
    val notes = Notes()
    val value = block.apply(of(noting(notes)))
    return WithResponse(value, notes.response())
}
