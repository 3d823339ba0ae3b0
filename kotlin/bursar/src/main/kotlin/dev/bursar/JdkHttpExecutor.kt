package dev.bursar

import kotlinx.coroutines.suspendCancellableCoroutine
import java.net.ConnectException
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpConnectTimeoutException
import java.net.http.HttpRequest.BodyPublisher
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse
import java.net.http.HttpResponse.BodySubscriber
import java.nio.ByteBuffer
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionException
import java.util.concurrent.CompletionStage
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.Flow.Subscription
import java.util.concurrent.atomic.AtomicBoolean
import java.util.function.Supplier
import javax.net.ssl.SSLHandshakeException
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException
import java.net.http.HttpRequest as JdkRequest

/**
 * Sends by the HTTP client of the JDK, over HTTP/1.1. It follows no redirect.
 *
 * That client sends GET again when a connection ends without a reply, and cannot be told not to. What may arrive only once is
 * sent by a client of its own, whose connection is new, with a body that is there once: proved with Java 17. Before Java 21 such
 * a client cannot be ended: its thread and its connection stay until it is collected. For many changes, take [OkHttpExecutor].
 *
 * The time to connect is rounded down to a power of two, in milliseconds. An authenticator of yours makes a change that was
 * refused with 401 one of unknown outcome.
 *
 * @param builder what clients are made of: your proxy, certificates and threads; what is left out is the JDK's default.
 */
public class JdkHttpExecutor
    @JvmOverloads
    constructor(
        private val builder: Supplier<HttpClient.Builder> = Supplier { HttpClient.newBuilder() },
    ) : HttpExecutor {
        /** By their time to connect, which is a matter of clients here. */
        private val kept = ConcurrentHashMap<Long, HttpClient>()

        override suspend fun execute(request: HttpRequest): HttpReply {
            // Each time to connect takes a client of its own: there is one for each power of two.
            val time = connectTime(request).takeHighestOneBit()
            if (!request.once) return exchange(kept.computeIfAbsent(time, ::client), request)
            val own = client(time)
            try {
                return exchange(own, request)
            } finally {
                // From Java 21 on it can be ended; before, that happens when it is not reachable any more.
                (own as Any as? AutoCloseable)?.close()
            }
        }

        private fun client(connectTimeoutMs: Long): HttpClient =
            builder
                .get()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofMillis(connectTimeoutMs))
                .build()
    }

private suspend fun exchange(
    client: HttpClient,
    request: HttpRequest,
): HttpReply {
    val wire = unsentIfRefused { wireOf(request) }
    return suspendCancellableCoroutine { waiting ->
        val reply = client.sendAsync(wire) { Bounded(request.maxBodyBytes) }
        waiting.invokeOnCancellation { reply.cancel(true) }
        reply.whenComplete { response, error ->
            if (error == null) waiting.resume(replyOf(response)) else waiting.resumeWithException(lossOf(error))
        }
    }
}

private fun wireOf(request: HttpRequest): JdkRequest {
    val wire = JdkRequest.newBuilder(URI(request.url)).timeout(Duration.ofMillis(request.timeoutMs))
    for ((name, value) in request.headers) wire.header(name, value)
    val body = request.body?.let(BodyPublishers::ofByteArray) ?: BodyPublishers.noBody()
    return wire.method(request.method, if (request.once) Once(body) else body).build()
}

private fun replyOf(response: HttpResponse<ByteArray>): HttpReply {
    val headers = response.headers().map().flatMap { (name, values) -> values.map { name to it } }
    return HttpReply(response.statusCode(), headers, response.body())
}

private fun lossOf(thrown: Throwable): Throwable {
    val error = (thrown as? CompletionException)?.cause ?: thrown
    val chain = generateSequence(error) { it.cause }
    val known = chain.filterIsInstance<RequestLost>().firstOrNull()
    val notSent = chain.any { it is ConnectException || it is HttpConnectTimeoutException || it is SSLHandshakeException }
    return known ?: if (notSent) RequestLost(Loss.NOT_SENT, error.toString(), error) else error
}

/**
 * A body that is there once. The JDK's client asks for its length whenever it is about to send, and would send GET again when
 * its connection ends without a reply, be it a new one.
 */
private class Once(
    private val body: BodyPublisher,
) : BodyPublisher by body {
    private val asked = AtomicBoolean()

    override fun contentLength(): Long {
        check(!asked.getAndSet(true)) { "the JDK's client was about to send again what may arrive only once" }
        return body.contentLength()
    }
}

/** Reads a body that is not too long. */
private class Bounded(
    private val most: Int,
) : BodySubscriber<ByteArray> {
    private val pieces = ArrayList<ByteBuffer>()
    private var size = 0L
    private var over = false
    private val body = CompletableFuture<ByteArray>()
    private lateinit var subscription: Subscription

    override fun getBody(): CompletionStage<ByteArray> = body

    override fun onSubscribe(subscription: Subscription) {
        this.subscription = subscription
        subscription.request(Long.MAX_VALUE)
    }

    override fun onNext(read: List<ByteBuffer>) {
        if (over) return
        size += read.sumOf { it.remaining() }
        if (size > most) {
            over = true
            pieces.clear()
            subscription.cancel()
            body.completeExceptionally(RequestLost(Loss.TOO_LARGE))
        } else {
            pieces += read
        }
    }

    override fun onError(error: Throwable) {
        body.completeExceptionally(error)
    }

    override fun onComplete() {
        val whole = ByteBuffer.allocate(size.toInt())
        for (piece in pieces) whole.put(piece)
        body.complete(whole.array())
    }
}
