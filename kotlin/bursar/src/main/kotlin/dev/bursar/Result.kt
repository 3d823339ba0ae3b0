package dev.bursar

import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.int
import kotlinx.serialization.json.intOrNull
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlin.coroutines.AbstractCoroutineContextElement
import kotlin.coroutines.Continuation
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.intrinsics.startCoroutineUninterceptedOrReturn
import kotlin.coroutines.intrinsics.suspendCoroutineUninterceptedOrReturn

/**
 * One page of a list.
 *
 * @property rows the rows.
 * @property total how many rows there are in all, if the server says so.
 * @property next for [CallOptions.after] of the next call, with the same parameters. Null at the end.
 */
public data class Page<out T>(
    public val rows: List<T>,
    public val total: Long?,
    public val next: String?,
)

/** A list: collect it for all rows, page after page, each read when it is needed. Nothing is sent before. */
public class Rows<out T> internal constructor(
    private val read: suspend (after: String?) -> Page<T>,
) : Flow<T> by flow({
        var after: String? = null
        do {
            val page = read(after)
            for (row in page.rows) emit(row)
            after = page.next
        } while (after != null)
    }) {
    /** The first page, or the one behind [CallOptions.after]. */
    public suspend fun page(): Page<T> = read(null)

    internal suspend fun page(after: String?): Page<T> = read(after)

    /** Page after page, each read when it is needed. */
    public fun pages(): Flow<Page<T>> =
        flow {
            var after: String? = null
            do {
                val page = read(after)
                emit(page)
                after = page.next
            } while (after != null)
        }
}

/**
 * What is known of the last reply beside its value.
 *
 * @property status the HTTP status; null if none came.
 * @property headers those that the core reads, by name.
 * @property requestId the server's id of the request.
 * @property attempts requests that were sent, readings and tokens included.
 */
public data class ResponseInfo(
    public val status: Int?,
    public val headers: Map<String, String>,
    public val requestId: String?,
    public val attempts: Int,
)

/**
 * A value, with what is known of the reply.
 *
 * @property value what the call gave.
 * @property response what is known of its last reply.
 */
public data class WithResponse<out T>(
    public val value: T,
    public val response: ResponseInfo,
)

/**
 * Calls something of this client, and also tells of the last reply: `espai.withResponse { cards.get(phone, code) }`.
 *
 * @throws ConfigurationException if the block sends nothing.
 */
public suspend fun <C : Client, T> C.withResponse(block: suspend C.() -> T): WithResponse<T> {
    val notes = Notes()
    // `withContext` would drop the value of a call that was done when its coroutine is cancelled.
    val value =
        suspendCoroutineUninterceptedOrReturn { outer ->
            block.startCoroutineUninterceptedOrReturn(this, Continuation(outer.context + notes, outer::resumeWith))
        }
    return WithResponse(value, notes.response())
}

/** Where calls of a coroutine leave what is known of their replies. */
internal class Notes : AbstractCoroutineContextElement(Notes) {
    @Volatile
    var meta: String? = null

    fun response(): ResponseInfo {
        val told = Json.parseToJsonElement(meta ?: throw configuration("withResponse: nothing was sent")).jsonObject
        return ResponseInfo(
            status = told.getValue("status").jsonPrimitive.intOrNull,
            headers = told.getValue("headers").jsonObject.mapValues { it.value.jsonPrimitive.content },
            requestId = told.getValue("requestId").jsonPrimitive.contentOrNull,
            attempts = told.getValue("attempts").jsonPrimitive.int,
        )
    }

    companion object Key : CoroutineContext.Key<Notes>
}
