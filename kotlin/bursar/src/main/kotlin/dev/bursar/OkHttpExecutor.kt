package dev.bursar

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.suspendCancellableCoroutine
import okhttp3.Authenticator
import okhttp3.Call
import okhttp3.Callback
import okhttp3.ConnectionPool
import okhttp3.Dispatcher
import okhttp3.Headers
import okhttp3.Interceptor
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody
import okhttp3.RequestBody.Companion.toRequestBody
import okhttp3.Response
import java.io.IOException
import java.util.concurrent.SynchronousQueue
import java.util.concurrent.ThreadPoolExecutor
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicReference
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException

/**
 * Sends by OkHttp. It follows no redirect and repeats nothing by itself: what may arrive only once takes a connection of its
 * own, and is stopped where OkHttp, an interceptor or an authenticator would send it again.
 *
 * @param client the client whose connections, proxy, certificates and interceptors are used; one of its own if left out. Its
 * time-outs are replaced by those of the call, its cache and its authenticator are not used. Its dispatcher sends 5 requests to
 * a host at once unless you raise that.
 */
public class OkHttpExecutor
    @JvmOverloads
    constructor(
        client: OkHttpClient = own(),
    ) : HttpExecutor {
        private val pooled: OkHttpClient =
            client
                .newBuilder()
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                // What is refused is refused: with other credentials it would be sent a second time.
                .authenticator(Authenticator.NONE)
                // Balances would be old, and tokens on the disk.
                .cache(null)
                .callTimeout(0, TimeUnit.MILLISECONDS)
                .readTimeout(0, TimeUnit.MILLISECONDS)
                .writeTimeout(0, TimeUnit.MILLISECONDS)
                .apply { interceptors().add(0, ::beginning) }
                .addInterceptor(::connecting)
                .addNetworkInterceptor(::passing)
                .build()

        /** What is in no pool is not used again. */
        private val fresh: OkHttpClient =
            pooled.newBuilder().connectionPool(ConnectionPool(0, 1, TimeUnit.MILLISECONDS)).build()

        override suspend fun execute(request: HttpRequest): HttpReply {
            val passage = Passage(request)
            val call = (if (request.once) fresh else pooled).newCall(unsentIfRefused { requestOf(request, passage) })
            call.timeout().timeout(request.timeoutMs, TimeUnit.MILLISECONDS)
            try {
                return call.reply(request.maxBodyBytes)
            } catch (gone: CancellationException) {
                // While it waits for its turn or its connection, it can be kept from leaving.
                throw if (passage.close()) RequestLost(Loss.NOT_SENT, gone.message.orEmpty(), gone) else gone
            } catch (error: IOException) {
                throw if (passage.isUnsent(error)) RequestLost(Loss.NOT_SENT, error.toString(), error) else error
            }
        }

        internal companion object {
            /** For all clients that have no executor of their own. */
            val shared: OkHttpExecutor by lazy { OkHttpExecutor() }

            private const val AT_ONCE = 256
            private const val IDLE_S = 30L

            /** Its threads do not keep a program from ending. */
            private fun own(): OkHttpClient {
                val threads =
                    ThreadPoolExecutor(0, Int.MAX_VALUE, IDLE_S, TimeUnit.SECONDS, SynchronousQueue()) {
                        Thread(it, "bursar-okhttp").apply { isDaemon = true }
                    }
                val dispatcher = Dispatcher(threads)
                dispatcher.maxRequests = AT_ONCE
                dispatcher.maxRequestsPerHost = AT_ONCE
                return OkHttpClient.Builder().dispatcher(dispatcher).build()
            }
        }
    }

private suspend fun Call.reply(most: Int): HttpReply =
    suspendCancellableCoroutine { waiting ->
        waiting.invokeOnCancellation { cancel() }
        enqueue(
            object : Callback {
                override fun onResponse(
                    call: Call,
                    response: Response,
                ) {
                    val reply = runCatching { response.use { replyOf(it, most) } }
                    reply.fold(waiting::resume, waiting::resumeWithException)
                }

                override fun onFailure(
                    call: Call,
                    e: IOException,
                ): Unit = waiting.resumeWithException(e)
            },
        )
    }

/** How far a request is on its way. */
private enum class Place { QUEUED, BEGUN, CONNECTING, FAILED, SENT, CLOSED }

