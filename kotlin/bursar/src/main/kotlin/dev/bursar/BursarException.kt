package dev.bursar

/**
 * The exception of every operation. Each kind of failure has a class of its own; [kind] tells it, too.
 *
 * It holds no secret and can be logged and serialised. Its `cause` is what the HTTP library threw, as it came.
 */
public sealed class BursarException(
    private val failure: Failure,
    cause: Throwable?,
) : RuntimeException(sentence(failure), cause) {
    /** What kind of failure it was. The set is open. */
    @get:JvmName("getKind")
    public val kind: ErrorKind get() = ErrorKind(failure.kind)

    /** The platform's id, if one was involved. */
    public val platform: String? get() = failure.platform

    /** Full name of the operation; empty outside of one. */
    public val operation: String get() = failure.operation

    /** HTTP status of the last reply. */
    public val status: Long? get() = failure.status

    /** The platform's own code. */
    public val code: String? get() = failure.code

    /** What went wrong; the server's words where it has some. */
    public val detail: String get() = failure.detail

    /** What to do next. */
    public val hint: String get() = failure.hint

    /** Whether calling again unchanged is safe and may help. */
    public val retryable: Boolean get() = failure.retryable

    /** The server's id of the request. */
    public val requestId: String? get() = failure.requestId

    /** How long the server asks to wait, in milliseconds. */
    public val retryAfterMs: Long? get() = failure.retryAfterMs

    /** How often this call tried to send a request, readings and tokens included. */
    public val attempts: Long get() = failure.attempts

    /** Where in the reply or the parameters it does not fit, such as `data[0].id`. */
    public val path: String? get() = failure.path

    /** What was read of the state around a change of unknown outcome, as JSON without secrets. */
    public val readings: String? get() = failure.readings

    /** At most 256 characters of a reply that was not the platform's, scrubbed. */
    public val body: String? get() = failure.body

    private companion object {
        private const val serialVersionUID: Long = 1

        private fun sentence(failure: Failure): String {
            val where =
                when {
                    failure.operation.isNotEmpty() -> " in ${failure.operation}"
                    failure.platform != null -> " for ${failure.platform}"
                    else -> ""
                }
            val hint = if (failure.hint.isEmpty()) "" else ". ${failure.hint}"
            return "${failure.kind}$where: ${failure.detail}$hint"
        }
    }
}

/** A failure that the core has not seen. */
internal fun configuration(
    detail: String,
    cause: Throwable? = null,
): ConfigurationException =
    ConfigurationException(unseen("configuration", detail, "Correct the client's configuration as the detail says."), cause)

/** Of a call that was given up before the core knew of it, or with nothing in doubt. */
internal fun cancelled(
    detail: String,
    cause: Throwable,
): CancelledException = CancelledException(unseen("cancelled", detail, ""), cause)

private fun unseen(
    kind: String,
    detail: String,
    hint: String,
): Failure =
    Failure(
        kind = kind,
        platform = null,
        operation = "",
        status = null,
        code = null,
        detail = detail,
        hint = hint,
        retryable = false,
        requestId = null,
        retryAfterMs = null,
        attempts = 0,
        path = null,
        readings = null,
        body = null,
    )

/** A failure with the names as they are typed here: in a hint they stand in backticks, in a detail they come first. */
internal fun spelt(failure: Failure): Failure {
    val hint = NAME.replace(failure.hint) { name -> CASE.replace(name.value) { it.groupValues[1].uppercase() } }
    val path = failure.path
    if (path == null || failure.kind !in OURS) return failure.with(hint = hint)
    val own = typed(path)
    val detail = failure.detail
    if (!detail.startsWith(path)) return failure.with(hint = hint, path = own)
    val unit = if (path.endsWith(MS)) ", in milliseconds" else ""
    return failure.with(hint = hint, path = own, detail = own + unit + detail.substring(path.length))
}

/** Options and credentials stand side by side here, and times are durations. */
private fun typed(path: String): String = path.removePrefix("options.").removePrefix("credentials.").removeSuffix(MS)

/** Other kinds name what is in a reply. */
private val OURS = setOf("configuration", "invalid_request")
private const val MS = "Ms"
private val NAME = Regex("`[a-z_.]+`")
private val CASE = Regex("_([a-z])")
