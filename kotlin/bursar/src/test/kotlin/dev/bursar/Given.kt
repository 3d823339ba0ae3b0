package dev.bursar

import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.booleanOrNull
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.intOrNull
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.longOrNull
import java.math.BigDecimal
import java.time.Instant
import kotlin.time.Duration.Companion.milliseconds

/** What a vector hands in and the compiler would not let through. */
internal class Untypable(
    what: String,
) : Exception(what)

/** What a vector hands in, to be taken by its names and types. All of it must be taken. */
internal class Given(
    values: Map<String, JsonElement>,
) {
    private val left = values.toMutableMap()

    private fun primitive(name: String): JsonPrimitive? {
        val value = left.remove(name) ?: return null
        if (value is JsonNull) return null
        return value as? JsonPrimitive ?: throw Untypable("$name is no primitive")
    }

    private fun <T> needed(
        name: String,
        value: T?,
    ): T = value ?: throw Untypable("$name is missing")

    fun textOrNull(name: String): String? = primitive(name)?.let { if (it.isString) it.content else throw Untypable("$name is no text") }

    fun text(name: String): String = needed(name, textOrNull(name))

    fun secretOrNull(name: String): Secret? = textOrNull(name)?.let(::Secret)

    fun secret(name: String): Secret = Secret(text(name))

    fun longOrNull(name: String): Long? =
        primitive(name)?.let { it.takeUnless { it.isString }?.longOrNull ?: throw Untypable("$name is no integer") }

    fun long(name: String): Long = needed(name, longOrNull(name))

    fun boolOrNull(name: String): Boolean? =
        primitive(name)?.let { it.takeUnless { it.isString }?.booleanOrNull ?: throw Untypable("$name is no bool") }

    fun bool(name: String): Boolean = needed(name, boolOrNull(name))

    fun decimalOrNull(name: String): BigDecimal? = textOrNull(name)?.let(::BigDecimal)

    fun decimal(name: String): BigDecimal = needed(name, decimalOrNull(name))

    fun instantOrNull(name: String): Instant? = textOrNull(name)?.let(Instant::parse)

    fun instant(name: String): Instant = needed(name, instantOrNull(name))

    fun textsOrNull(name: String): Map<String, String>? =
        left.remove(name)?.let { texts -> texts.jsonObject.mapValues { (_, text) -> text.jsonPrimitive.content } }

    fun anyOrNull(name: String): JsonElement? = left.remove(name)

    /** What is handed on, if nothing is left. */
    fun <T> none(of: T): T = if (left.isEmpty()) of else throw Untypable("nobody takes ${left.keys}")
}

internal fun callOptions(
    given: JsonObject,
    after: String?,
): CallOptions {
    val from = Given(given)
    val options =
        CallOptions(
            timeout = from.longOrNull("timeoutMs")?.milliseconds,
            connectTimeout = from.longOrNull("connectTimeoutMs")?.milliseconds,
            deadline = from.longOrNull("deadlineMs")?.milliseconds,
            maxRetries = from.longOrNull("maxRetries")?.toInt(),
            verify = from.boolOrNull("verify"),
            headers = from.textsOrNull("headers").orEmpty(),
            baseUrl = from.textOrNull("baseUrl"),
            path = from.textOrNull("path"),
            query = from.textsOrNull("query").orEmpty(),
            body = from.anyOrNull("body"),
            after = after,
        )
    return from.none(options)
}

internal fun clientOptions(
    given: JsonObject,
    allowInsecure: Boolean,
    http: HttpExecutor,
    clock: Clock,
): ClientOptions {
    val from = Given(given)
    val options =
        ClientOptions(
            timeout = from.longOrNull("timeoutMs")?.milliseconds,
            connectTimeout = from.longOrNull("connectTimeoutMs")?.milliseconds,
            deadline = from.longOrNull("deadlineMs")?.milliseconds,
            maxRetries = from.longOrNull("maxRetries")?.toInt(),
            verify = from.boolOrNull("verify"),
            headers = from.textsOrNull("headers").orEmpty(),
            baseUrl = from.textOrNull("baseUrl"),
            http = http,
            dialect =
                from.textOrNull("dialect")?.let { name ->
                    Dialect.entries.find { it.name.lowercase() == name } ?: throw Untypable("there is no dialect $name")
                },
            allowInsecure = allowInsecure,
        )
    options.clock = clock
    return from.none(options)
}

/** A row as a vector writes it: secrets in clear, moments as microseconds. */
internal fun plain(row: Any): JsonObject =
    JsonObject(
        row.javaClass.declaredFields
            .filterNot {
                java.lang.reflect.Modifier
                    .isStatic(it.modifiers)
            }.associate { field ->
                field.isAccessible = true
                snake(field.name) to plainValue(field.get(row))
            },
    )

private fun plainValue(value: Any?): JsonElement =
    when (value) {
        null -> JsonNull
        is Secret -> JsonPrimitive(value.expose())
        is BigDecimal -> JsonPrimitive(value.toPlainString())
        is Instant -> JsonPrimitive(value.epochSecond * 1_000_000 + value.nano / 1_000)
        is Boolean -> JsonPrimitive(value)
        is Long -> JsonPrimitive(value)
        is String -> JsonPrimitive(value)
        else -> error("a row holds a ${value.javaClass}")
    }

internal fun snake(name: String): String = name.replace(Regex("[A-Z]")) { "_${it.value.lowercase()}" }

internal fun JsonObject.text(name: String): String? = this[name]?.jsonPrimitive?.contentOrNull

internal fun JsonObject.int(name: String): Int? = this[name]?.jsonPrimitive?.intOrNull

internal fun JsonObject.json(name: String): JsonObject? = this[name] as? JsonObject