/** What is known of a request on its way. An interceptor of the user's may lead it elsewhere: then nothing is known. */
private class Passage(
    val request: HttpRequest,
) {
    private val place = AtomicReference(Place.QUEUED)

    @Volatile
    private var failed: IOException? = null

    fun begin() {
        if (!place.compareAndSet(Place.QUEUED, Place.BEGUN) && place.get() == Place.CLOSED) throw IOException(GIVEN_UP)
    }

    /** Runs what connects, and sends when it is connected. */
    fun connect(proceed: () -> Response): Response {
        if (!place.compareAndSet(Place.BEGUN, Place.CONNECTING)) place.compareAndSet(Place.FAILED, Place.CONNECTING)
        try {
            return proceed()
        } catch (error: IOException) {
            if (place.compareAndSet(Place.CONNECTING, Place.FAILED)) failed = error
            throw error
        }
    }

    /** A request is about to leave. */
    fun send() {
        val before = place.getAndUpdate { if (it == Place.CLOSED) it else Place.SENT }
        if (before == Place.CLOSED) throw IOException(GIVEN_UP)
        if (before == Place.SENT && request.once) throw IOException("OkHttp was about to send again what may arrive only once")
    }

    /** Keeps the request from leaving, and tells whether that is certain. */
    fun close(): Boolean = listOf(Place.QUEUED, Place.CONNECTING, Place.FAILED).any { place.compareAndSet(it, Place.CLOSED) }

    /** Whether this is for what no connection came about, or what its time-out was made of. */
    fun isUnsent(error: IOException): Boolean {
        val before = failed
        return place.get() == Place.FAILED && generateSequence<Throwable>(error) { it.cause }.any { it === before }
    }

    private companion object {
        const val GIVEN_UP = "the request was given up"
    }
}

private fun requestOf(
    request: HttpRequest,
    passage: Passage,
): Request {
    val headers = Headers.Builder()
    for ((name, value) in request.headers) headers.addUnsafeNonAscii(name, value)
    val method = request.method
    return Request
        .Builder()
        .url(request.url)
        .headers(headers.build())
        .method(method, request.body?.toRequestBody() ?: NOTHING.takeIf { method in WITH_BODY })
        .tag(Passage::class.java, passage)
        .build()
}

private val NOTHING: RequestBody = ByteArray(0).toRequestBody()

/** OkHttp refuses to send these without one. */
private val WITH_BODY = setOf("POST", "PUT", "PATCH")

private fun passageOf(chain: Interceptor.Chain): Passage? = chain.request().tag(Passage::class.java)

private fun beginning(chain: Interceptor.Chain): Response {
    passageOf(chain)?.begin()
    return chain.proceed(chain.request())
}

private fun connecting(chain: Interceptor.Chain): Response {
    val passage = passageOf(chain) ?: return chain.proceed(chain.request())
    val most =
        passage.request.connectTimeoutMs
            .coerceAtMost(Int.MAX_VALUE.toLong())
            .toInt()
    return passage.connect { chain.withConnectTimeout(most, TimeUnit.MILLISECONDS).proceed(chain.request()) }
}

private const val UNAVAILABLE = 503
private const val RETRY_AFTER = "retry-after"
private const val HIDDEN = "bursar-retry-after"

/** Sees a request whenever it is about to leave. */
private fun passing(chain: Interceptor.Chain): Response {
    val passage = passageOf(chain) ?: return chain.proceed(chain.request())
    passage.send()
    val response = chain.proceed(chain.request())
    val after = response.header(RETRY_AFTER)
    // Of a 503 that asks for no patience, OkHttp would send the request again, whatever it is told.
    if (response.code != UNAVAILABLE || after == null) return response
    return response
        .newBuilder()
        .removeHeader(RETRY_AFTER)
        .header(HIDDEN, after)
        .build()
}

private fun replyOf(
    response: Response,
    most: Int,
): HttpReply {
    val body = response.body
    val source = body.source()
    if (body.contentLength() > most || source.request(most + 1L)) throw RequestLost(Loss.TOO_LARGE)
    val headers = response.headers.map { (name, value) -> (if (name == HIDDEN) RETRY_AFTER else name) to value }
    return HttpReply(response.code, headers, source.readByteArray())
}
