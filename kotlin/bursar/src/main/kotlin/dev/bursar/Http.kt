package dev.bursar

import java.io.IOException

/**
 * A request to be sent as it is, with no redirect followed. Its rendering shows neither headers nor body nor query.
 *
 * @property method the HTTP method.
 * @property url the whole URL.
 * @property headers names in lower case, each once.
 * @property body UTF-8 text, or null.
 * @property timeoutMs how long the whole exchange may take, in milliseconds. Then the executor is cancelled.
 * @property connectTimeoutMs how long connecting may take, in milliseconds.
 * @property maxBodyBytes a longer body is not read: throw [RequestLost] with [Loss.TOO_LARGE].
 * @property once it may reach the server at most once: no replay, not by the HTTP library either.
 */
public class HttpRequest(
    public val method: String,
    public val url: String,
    public val headers: List<Pair<String, String>>,
    public val body: ByteArray?,
    public val timeoutMs: Long,
    public val connectTimeoutMs: Long,
    public val maxBodyBytes: Int,
    public val once: Boolean,
) {
    override fun toString(): String = "HttpRequest($method ${url.substringBefore('?')}, once=$once)"
}

/**
 * A reply of any status. Its rendering shows the status only, as bodies hold tokens.
 *
 * @property status the HTTP status.
 * @property headers those of the reply; the core reads a few and ignores the rest.
 * @property body the whole body, decompressed.
 */
public class HttpReply(
    public val status: Int,
    public val headers: Iterable<Pair<String, String>>,
    public val body: ByteArray,
) {
    override fun toString(): String = "HttpReply($status)"
}

/**
 * Any HTTP library: one function.
 *
 * What it throws is a request that may have arrived, unless it is a [RequestLost]. It follows no redirect, gives every status
 * as a reply, and sends what has [HttpRequest.once] set at most once. When the call is given up, its coroutine is cancelled.
 */
public fun interface HttpExecutor {
    /** Sends the request, and gives the reply. */
    public suspend fun execute(request: HttpRequest): HttpReply
}

/** How a request was lost, as far as an [HttpExecutor] can tell. */
public enum class Loss(
    internal val code: Int,
) {
    /** It has certainly not reached the server: a refused connection, no such name, no TLS. */
    NOT_SENT(Crossing.NOT_SENT),

    /** It may have reached the server. */
    MAYBE_SENT(Crossing.MAYBE_SENT),

    /** A reply came whose body is longer than [HttpRequest.maxBodyBytes]. */
    TOO_LARGE(Crossing.TOO_LARGE),

    /** What the HTTP library gave is no reply. It would give the same again, so it is not asked to; the request may have arrived. */
    UNUSABLE(Crossing.UNUSABLE),
}

/**
 * For executors: a request that is known not to have been sent, or whose reply is too large.
 *
 * @property how what is known of it.
 */
public class RequestLost
    @JvmOverloads
    constructor(
        public val how: Loss,
        message: String = how.name.lowercase().replace('_', ' '),
        cause: Throwable? = null,
    ) : IOException(message, cause)

/** What an HTTP library refuses to make was not sent. Its words may show the URL, and with it a token. */
@Suppress("TooGenericExceptionCaught", "SwallowedException")
internal inline fun <T> unsentIfRefused(make: () -> T): T =
    try {
        make()
    } catch (refused: Exception) {
        throw RequestLost(Loss.NOT_SENT, "the HTTP library refuses to make this request: ${refused.javaClass.simpleName}")
    }

/** How long to connect, in milliseconds: less than the whole attempt, whose end does not tell what has left. */
internal fun connectTime(request: HttpRequest): Long =
    minOf(request.connectTimeoutMs, request.timeoutMs - request.timeoutMs / CONNECT_SHARE).coerceAtLeast(1)

private const val CONNECT_SHARE = 8

/** Status and headers as the core reads them, of what an executor gave: from Java it may be null. */
internal fun headOf(reply: HttpReply?): ByteArray {
    if (reply == null) throw unusable("it is null")
    if (reply.status !in LEAST..MOST) throw unusable("its status is ${reply.status}, and none from $LEAST to $MOST")
    return (reply.status.toString() + headersOf(reply)).toByteArray()
}

@Suppress("TooGenericExceptionCaught")
private fun headersOf(reply: HttpReply): String =
    try {
        reply.headers.filter { (name) -> name.lowercase() in REPLY_HEADERS }.joinToString("") { (name, value) -> "$SEPARATOR$name: $value" }
    } catch (error: Exception) {
        throw unusable("its headers cannot be read", error)
    }

private fun unusable(
    what: String,
    cause: Throwable? = null,
): RequestLost = RequestLost(Loss.UNUSABLE, "http: what the executor gave is no reply: $what", cause)

private const val LEAST = 100
private const val MOST = 999

/** Between the fields of what the core is told. */
internal const val SEPARATOR: Char = '\u001f'
