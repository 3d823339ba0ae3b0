package dev.bursar

import com.sun.jna.Native
import com.sun.jna.Platform
import com.sun.jna.Pointer
import dev.bursar.crossing.release
import dev.bursar.crossing.sessionClose
import dev.bursar.crossing.sessionOpen
import dev.bursar.crossing.sessionSetToken
import dev.bursar.crossing.sessionToken
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.util.concurrent.ConcurrentLinkedQueue
import dev.bursar.crossing.close as closeCall
import dev.bursar.crossing.describe as describeCall
import dev.bursar.crossing.failed as callFailed
import dev.bursar.crossing.live as liveCalls
import dev.bursar.crossing.open as openCall
import dev.bursar.crossing.received as callReceived
import dev.bursar.crossing.waited as callWaited

/** How the rows of an operation are read, one by one. */
internal typealias Reader<T> = Packed.() -> T

/** The functions of the core, and nobody else calls them: a wrong address ends the process. Answers are read where they lie. */
internal object Crossing {
    const val NOT_SENT = 0
    const val MAYBE_SENT = 1
    const val CANCELLED = 2
    const val TOO_LARGE = 3
    const val UNUSABLE = 4
    const val UNSENT = 5

    /** Whoever calls this first finds out whether the core is there. */
    fun open(config: ByteArray): Long =
        try {
            value({ long() }) { ask -> ask.give(config) { sessionOpen(ask.address, ask.length, ask.out) } }.single()
        } catch (missing: LinkageError) {
            throw configuration(
                "there is no core for this machine (${Platform.RESOURCE_PREFIX}): looked for the resource " +
                    "${Platform.RESOURCE_PREFIX}/${System.mapLibraryName("bursar_uniffi")} of bursar-crossing, and in " +
                    "jna.library.path (${System.getProperty("jna.library.path") ?: "not set"})",
                missing,
            )
        }

    fun close(session: Long): Unit = sessionClose(session.toULong())

    fun token(session: Long): Secret? = value({ secretOrNull() }) { sessionToken(session.toULong(), it.out) }.single()

    fun setToken(
        session: Long,
        token: String,
    ) {
        value({ }) { ask -> ask.give(token.toByteArray()) { sessionSetToken(session.toULong(), ask.address, ask.length, ask.out) } }
    }

    fun <T> begin(
        session: Long,
        request: ByteArray,
        now: Long,
        read: Reader<T>,
    ): Answer<T> =
        answer(read) { ask -> ask.give(request) { openCall(session.toULong(), ask.address, ask.length, now.toULong(), ask.out) } }

    fun <T> received(
        call: Long,
        head: ByteArray,
        body: ByteArray,
        now: Long,
        read: Reader<T>,
    ): Answer<T> =
        answer(read) { ask ->
            ask.give(head, body) {
                val behind = ask.address + head.size.toULong()
                callReceived(call.toULong(), ask.address, head.size.toULong(), behind, body.size.toULong(), now.toULong(), ask.out)
            }
        }

    fun <T> failed(
        call: Long,
        loss: Int,
        detail: String,
        now: Long,
        read: Reader<T>,
    ): Answer<T> =
        answer(read) { ask ->
            ask.give(detail.toByteArray()) {
                callFailed(call.toULong(), loss.toUByte(), ask.address, ask.length, now.toULong(), ask.out)
            }
        }

    fun <T> waited(
        call: Long,
        now: Long,
        read: Reader<T>,
    ): Answer<T> = answer(read) { callWaited(call.toULong(), now.toULong(), it.out) }

    /** The present request, redacted, as JSON. */
    fun describe(call: Long): String = value({ text() }) { describeCall(call.toULong(), it.out) }.single()

    fun end(call: Long): Unit = closeCall(call.toULong())

    /** How many calls are under way in this process. */
    fun live(): Long = liveCalls().toLong()

    /** What a question is answered with that is no call's. */
    private inline fun <T> value(
        noinline read: Reader<T>,
        ask: (Ask) -> ULong,
    ): List<T> =
        when (val answer = answer(read, ask)) {
            is Answer.Value -> answer.rows
            is Answer.Failed -> throw exceptionOf(answer.failure, null)
            else -> throw configuration("the core asks for something where it should have answered")
        }

    /** The answer is gone when this returns, whatever reading it comes to. */
    private inline fun <T> answer(
        noinline read: Reader<T>,
        ask: (Ask) -> ULong,
    ): Answer<T> {
        val own = idle.poll() ?: Ask()
        val address: Long
        val length: Long
        val taken: ULong
        try {
            taken = ask(own)
            address = own.memory.getLong(0)
            length = own.memory.getLong(Long.SIZE_BYTES)
        } finally {
            if (own.memory.capacity() <= KEPT) idle.offer(own)
        }
        try {
            return answerOf(Pointer(address).getByteBuffer(0, length).order(ByteOrder.LITTLE_ENDIAN), read)
        } finally {
            release(taken)
        }
    }

    /** As many as have crossed at once. Not one of each thread: of virtual ones there may be millions. */
    private val idle = ConcurrentLinkedQueue<Ask>()

    /** Memory for a long reply now and then is not kept. */
    private const val KEPT = 4 * 1024 * 1024
}

/** Memory that the core can reach: 16 bytes for where its answer is, and behind them what it is given. */
private class Ask {
    var memory: ByteBuffer = memory(SMALL)
        private set

    private var base = addressOf(memory)

    /** How many bytes are given. */
    var length: ULong = 0u
        private set

    val out: ULong get() = base.toULong()

    /** Where the given bytes are. */
    val address: ULong get() = (base + OUT).toULong()

    /** Shows bytes for the time of a call. They are cleared afterwards, and so the memory is there until then. */
    inline fun give(
        bytes: ByteArray,
        more: ByteArray = NOTHING,
        call: () -> ULong,
    ): ULong {
        put(bytes, more)
        try {
            return call()
        } finally {
            clear()
        }
    }

    private fun put(
        bytes: ByteArray,
        more: ByteArray,
    ) {
        val all = bytes.size + more.size
        if (OUT + all > memory.capacity()) {
            memory = memory(maxOf(OUT + all, memory.capacity() * 2))
            base = addressOf(memory)
        }
        memory.put(OUT, bytes).put(OUT + bytes.size, more)
        length = all.toULong()
    }

    private fun clear() {
        val all = length.toInt()
        for (at in 0 until all step ZEROS.size) memory.put(OUT + at, ZEROS, 0, minOf(ZEROS.size, all - at))
    }
}

/** How long the place for the answer is. */
private const val OUT = 16
private const val SMALL = 8 * 1024
private val NOTHING = ByteArray(0)
private val ZEROS = ByteArray(SMALL)

private fun memory(size: Int): ByteBuffer = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder())

private fun addressOf(memory: ByteBuffer): Long = Pointer.nativeValue(Native.getDirectBufferPointer(memory))
