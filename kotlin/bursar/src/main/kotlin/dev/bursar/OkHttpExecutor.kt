package dev.bursar

import kotlinx.coroutines.suspendCancellableCoroutine
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
import java.util.concurrent.atomic.AtomicInteger
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException

/**
 * Sends by OkHttp. It follows no redirect and repeats nothing by itself: what may arrive only once takes a connection of its
 * own, and is stopped where OkHttp, an interceptor or an authenticator would send it again.
 *
 * @param client the client whose connections, proxy, certificates and interceptors are used; one of its own if left out. Its
 * time-outs are replaced by those of the call. Its dispatcher sends 5 requests to a host at once unless you raise that.
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
                .callTimeout(0, TimeUnit.MILLISECONDS)
                .readTimeout(0, TimeUnit.MILLISECONDS)
                .writeTimeout(0, TimeUnit.MILLISECONDS)
                .addInterceptor(::connecting)
                .addNetworkInterceptor(::passing)
                .build()

        /** What is in no pool is not used again. */
        private val fresh: OkHttpClient =
            pooled.newBuilder().connectionPool(ConnectionPool(0, 1, TimeUnit.MILLISECONDS)).build()

        override suspend fun execute(request: HttpRequest): HttpReply {
            val passage = Passage(request)
            val call = (if (request.once) fresh else pooled).newCall(requestOf(request, passage))
            call.timeout().timeout(request.timeoutMs, TimeUnit.MILLISECONDS)
            return suspendCancellableCoroutine { waiting ->
                waiting.invokeOnCancellation { call.cancel() }
                call.enqueue(
                    object : Callback {
                        override fun onResponse(
                            call: Call,
                            response: Response,
                        ) {
                            val reply = runCatching { response.use { replyOf(it, request.maxBodyBytes) } }
                            reply.fold(waiting::resume, waiting::resumeWithException)
                        }

                        override fun onFailure(
                            call: Call,
                            e: IOException,
                        ) {
                            // Nothing has left before there is a connection.
                            val sent = passage.times.get() > 0
                            waiting.resumeWithException(if (sent) e else RequestLost(Loss.NOT_SENT, e.toString(), e))
                        }
                    },
                )
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

/** What is known of a request on its way. */
private class Passage(
    val request: HttpRequest,
) {
    val times = AtomicInteger()
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

private fun connecting(chain: Interceptor.Chain): Response {
    val passage = chain.request().tag(Passage::class.java) ?: return chain.proceed(chain.request())
    val most =
        passage.request.connectTimeoutMs
            .coerceAtMost(Int.MAX_VALUE.toLong())
            .toInt()
    return chain.withConnectTimeout(most, TimeUnit.MILLISECONDS).proceed(chain.request())
}

private const val UNAVAILABLE = 503
private const val RETRY_AFTER = "retry-after"
private const val HIDDEN = "bursar-retry-after"

/** Sees a request whenever it is about to leave. */
private fun passing(chain: Interceptor.Chain): Response {
    val passage = chain.request().tag(Passage::class.java) ?: return chain.proceed(chain.request())
    if (passage.times.incrementAndGet() > 1 && passage.request.once) {
        throw IOException("OkHttp was about to send again what may arrive only once")
    }
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
