package dev.bursar

import kotlinx.coroutines.currentCoroutineContext
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.put
import java.lang.ref.Cleaner
import java.lang.ref.Reference
import java.security.SecureRandom

/** What a platform's client needs to know before it is opened. */
internal class Platform(
    val id: String,
    /** By credential: the environment variable that it is read from. */
    val environment: Map<String, String>,
)

/** An account on one platform. It can be shared between threads and coroutines. */
public abstract class Client internal constructor(
    internal val caller: Caller,
) : AutoCloseable {
    /** The session's token, to be shared through a store of your own; null if there is none. */
    public fun token(): Secret? = caller.session.held(Crossing::token)

    /** Replaces the session's token; null forgets it. */
    public fun setToken(token: Secret?): Unit = caller.session.held { Crossing.setToken(it, utf8(token?.expose().orEmpty(), "setToken")) }

    /**
     * Begins an operation whose steps you drive yourself: `client.begin("espai.cards.get", mapOf("phone" to …))`.
     *
     * @param operation its full name.
     * @param params its parameters by their names in camelCase.
     * @param options how the call behaves.
     * @param now the present time in milliseconds of a monotonic clock; the process's own if left out.
     */
    @JvmOverloads
    public fun begin(
        operation: String,
        params: Map<String, Any?> = emptyMap(),
        options: CallOptions? = null,
        now: Long = caller.clock.now(),
    ): Call {
        val read = READERS[operation] ?: throw configuration(noSuch(operation))
        val request = requestOf(operation, params, options, meta = false, page = null)
        return caller.session.held { Call(it, request, read, now) }
    }

    private fun noSuch(operation: String): String {
        val own = READERS.keys.filter { it == "raw" || it.startsWith("${caller.platform}.") }
        return "begin: there is no operation ${operation.take(LONGEST_NAME)}; there are ${own.joinToString()}"
    }

    /** Forgets the session. Calls that run go on; new ones fail. */
    override fun close(): Unit = caller.session.close()

    private companion object {
        const val LONGEST_NAME = 40
    }
}

/** The core's session. Whoever can still call something holds it. */
internal class Session(
    config: JsonObject,
) : AutoCloseable {
    val handle: Long = Crossing.open(utf8(config.toString(), "the configuration"))

    private val abandoned = CLEANER.register(this, Closing(handle))

    /** Lends the handle. A session that nobody reaches any more is closed, also while its handle is used. */
    inline fun <T> held(use: (Long) -> T): T =
        try {
            use(handle)
        } finally {
            Reference.reachabilityFence(this)
        }

    override fun close(): Unit = abandoned.clean()

    /** It must not hold the session itself. */
    private class Closing(
        private val handle: Long,
    ) : Runnable {
        override fun run(): Unit = Crossing.close(handle)
    }
}

/** Ends what nobody can reach any more. */
internal val CLEANER: Cleaner = Cleaner.create()

/** Runs operations. */
internal class Caller(
    val platform: String,
    val session: Session,
    private val http: HttpExecutor,
    private val onEvent: ((BursarEvent) -> Unit)?,
    val clock: Clock,
) {
    /** An operation that gives a record. */
    suspend fun <T> record(
        name: String,
        params: Map<String, Any?>,
        options: CallOptions?,
        read: Reader<T>,
    ): T = run(name, params, options, null, read).rows.single()

    /** An operation that gives nothing. */
    suspend fun unit(
        name: String,
        params: Map<String, Any?>,
        options: CallOptions?,
    ) {
        run(name, params, options, null) { }
    }

    /** A list, to be read. */
    fun <T> rows(
        name: String,
        params: Map<String, Any?>,
        options: CallOptions?,
        read: Reader<T>,
    ): Rows<T> = Rows { after -> run(name, params, options, after, read).run { Page(rows, total, next) } }

    private suspend fun <T> run(
        name: String,
        params: Map<String, Any?>,
        options: CallOptions?,
        page: String?,
        read: Reader<T>,
    ): Answer.Value<T> {
        val notes = currentCoroutineContext()[Notes]
        val watch = (options?.onEvent ?: onEvent)?.let { Watch(name, clock, it) }
        val request = requestOf(name, params, options, notes != null || watch != null, page)
        val value = session.held { drive(it, request, read, Host(options?.http ?: http, clock, watch)) }
        notes?.meta = value.meta
        return value
    }
}

/**
 * Opens a session. Credentials of the environment count only where none is given: they may belong to another account.
 */
internal fun caller(
    platform: Platform,
    given: Map<String, Secret?>,
    options: ClientOptions,
): Caller {
    val credentials =
        if (given.values.any { it != null }) {
            given.mapValues { it.value?.expose() }
        } else {
            platform.environment.mapValues { System.getenv(it.value)?.ifEmpty { null } }
        }
    return opened(platform.id, credentials, options.json() as JsonObject, options)
}

internal fun opened(
    platform: String,
    credentials: Map<String, String?>,
    own: JsonObject,
    options: ClientOptions,
): Caller {
    val config =
        buildJsonObject {
            put("platform", platform)
            put("credentials", buildJsonObject { for ((name, text) in credentials) text?.let { put(name, it) } })
            put("options", own)
            put("allowInsecure", options.allowInsecure)
            put("seed", RANDOM.nextLong() ushr SEED_SHIFT)
            put("packing", "rows8")
        }
    return Caller(platform, Session(config), options.http ?: OkHttpExecutor.shared, options.onEvent, options.clock)
}

private val RANDOM = SecureRandom()

/** Numbers of the core have 53 bits. */
private const val SEED_SHIFT = 11
