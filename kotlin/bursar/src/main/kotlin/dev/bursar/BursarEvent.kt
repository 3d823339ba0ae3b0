package dev.bursar

/** What happens during a call, without secrets. */
public sealed interface BursarEvent {
    /**
     * A request is about to be sent.
     *
     * @property operation full name of the operation.
     * @property purpose `operation` for the operation's own request, `token` for one for a token, `reading` for a reading.
     * @property method the HTTP method.
     * @property url the URL, with the query's values hidden where they may be secret.
     * @property headers by name; all values but harmless ones are hidden.
     * @property attempt which attempt it is, from 1 on.
     */
    public data class Send(
        val operation: String,
        val purpose: String,
        val method: String,
        val url: String,
        val headers: Map<String, String>,
        val attempt: Int,
    ) : BursarEvent

    /**
     * A reply came.
     *
     * @property status the HTTP status.
     */
    public data class Reply(
        val status: Int,
    ) : BursarEvent

    /**
     * No reply came.
     *
     * @property how what is known of the request; null if the call was cancelled.
     */
    public data class Lost(
        val how: Loss?,
    ) : BursarEvent

    /**
     * The call waits before it goes on.
     *
     * @property ms for how long, in milliseconds.
     */
    public data class Wait(
        val ms: Long,
    ) : BursarEvent

    /**
     * The call is over.
     *
     * @property ok whether it gave a value.
     * @property attempts requests that were sent, readings and tokens included.
     */
    public data class Verdict(
        val ok: Boolean,
        val attempts: Int,
    ) : BursarEvent
}
