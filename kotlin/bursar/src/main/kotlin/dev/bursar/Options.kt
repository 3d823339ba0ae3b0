package dev.bursar

import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.put
import kotlin.time.Duration
import kotlin.time.toKotlinDuration
import java.time.Duration as JavaDuration

/** Which server speaks: opencatd only. */
public enum class Dialect {
    /** The Go server. */
    GO,

    /** The port to Cloudflare Workers and Deno. */
    WORKER,
}

/**
 * How a client behaves. What is left out has the default that is named here.
 *
 * @property timeout how long one attempt may take. 30 s.
 * @property connectTimeout how long connecting may take. 10 s.
 * @property deadline how long a whole call may take, waits and readings included. 60 s. The attempt of a state
 *   change gets half of it at most, so that the rest can settle it.
 * @property maxRetries how often a request is sent again at most. 2.
 * @property verify whether a state change is settled by reading when its reply is lost. True.
 * @property headers extra headers; those that carry credentials cannot be set.
 * @property baseUrl another base URL. Required for opencatd, which is self-hosted.
 * @property http any HTTP library. [OkHttpExecutor] if left out.
 * @property onEvent watches what is sent and what comes back, without secrets. What it throws is ignored.
 * @property dialect which server speaks, opencatd only. [Dialect.GO].
 * @property allowInsecure allows plain http to other machines. For test networks only: credentials travel in clear.
 */
