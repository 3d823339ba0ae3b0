package dev.bursar

import java.nio.ByteBuffer

/** What is to be done next, as the core says it. */
internal sealed interface Answer<out T> {
    class Send(
        val call: Long,
        val request: HttpRequest,
    ) : Answer<Nothing>

    class Wait(
        val call: Long,
        val ms: Long,
    ) : Answer<Nothing>

    /** The end, with JSON about the last reply if somebody asked for it. */
    sealed interface End<out T> : Answer<T> {
        val meta: String
    }

    class Value<T>(
        val rows: List<T>,
        val total: Long?,
        val next: String?,
        override val meta: String,
    ) : End<T>

    class Failed(
        val failure: Failure,
        override val meta: String,
    ) : End<Nothing>
}

/** Takes everything out of an answer, whose memory is about to go. */
internal fun <T> answerOf(
    memory: ByteBuffer,
    read: Reader<T>,
): Answer<T> =
    when (memory.get(0).toInt().toChar()) {
        'S' -> Wire(memory).send()
        'W' -> Wire(memory).waiting()
        'V' -> Packed(memory).run { Answer.Value(read(read), total, next(), meta()) }
        else -> Packed(memory).run { Answer.Failed(spelt(read { failure() }.single()), meta()) }
    }

/** Fields between separators, of which only the last may hold one. */
private class Wire(
    memory: ByteBuffer,
) {
    private val answer = ByteArray(memory.capacity()).also { memory.get(0, it) }
    private var at = 2

    fun waiting() = Answer.Wait(number(), number())

    fun send() =
        Answer.Send(
            call = number(),
            request =
                HttpRequest(
                    timeoutMs = number(),
                    connectTimeoutMs = number(),
                    maxBodyBytes = number().toInt(),
                    once = number() == 1L,
                    method = text(),
                    url = text(),
                    headers = headers(text()),
                    body = if (at < answer.size) answer.copyOfRange(at, answer.size) else null,
                ),
        )

    private fun headers(lines: String): List<Pair<String, String>> {
        if (lines.isEmpty()) return emptyList()
        return lines.split('\n').map { line ->
            val colon = line.indexOf(": ")
            line.substring(0, colon) to line.substring(colon + 2)
        }
    }

    private fun number(): Long {
        var number = 0L
        while (at < answer.size && answer[at] != SEPARATOR) number = number * TEN + (answer[at++] - '0'.code)
        at++
        return number
    }

    private fun text(): String {
        val from = at
        while (answer[at] != SEPARATOR) at++
        return String(answer, from, at++ - from, Charsets.UTF_8)
    }

    private companion object {
        const val SEPARATOR: Byte = 0x1f
        const val TEN = 10
    }
}
