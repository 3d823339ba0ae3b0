// Written by `cargo xtask generate` from the core's schema. Do not edit.
package dev.bursar

import java.io.Serializable

/**
 * What kind of failure it was. The set is open.
 *
 * @property value the kind as the core writes it.
 */
@JvmInline
public value class ErrorKind(override val value: String) : OpenText {
    override fun toString(): String = value

    public companion object {
        /** The server was not reached, or the connection broke. */
        public val CONNECTION: ErrorKind = ErrorKind("connection")

        /** The attempt's or the call's time ran out. */
        public val TIMEOUT: ErrorKind = ErrorKind("timeout")

        /** The caller cancelled, and no state change can have reached the server. */
        public val CANCELLED: ErrorKind = ErrorKind("cancelled")

        /** The credential is missing, wrong or expired. */
        public val AUTHENTICATION: ErrorKind = ErrorKind("authentication")

        /** The credential may not do this. */
        public val PERMISSION: ErrorKind = ErrorKind("permission")

        /** What was named does not exist. */
        public val NOT_FOUND: ErrorKind = ErrorKind("not_found")

        /** It clashes with what exists: a taken name, a reading that changed. */
        public val CONFLICT: ErrorKind = ErrorKind("conflict")

        /** A parameter is wrong; refused before sending, or by the server. */
        public val INVALID_REQUEST: ErrorKind = ErrorKind("invalid_request")

        /** The credit does not suffice. */
        public val INSUFFICIENT_CREDIT: ErrorKind = ErrorKind("insufficient_credit")

        /** Too many calls. */
        public val RATE_LIMITED: ErrorKind = ErrorKind("rate_limited")

        /** The platform refused for a reason of its own; nothing was changed. */
        public val REFUSED: ErrorKind = ErrorKind("refused")

        /** The server failed. */
        public val SERVER: ErrorKind = ErrorKind("server")

        /** The reply is not what the platform documents. */
        public val DECODE: ErrorKind = ErrorKind("decode")

        /** A state change may or may not have happened. */
        public val OUTCOME_UNKNOWN: ErrorKind = ErrorKind("outcome_unknown")

        /** The client is set up wrongly, or used wrongly. */
        public val CONFIGURATION: ErrorKind = ErrorKind("configuration")
    }
}

/** A failure as the core tells it. It holds no secret. */
public class Failure internal constructor(
    internal val kind: String,
    internal val platform: String?,
    internal val operation: String,
    internal val status: Long?,
    internal val code: String?,
    internal val detail: String,
    internal val hint: String,
    internal val retryable: Boolean,
    internal val requestId: String?,
    internal val retryAfterMs: Long?,
    internal val attempts: Long,
    internal val path: String?,
    internal val readings: String?,
    internal val body: String?,
) : Serializable {
    internal fun with(detail: String = this.detail, hint: String = this.hint, path: String? = this.path): Failure =
        Failure(kind, platform, operation, status, code, detail, hint, retryable, requestId, retryAfterMs, attempts, path, readings, body)

    private companion object {
        private const val serialVersionUID: Long = 1
    }
}

/** The server was not reached, or the connection broke. */
public class ConnectionException internal constructor(failure: Failure, cause: Throwable?) : BursarException(failure, cause)

/** The attempt's or the call's time ran out. */
public class TimeoutException internal constructor(failure: Failure, cause: Throwable?) : BursarException(failure, cause)

/** The caller cancelled, and no state change can have reached the server. */
public class CancelledException internal constructor(failure: Failure, cause: Throwable?) : BursarException(failure, cause)

/** The credential is missing, wrong or expired. */
public class AuthenticationException internal constructor(failure: Failure, cause: Throwable?) : BursarException(failure, cause)

/** The credential may not do this. */
public class PermissionException internal constructor(failure: Failure, cause: Throwable?) : BursarException(failure, cause)

/** What was named does not exist. */
public class NotFoundException internal constructor(failure: Failure, cause: Throwable?) : BursarException(failure, cause)

/** It clashes with what exists: a taken name, a reading that changed. */
public class ConflictException internal constructor(failure: Failure, cause: Throwable?) : BursarException(failure, cause)

/** A parameter is wrong; refused before sending, or by the server. */
public class InvalidRequestException internal constructor(failure: Failure, cause: Throwable?) : BursarException(failure, cause)

/** The credit does not suffice. */
public class InsufficientCreditException internal constructor(failure: Failure, cause: Throwable?) : BursarException(failure, cause)

/** Too many calls. */
public class RateLimitedException internal constructor(failure: Failure, cause: Throwable?) : BursarException(failure, cause)

/** The platform refused for a reason of its own; nothing was changed. */
public class RefusedException internal constructor(failure: Failure, cause: Throwable?) : BursarException(failure, cause)

/** The server failed. */
public class ServerException internal constructor(failure: Failure, cause: Throwable?) : BursarException(failure, cause)

/** The reply is not what the platform documents. */
public class DecodeException internal constructor(failure: Failure, cause: Throwable?) : BursarException(failure, cause)

/** A state change may or may not have happened. */
public class OutcomeUnknownException internal constructor(failure: Failure, cause: Throwable?) : BursarException(failure, cause)

/** The client is set up wrongly, or used wrongly. */
public class ConfigurationException internal constructor(failure: Failure, cause: Throwable?) : BursarException(failure, cause)

/** The exception of a failure, of the class of its kind. */
internal fun exceptionOf(failure: Failure, cause: Throwable?): BursarException =
    when (failure.kind) {
        "connection" -> ConnectionException(failure, cause)
        "timeout" -> TimeoutException(failure, cause)
        "cancelled" -> CancelledException(failure, cause)
        "authentication" -> AuthenticationException(failure, cause)
        "permission" -> PermissionException(failure, cause)
        "not_found" -> NotFoundException(failure, cause)
        "conflict" -> ConflictException(failure, cause)
        "invalid_request" -> InvalidRequestException(failure, cause)
        "insufficient_credit" -> InsufficientCreditException(failure, cause)
        "rate_limited" -> RateLimitedException(failure, cause)
        "refused" -> RefusedException(failure, cause)
        "server" -> ServerException(failure, cause)
        "decode" -> DecodeException(failure, cause)
        "outcome_unknown" -> OutcomeUnknownException(failure, cause)
        "configuration" -> ConfigurationException(failure, cause)
        else -> ConfigurationException(failure, cause)
    }
