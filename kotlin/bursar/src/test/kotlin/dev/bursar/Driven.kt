package dev.bursar

import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.launch
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlin.coroutines.AbstractCoroutineContextElement
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException

/** Where a call is. */
internal sealed interface Place {
    class Sends(
        val request: HttpRequest,
    ) : Place

    class Waits(
        val ms: Long,
    ) : Place

    class Gave(
        val rows: List<Any>,
        val total: Long?,
        val next: String?,
    ) : Place

    /** Of a call that was cancelled there is no exception of ours, unless it left a doubt. */
    class Failed(
        val error: BursarException?,
    ) : Place

    data object Closed : Place
}

/** A call that a vector plays with, however it is run. */
internal interface Driven {
    val place: Place

    fun received(reply: HttpReply)

    fun lost(how: Loss)

    fun cancel()

    fun waited()

    fun close()
}

/** The time of a vector. */
internal class VectorClock : Clock() {
    var moment = 1000L

    override fun now(): Long = moment

    override suspend fun sleep(ms: Long) = currentCoroutineContext()[Typed]!!.sleep(ms)
}

/** A call by its method, whose coroutine goes on in whoever answers it. */
internal class Typed(
    call: suspend () -> Any?,
) : AbstractCoroutineContextElement(Typed),
    Driven {
    private var sending: CancellableContinuation<HttpReply>? = null
    private var sleeping: CancellableContinuation<Unit>? = null
    private var refused: Untypable? = null
    override var place: Place = Place.Closed

    /** Arguments that have no type are found out when the coroutine begins. */
    fun rethrowUntypable() {
        refused?.let { throw it }
    }

    private val job: Job =
        CoroutineScope(Dispatchers.Unconfined).launch(this) {
            place =
                try {
                    gave(call())
                } catch (error: BursarException) {
                    Place.Failed(error)
                } catch (untypable: Untypable) {
                    refused = untypable
                    Place.Closed
                } catch (gone: CancellationException) {
                    Place.Failed(gone.cause as? BursarException)
                }
        }

    private fun gave(value: Any?): Place =
        when (value) {
            is Page<*> -> Place.Gave(value.rows.map { it!! }, value.total, value.next)
            is Unit -> Place.Gave(emptyList(), null, null)
            else -> Place.Gave(listOf(value!!), null, null)
        }

    suspend fun send(request: HttpRequest): HttpReply =
        suspendCancellableCoroutine {
            sending = it
            place = Place.Sends(request)
        }

    suspend fun sleep(ms: Long): Unit =
        suspendCancellableCoroutine {
            sleeping = it
            place = Place.Waits(ms)
        }

    override fun received(reply: HttpReply) = sending!!.resume(reply)

    override fun lost(how: Loss) = sending!!.resumeWithException(RequestLost(how, "the wire broke"))

    override fun cancel() = job.cancel()

    override fun waited() = sleeping!!.resume(Unit)

    override fun close() {
        job.cancel()
        place = Place.Closed
    }

    companion object Key : CoroutineContext.Key<Typed> {
        val http = HttpExecutor { currentCoroutineContext()[Typed]!!.send(it) }
    }
}

/** A call that is driven step by step. */
internal class ByHand(
    private val call: Call,
    private val clock: VectorClock,
) : Driven {
    private var closed = false

    override val place: Place
        get() =
            when (val step = call.step) {
                is Step.Send -> if (closed) Place.Closed else Place.Sends(step.request)
                is Step.Wait -> if (closed) Place.Closed else Place.Waits(step.ms)
                is Step.Value -> Place.Gave(step.page.rows, step.page.total, step.page.next)
                is Step.Failed -> Place.Failed(step.error)
            }

    override fun received(reply: HttpReply) {
        call.received(reply, clock.moment)
    }

    override fun lost(how: Loss) {
        call.failed(how, "the wire broke", clock.moment)
    }

    override fun cancel() {
        call.cancelled(clock.moment)
    }

    override fun waited() {
        call.waited(clock.moment)
    }

    override fun close() {
        closed = true
        call.close()
    }
}
