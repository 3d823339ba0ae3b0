package dev.bursar

import com.sun.jna.Platform
import dev.bursar.crossing.sessionClose
import dev.bursar.crossing.sessionOpen
import dev.bursar.crossing.sessionSetToken
import dev.bursar.crossing.sessionToken
import java.nio.ByteBuffer
import dev.bursar.crossing.close as closeCall
import dev.bursar.crossing.describe as describeCall
import dev.bursar.crossing.failed as callFailed
import dev.bursar.crossing.live as liveCalls
import dev.bursar.crossing.open as openCall
import dev.bursar.crossing.received as callReceived
import dev.bursar.crossing.waited as callWaited

/** The functions of the core. Bytes go in by buffers of their thread, which are cleared afterwards. */
internal object Crossing {
    const val SEND: Byte = 'S'.code.toByte()
    const val WAIT: Byte = 'W'.code.toByte()
    const val VALUE: Byte = 'V'.code.toByte()
    const val SEPARATOR: Byte = 0x1f

    /** Whoever calls this first finds out whether the core is there. */
    fun open(config: ByteArray): Long {
        val answer =
            try {
                buffers.get().with(config) { sessionOpen(it) }
            } catch (missing: LinkageError) {
                throw configuration(
                    "there is no core for this machine (${Platform.RESOURCE_PREFIX}): looked for the resource " +
                        "${Platform.RESOURCE_PREFIX}/${System.mapLibraryName("bursar_uniffi")} of bursar-crossing, and in " +
                        "jna.library.path (${System.getProperty("jna.library.path") ?: "not set"})",
                    missing,
                )
            }
        return valueOf(answer).long()
    }

    fun close(session: Long): Unit = sessionClose(session.toULong())

    fun token(session: Long): Secret? = valueOf(sessionToken(session.toULong())).secretOrNull()

    fun setToken(
        session: Long,
        token: String,
    ) {
        valueOf(buffers.get().with(token.toByteArray()) { sessionSetToken(session.toULong(), it) })
    }

    fun begin(
        session: Long,
        request: ByteArray,
        now: Long,
    ): ByteArray = buffers.get().with(request) { openCall(session.toULong(), it, now.toULong()) }

    fun received(
        call: Long,
        head: ByteArray,
        body: ByteArray,
        now: Long,
    ): ByteArray {
        val own = buffers.get()
        return own.with(head) { status ->
            own.withBody(body) { callReceived(call.toULong(), status, it, now.toULong()) }
        }
    }

    fun failed(
        call: Long,
        loss: Int,
        detail: String,
        now: Long,
    ): ByteArray = buffers.get().with(detail.toByteArray()) { callFailed(call.toULong(), loss.toUByte(), it, now.toULong()) }

    fun waited(
        call: Long,
        now: Long,
    ): ByteArray = callWaited(call.toULong(), now.toULong())

    /** The present request, redacted, as JSON. */
    fun describe(call: Long): String = valueOf(describeCall(call.toULong())).text()

    fun end(call: Long): Unit = closeCall(call.toULong())

    /** How many calls are under way in this process. */
    fun live(): Long = liveCalls().toLong()

    const val NOT_SENT = 0
    const val MAYBE_SENT = 1
    const val CANCELLED = 2
    const val TOO_LARGE = 3

    private val buffers: ThreadLocal<Buffers> = ThreadLocal.withInitial { Buffers() }

    /** Status and headers as the core reads them. */
    fun headOf(reply: HttpReply): ByteArray {
        val head = StringBuilder().append(reply.status)
        for ((name, value) in reply.headers) {
            if (name.lowercase() in REPLY_HEADERS) {
                head
                    .append('\u001f')
                    .append(name)
                    .append(": ")
                    .append(value)
            }
        }
        return head.toString().toByteArray()
    }
}

/** The value of an answer that is one, or else the exception that it is. */
internal fun valueOf(
    answer: ByteArray,
    cause: Throwable? = null,
): Packed {
    if (answer[0] == Crossing.VALUE) return Packed(answer)
    throw exceptionOf(failureOf(Packed(answer)), cause)
}

/** Memory that the core can read, of one thread. */
private class Buffers {
    private var small = ByteBuffer.allocateDirect(SMALL)
    private var body = ByteBuffer.allocateDirect(SMALL)

    inline fun <T> with(
        bytes: ByteArray,
        use: (ByteBuffer) -> T,
    ): T {
        small = fitting(small, bytes)
        return small.holding(bytes, use)
    }

    inline fun <T> withBody(
        bytes: ByteArray,
        use: (ByteBuffer) -> T,
    ): T {
        // A long reply now and then should not be kept as long as its thread lives.
        if (bytes.size > KEPT) return ByteBuffer.allocateDirect(bytes.size).holding(bytes, use)
        body = fitting(body, bytes)
        return body.holding(bytes, use)
    }

    private fun fitting(
        buffer: ByteBuffer,
        bytes: ByteArray,
    ): ByteBuffer = if (bytes.size <= buffer.capacity()) buffer else ByteBuffer.allocateDirect(maxOf(bytes.size, buffer.capacity() * 2))

    private inline fun <T> ByteBuffer.holding(
        bytes: ByteArray,
        use: (ByteBuffer) -> T,
    ): T {
        clear().put(bytes).flip()
        try {
            return use(this)
        } finally {
            clear()
            var left = bytes.size
            while (left > 0) {
                val piece = minOf(left, ZEROS.size)
                put(ZEROS, 0, piece)
                left -= piece
            }
        }
    }
}

private const val SMALL = 8 * 1024
private const val KEPT = 4 * 1024 * 1024
private val ZEROS = ByteArray(SMALL)
