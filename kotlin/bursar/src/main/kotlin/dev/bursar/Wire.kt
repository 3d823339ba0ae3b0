package dev.bursar

/** What the core wants done, as it writes it: fields between separators, of which only the last may hold one. */
internal class Wire(
    private val answer: ByteArray,
) {
    private var at = 2

    /** The handle of the call. */
    val call: Long = number()

    /** For how long to sleep, of an answer that says so. */
    val ms: Long by lazy(LazyThreadSafetyMode.NONE) { number() }

    /** What to send, of an answer that says so. */
    val request: HttpRequest by lazy(LazyThreadSafetyMode.NONE) {
        val timeout = number()
        val connectTimeout = number()
        val most = number().toInt()
        val once = number() == 1L
        HttpRequest(
            method = text(),
            url = text(),
            headers = headers(text()),
            body = if (at < answer.size) answer.copyOfRange(at, answer.size) else null,
            timeoutMs = timeout,
            connectTimeoutMs = connectTimeout,
            maxBodyBytes = most,
            once = once,
        )
    }

    private fun headers(lines: String): List<Pair<String, String>> {
        if (lines.isEmpty()) return emptyList()
        return lines.split('\n').map { line ->
            val colon = line.indexOf(": ")
            line.substring(0, colon) to line.substring(colon + 2)
        }
    }

    private fun number(): Long {
        var number = 0L
        while (at < answer.size && answer[at] != Crossing.SEPARATOR) number = number * TEN + (answer[at++] - '0'.code)
        at++
        return number
    }

    private fun text(): String {
        val from = at
        while (answer[at] != Crossing.SEPARATOR) at++
        return String(answer, from, at++ - from, Charsets.UTF_8)
    }

    private companion object {
        const val TEN = 10
    }
}
