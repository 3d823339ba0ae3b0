package dev.bursar.ktor

import dev.bursar.HttpExecutor
import dev.bursar.HttpReply
import dev.bursar.HttpRequest
import dev.bursar.Loss
import dev.bursar.RequestLost
import dev.bursar.connectTime
import dev.bursar.unsentIfRefused
import io.ktor.client.HttpClient
import io.ktor.client.HttpClientConfig
import io.ktor.client.engine.HttpClientEngineConfig
import io.ktor.client.engine.HttpClientEngineFactory
import io.ktor.client.network.sockets.ConnectTimeoutException
import io.ktor.client.plugins.HttpTimeout
import io.ktor.client.plugins.retry
import io.ktor.client.plugins.timeout
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.prepareRequest
import io.ktor.client.request.setBody
import io.ktor.client.request.url
import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.bodyAsChannel
import io.ktor.http.ContentType
import io.ktor.http.HttpMethod
import io.ktor.http.UnsafeHeaderException
import io.ktor.http.content.ByteArrayContent
import io.ktor.utils.io.readBuffer
import kotlinx.coroutines.CancellationException
import kotlinx.io.readByteArray
import java.net.ConnectException
import java.nio.channels.UnresolvedAddressException
import javax.net.ssl.SSLHandshakeException

/**
 * Sends by an engine of ktor's client, which you bring. It follows no redirect.
 *
 * Engines differ in what they send again by themselves when a kept connection dies: what may arrive only once is sent by an
 * engine of its own, whose connection is new. Proved with CIO. A TLS handshake that fails is not told from a connection that broke
 * later: a change is then of unknown outcome.
 *
 * @param engine the engine, such as `CIO`.
 * @param configure your plugins, proxy and certificates. What sends requests again must not be among them.
 */
public class KtorExecutor<T : HttpClientEngineConfig>(
    private val engine: HttpClientEngineFactory<T>,
    private val configure: HttpClientConfig<T>.() -> Unit = {},
) : HttpExecutor,
    AutoCloseable {
    private val kept = lazy(::client)

    override suspend fun execute(request: HttpRequest): HttpReply {
        if (!request.once) return exchange(kept.value, request)
        return client().use { exchange(it, request) }
    }

    /** Ends the engine that is kept. */
    override fun close() {
        if (kept.isInitialized()) kept.value.close()
    }

    private fun client(): HttpClient =
        HttpClient(engine) {
            configure()
            followRedirects = false
            expectSuccess = false
            install(HttpTimeout)
        }
}

@Suppress("TooGenericExceptionCaught")
private suspend fun exchange(
    client: HttpClient,
    request: HttpRequest,
): HttpReply {
    val wire = unsentIfRefused { wireOf(request) }
    try {
        return client.prepareRequest(wire).execute { replyOf(it, request.maxBodyBytes) }
    } catch (error: Exception) {
        throw lossOf(error)
    }
}

private fun wireOf(request: HttpRequest): HttpRequestBuilder =
    HttpRequestBuilder().apply {
        url(request.url)
        method = HttpMethod(request.method)
        var type: String? = null
        for ((name, value) in request.headers) {
            if (name == CONTENT_TYPE) type = value else headers.append(name, value)
        }
        request.body?.let { setBody(ByteArrayContent(it, type?.let(ContentType::parse))) }
        retry { noRetry() }
        timeout {
            requestTimeoutMillis = request.timeoutMs
            connectTimeoutMillis = connectTime(request)
            socketTimeoutMillis = request.timeoutMs
        }
    }

private fun lossOf(error: Exception): Exception {
    if (error is CancellationException || error is RequestLost) return error
    val unsent =
        error is ConnectException || error is ConnectTimeoutException || error is UnresolvedAddressException ||
            error is SSLHandshakeException || error is UnsafeHeaderException
    // ktor's time-outs show the URL, and a token may be in it.
    val shows = generateSequence<Throwable>(error) { it.cause }.any { "[url=" in it.message.orEmpty() }
    val how = if (unsent) Loss.NOT_SENT else Loss.MAYBE_SENT
    return if (shows) RequestLost(how, error.javaClass.simpleName) else RequestLost(how, error.toString(), error)
}

private const val CONTENT_TYPE = "content-type"

private suspend fun replyOf(
    response: HttpResponse,
    most: Int,
): HttpReply {
    val body = response.bodyAsChannel().readBuffer(most + 1L).readByteArray()
    if (body.size > most) throw RequestLost(Loss.TOO_LARGE)
    val headers = response.headers.entries().flatMap { (name, values) -> values.map { name to it } }
    return HttpReply(response.status.value, headers, body)
}
