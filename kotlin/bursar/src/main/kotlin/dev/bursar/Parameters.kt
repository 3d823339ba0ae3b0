package dev.bursar

import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import java.math.BigDecimal

/** `name␟options␟params`, as the core wants it. Secrets are shown to it, and to nobody else. */
internal fun requestOf(
    name: String,
    params: Map<String, Any?>,
    options: CallOptions?,
    meta: Boolean,
    page: String?,
): ByteArray {
    val request = StringBuilder(name).append('\u001f')
    val own = options ?: if (meta || page != null) CallOptions() else null
    own?.let { request.append(it.json(meta, page)) }
    request.append('\u001f')
    if (params.isNotEmpty()) request.append(given(params))
    return utf8(request.toString(), name)
}

/** Half a surrogate pair would become a question mark without a word. */
internal fun utf8(
    text: String,
    of: String,
): ByteArray =
    try {
        text.encodeToByteArray(throwOnInvalidSequence = true)
    } catch (half: CharacterCodingException) {
        throw configuration("$of: a text holds half of a surrogate pair, which is no character", half)
    }

/** Parameters that are left out are not null, but absent. */
private fun given(params: Map<String, Any?>): JsonObject {
    val given = LinkedHashMap<String, JsonElement>(params.size)
    for ((name, value) in params) if (value != null) given[name] = json(name, value)
    return JsonObject(given)
}

private fun json(
    name: String,
    value: Any?,
): JsonElement =
    when (value) {
        null -> JsonNull
        is JsonElement -> value
        is String -> JsonPrimitive(value)
        is Secret -> JsonPrimitive(value.expose())
        is OpenText -> JsonPrimitive(value.value)
        is Boolean -> JsonPrimitive(value)
        is BigDecimal -> JsonPrimitive(value.toPlainString())
        is Number -> JsonPrimitive(value)
        is java.time.Instant -> JsonPrimitive(value.toString())
        is Map<*, *> -> JsonObject(value.entries.associate { (key, one) -> "$key" to json(name, one) })
        is Iterable<*> -> JsonArray(value.map { json(name, it) })
        else -> throw configuration("$name: a parameter is no ${value.javaClass.simpleName}")
    }