public class ClientOptions(
    public val timeout: Duration? = null,
    public val connectTimeout: Duration? = null,
    public val deadline: Duration? = null,
    public val maxRetries: Int? = null,
    public val verify: Boolean? = null,
    public val headers: Map<String, String> = emptyMap(),
    public val baseUrl: String? = null,
    public val http: HttpExecutor? = null,
    public val onEvent: ((BursarEvent) -> Unit)? = null,
    public val dialect: Dialect? = null,
    public val allowInsecure: Boolean = false,
) {
    /** What all calls of the client go by; tests have their own. */
    internal var clock: Clock = Clock()

    internal fun json(): JsonElement =
        buildJsonObject {
            shared(timeout, connectTimeout, deadline, maxRetries, verify, headers, baseUrl)
            dialect?.let { put("dialect", it.name.lowercase()) }
        }

    /** Makes [ClientOptions] in Java. */
    public class Builder {
        private var timeout: Duration? = null
        private var connectTimeout: Duration? = null
        private var deadline: Duration? = null
        private var maxRetries: Int? = null
        private var verify: Boolean? = null
        private var headers: Map<String, String> = emptyMap()
        private var baseUrl: String? = null
        private var http: HttpExecutor? = null
        private var onEvent: ((BursarEvent) -> Unit)? = null
        private var dialect: Dialect? = null
        private var allowInsecure: Boolean = false

        /** How long one attempt may take. */
        public fun timeout(timeout: JavaDuration): Builder = apply { this.timeout = timeout.toKotlinDuration() }

        /** How long connecting may take. */
        public fun connectTimeout(timeout: JavaDuration): Builder = apply { connectTimeout = timeout.toKotlinDuration() }

        /** How long a whole call may take. */
        public fun deadline(deadline: JavaDuration): Builder = apply { this.deadline = deadline.toKotlinDuration() }

        /** How often a request is sent again at most. */
        public fun maxRetries(times: Int): Builder = apply { maxRetries = times }

        /** Whether a state change is settled by reading when its reply is lost. */
        public fun verify(verify: Boolean): Builder = apply { this.verify = verify }

        /** Extra headers. */
        public fun headers(headers: Map<String, String>): Builder = apply { this.headers = headers }

        /** Another base URL. */
        public fun baseUrl(url: String): Builder = apply { baseUrl = url }

        /** Any HTTP library. */
        public fun http(http: HttpExecutor): Builder = apply { this.http = http }

        /** Watches what is sent and what comes back. */
        public fun onEvent(hook: java.util.function.Consumer<BursarEvent>): Builder = apply { onEvent = hook::accept }

        /** Which server speaks, opencatd only. */
        public fun dialect(dialect: Dialect): Builder = apply { this.dialect = dialect }

        /** Allows plain http to other machines. */
        public fun allowInsecure(allow: Boolean): Builder = apply { allowInsecure = allow }

        /** The options. */
        public fun build(): ClientOptions =
            ClientOptions(
                timeout,
                connectTimeout,
                deadline,
                maxRetries,
                verify,
                headers,
                baseUrl,
                http,
                onEvent,
                dialect,
                allowInsecure,
            )
    }

    public companion object {
        /** Makes options in Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
}

/**
 * How one call behaves; what is left out, its client decides.
 *
 * @property timeout how long one attempt may take.
 * @property connectTimeout how long connecting may take.
 * @property deadline how long the whole call may take, waits and readings included.
 * @property maxRetries how often a request is sent again at most.
 * @property verify whether a state change is settled by reading when its reply is lost.
 * @property headers extra headers; those that carry credentials cannot be set.
 * @property baseUrl another base URL.
 * @property http any HTTP library.
 * @property onEvent watches what is sent and what comes back, without secrets.
 * @property path another path for this call.
 * @property query extra query parameters; a name that the operation sends is replaced.
 * @property body an object is merged into the body, anything else replaces it.
 * @property after of a list: the cursor of the page to read, as the page before gave it.
 */
public class CallOptions(
    public val timeout: Duration? = null,
    public val connectTimeout: Duration? = null,
    public val deadline: Duration? = null,
    public val maxRetries: Int? = null,
    public val verify: Boolean? = null,
    public val headers: Map<String, String> = emptyMap(),
    public val baseUrl: String? = null,
    public val http: HttpExecutor? = null,
    public val onEvent: ((BursarEvent) -> Unit)? = null,
    public val path: String? = null,
    public val query: Map<String, String> = emptyMap(),
    public val body: JsonElement? = null,
    public val after: String? = null,
) {
    internal fun json(
        meta: Boolean,
        page: String?,
    ): JsonElement =
        buildJsonObject {
            shared(timeout, connectTimeout, deadline, maxRetries, verify, headers, baseUrl)
            path?.let { put("path", it) }
            if (query.isNotEmpty()) put("query", texts(query))
            body?.let { put("body", it) }
            (page ?: after)?.let { put("after", it) }
            if (meta) put("meta", true)
        }

    /** Makes [CallOptions] in Java. */
    public class Builder {
        private var timeout: Duration? = null
        private var connectTimeout: Duration? = null
        private var deadline: Duration? = null
        private var maxRetries: Int? = null
        private var verify: Boolean? = null
        private var headers: Map<String, String> = emptyMap()
        private var baseUrl: String? = null
        private var http: HttpExecutor? = null
        private var onEvent: ((BursarEvent) -> Unit)? = null
        private var path: String? = null
        private var query: Map<String, String> = emptyMap()
        private var body: JsonElement? = null
        private var after: String? = null

        /** How long one attempt may take. */
        public fun timeout(timeout: JavaDuration): Builder = apply { this.timeout = timeout.toKotlinDuration() }

        /** How long connecting may take. */
        public fun connectTimeout(timeout: JavaDuration): Builder = apply { connectTimeout = timeout.toKotlinDuration() }

        /** How long the whole call may take. */
        public fun deadline(deadline: JavaDuration): Builder = apply { this.deadline = deadline.toKotlinDuration() }

        /** How often a request is sent again at most. */
        public fun maxRetries(times: Int): Builder = apply { maxRetries = times }

        /** Whether a state change is settled by reading when its reply is lost. */
        public fun verify(verify: Boolean): Builder = apply { this.verify = verify }

        /** Extra headers. */
        public fun headers(headers: Map<String, String>): Builder = apply { this.headers = headers }

        /** Another base URL. */
        public fun baseUrl(url: String): Builder = apply { baseUrl = url }

        /** Any HTTP library. */
        public fun http(http: HttpExecutor): Builder = apply { this.http = http }

        /** Watches what is sent and what comes back. */
        public fun onEvent(hook: java.util.function.Consumer<BursarEvent>): Builder = apply { onEvent = hook::accept }

        /** Another path for this call. */
        public fun path(path: String): Builder = apply { this.path = path }

        /** Extra query parameters. */
        public fun query(query: Map<String, String>): Builder = apply { this.query = query }

        /** What is merged into the body, or replaces it. */
        public fun body(body: JsonElement): Builder = apply { this.body = body }

        /** The cursor of the page to read. */
        public fun after(cursor: String): Builder = apply { after = cursor }

        /** The options. */
        public fun build(): CallOptions =
            CallOptions(
                timeout,
                connectTimeout,
                deadline,
                maxRetries,
                verify,
                headers,
                baseUrl,
                http,
                onEvent,
                path,
                query,
                body,
                after,
            )
    }

    public companion object {
        /** Makes options in Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
}

private fun kotlinx.serialization.json.JsonObjectBuilder.shared(
    timeout: Duration?,
    connectTimeout: Duration?,
    deadline: Duration?,
    maxRetries: Int?,
    verify: Boolean?,
    headers: Map<String, String>,
    baseUrl: String?,
) {
    timeout?.let { put("timeoutMs", milliseconds(it)) }
    connectTimeout?.let { put("connectTimeoutMs", milliseconds(it)) }
    deadline?.let { put("deadlineMs", milliseconds(it)) }
    maxRetries?.let { put("maxRetries", it) }
    verify?.let { put("verify", it) }
    if (headers.isNotEmpty()) put("headers", texts(headers))
    baseUrl?.let { put("baseUrl", it) }
}

/** Whole milliseconds, of which the core takes no more than fit into 32 bits. */
private fun milliseconds(duration: Duration): Long = duration.inWholeMilliseconds.coerceAtMost(UInt.MAX_VALUE.toLong())

private fun texts(pairs: Map<String, String>): JsonElement =
    buildJsonObject { for ((name, value) in pairs) put(name, JsonPrimitive(value)) }
