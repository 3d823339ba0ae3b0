package dev.bursar

import com.sun.jna.Memory
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
            value({ long() }, config) { sessionOpen(it.address, it.length, it.out) }.single()
        } catch (missing: LinkageError) {
            throw configuration(unloaded(missing), missing)
        }

    private fun unloaded(missing: LinkageError): String {
        val resource = "${Platform.RESOURCE_PREFIX}/${System.mapLibraryName("bursar_uniffi")}"
        val tried = "jna.library.path (${System.getProperty("jna.library.path") ?: "not set"})"
        if (javaClass.classLoader?.getResource(resource) == null) {
            return "there is no core for this machine (${Platform.RESOURCE_PREFIX}): looked for the resource $resource of " +
                "bursar-crossing, and in $tried"
        }
        val folder = System.getProperty("jna.tmpdir") ?: System.getProperty("java.io.tmpdir")
        return "the core cannot be loaded ($missing): JNA writes the resource $resource to the folder $folder (`jna.tmpdir`), " +
            "which must let it write files and run them"
    }

    fun close(session: Long): Unit = sessionClose(session.toULong())

    fun token(session: Long): Secret? = value({ secretOrNull() }) { sessionToken(session.toULong(), it.out) }.single()

    fun setToken(
        session: Long,
        token: ByteArray,
    ) {
        value({ }, token) { sessionSetToken(session.toULong(), it.address, it.length, it.out) }
    }

    fun <T> begin(
        session: Long,
        request: ByteArray,
        now: Long,
        read: Reader<T>,
    ): Answer<T> = answer(read, Ask.of(request)) { openCall(session.toULong(), it.address, it.length, now.toULong(), it.out) }

    fun <T> received(
        call: Long,
        head: ByteArray,
        body: ByteArray,
        now: Long,
        read: Reader<T>,
    ): Answer<T> {
        val given =
            try {
                Ask.of(head, body)
            } catch (full: OutOfMemoryError) {
                return failed(call, TOO_LARGE, "there is no memory for a reply of ${body.size} bytes: $full", now, read)
            }
        return answer(read, given) {
            val behind = it.address + head.size.toULong()
            callReceived(call.toULong(), it.address, head.size.toULong(), behind, body.size.toULong(), now.toULong(), it.out)
        }
    }

    fun <T> failed(
        call: Long,
        loss: Int,
        detail: String,
        now: Long,
        read: Reader<T>,
    ): Answer<T> =
        answer(read, Ask.of(detail.toByteArray())) {
            callFailed(call.toULong(), loss.toUByte(), it.address, it.length, now.toULong(), it.out)
        }

    fun <T> waited(
        call: Long,
        now: Long,
        read: Reader<T>,
    ): Answer<T> = answer(read, Ask.of()) { callWaited(call.toULong(), now.toULong(), it.out) }

    /** The present request, redacted, as JSON. */
    fun describe(call: Long): String = value({ text() }) { describeCall(call.toULong(), it.out) }.single()

    fun end(call: Long): Unit = closeCall(call.toULong())

    /** How many calls are under way in this process. */
    fun live(): Long = liveCalls().toLong()

    /** What a question is answered with that is no call's. */
    private inline fun <T> value(
        noinline read: Reader<T>,
        given: ByteArray = NOTHING,
        ask: (Ask) -> ULong,
    ): List<T> =
        when (val answer = answer(read, Ask.of(given), ask)) {
            is Answer.Value -> answer.rows
            is Answer.Failed -> throw exceptionOf(answer.failure, null)
            else -> throw configuration("the core asks for something where it should have answered")
        }

    /** The core's memory is given back when this returns, whatever reading it comes to. */
    private inline fun <T> answer(
        noinline read: Reader<T>,
        given: Ask,
        ask: (Ask) -> ULong,
    ): Answer<T> {
        val taken: ULong
        val address: Long
        val length: Long
        try {
            taken = ask(given)
            address = given.answer
            length = given.answerLength
        } finally {
            given.end()
        }
        try {
            return answerOf(memoryOf(Pointer(address), length), read)
        } finally {
            release(taken)
        }
    }

    /** A large answer is read where it lies. To show memory as a buffer takes as long as to copy some of it. */
    private fun memoryOf(
        answer: Pointer,
        length: Long,
    ): ByteBuffer {
        val isSmall = length <= SMALL
        val memory = if (isSmall) ByteBuffer.wrap(answer.getByteArray(0, length.toInt())) else answer.getByteBuffer(0, length)
        return memory.order(ByteOrder.LITTLE_ENDIAN)
    }
}

/** Memory that the core can reach: 16 bytes for where its answer is, and behind them what it is given. */
private class Ask private constructor(
    size: Long,
) {
    private val room = Memory(size)
    private val memory = room.getByteBuffer(0, size)
    private val base = Pointer.nativeValue(room)
    private var given = 0

    val out: ULong get() = base.toULong()

    /** Where the given bytes are. */
    val address: ULong get() = (base + OUT).toULong()

    val length: ULong get() = given.toULong()

    val answer: Long get() = memory.getLong(0)

    val answerLength: Long get() = memory.getLong(Long.SIZE_BYTES)

    private fun give(
        bytes: ByteArray,
        more: ByteArray,
    ): Ask {
        memory.put(OUT, bytes).put(OUT + bytes.size, more)
        given = bytes.size + more.size
        return this
    }

    /** Clears what was given. It is also what keeps the memory until then. */
    fun end() {
        for (at in 0 until given step ZEROS.size) memory.put(OUT + at, ZEROS, 0, minOf(ZEROS.size, given - at))
        if (memory.capacity() == KEPT) idle.offer(this) else room.close()
    }

    companion object {
        /** As many as have crossed at once. Not one of each thread: of virtual ones there may be millions. */
        private val idle = ConcurrentLinkedQueue<Ask>()

        fun of(
            bytes: ByteArray = NOTHING,
            more: ByteArray = NOTHING,
        ): Ask {
            val size = OUT + bytes.size + more.size
            val ask = if (size <= KEPT) idle.poll() ?: Ask(KEPT.toLong()) else Ask(size.toLong())
            return ask.give(bytes, more)
        }
    }
}

/** How long the place for the answer is. */
private const val OUT = 16

/** So much of memory is kept; more is for one call. */
private const val KEPT = 64 * 1024
private const val SMALL = 16 * 1024
private val NOTHING = ByteArray(0)
private val ZEROS = ByteArray(SMALL)
