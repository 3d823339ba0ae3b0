// Written by `cargo xtask generate` from the core's schema. Do not edit.
/* eslint-disable */
import { BursarError } from "../error.js";

/** What kind of failure it was. The set is open. */
export type ErrorKind = | "connection" | "timeout" | "cancelled" | "authentication" | "permission" | "not_found" | "conflict" | "invalid_request" | "insufficient_credit" | "rate_limited" | "refused" | "server" | "decode" | "outcome_unknown" | "configuration" | (string & {});

/** A failure as the core tells it. */
export interface FailureRecord {
  /** What kind of failure it was. */
  kind: string;
  /** The platform's id, if one was involved. */
  platform: string | null;
  /** Full name of the operation; empty outside of one. */
  operation: string;
  /** HTTP status of the last reply. */
  status: number | null;
  /** The platform's own code; or why a receipt is not used (a `conflict`): `applied`, as its transfer was applied already, `in_doubt`, as that was sent and its outcome is not known, or `changed`, as the cards are not as they were. */
  code: string | null;
  /** What went wrong; the server's words where it has some. Holds no secret. */
  detail: string;
  /** What to do next. */
  hint: string;
  /** Whether calling again unchanged is safe and may help. */
  retryable: boolean;
  /** The server's id of the request. */
  requestId: string | null;
  /** How long the server asks to wait, in milliseconds. */
  retryAfterMs: number | null;
  /** How often this call tried to send a request, readings and tokens included. */
  attempts: number;
  /** Where in the reply or the parameters it does not fit, such as `data[0].id`. */
  path: string | null;
  /** What was read of the state around a change of unknown outcome, as JSON without secrets. */
  readings: string | null;
  /** At most 256 characters of a reply that was not the platform's, scrubbed. */
  body: string | null;
}

/** The server was not reached, or the connection broke. */
export class ConnectionError extends BursarError {
  override readonly name: string = "ConnectionError";
}

/** The attempt's or the call's time ran out. */
export class TimeoutError extends BursarError {
  override readonly name: string = "TimeoutError";
}

/** The caller cancelled, and no state change can have reached the server. */
export class CancelledError extends BursarError {
  override readonly name: string = "CancelledError";
}

/** The credential is missing, wrong or expired. */
export class AuthenticationError extends BursarError {
  override readonly name: string = "AuthenticationError";
}

/** The credential may not do this. */
export class PermissionError extends BursarError {
  override readonly name: string = "PermissionError";
}

/** What was named does not exist. */
export class NotFoundError extends BursarError {
  override readonly name: string = "NotFoundError";
}

/** It clashes with what exists: a taken name, a reading that changed. */
export class ConflictError extends BursarError {
  override readonly name: string = "ConflictError";
}

/** A parameter is wrong; refused before sending, or by the server. */
export class InvalidRequestError extends BursarError {
  override readonly name: string = "InvalidRequestError";
}

/** The credit does not suffice. */
export class InsufficientCreditError extends BursarError {
  override readonly name: string = "InsufficientCreditError";
}

/** Too many calls. */
export class RateLimitedError extends BursarError {
  override readonly name: string = "RateLimitedError";
}

/** The platform refused for a reason of its own; nothing was changed. */
export class RefusedError extends BursarError {
  override readonly name: string = "RefusedError";
}

/** The server failed. */
export class ServerError extends BursarError {
  override readonly name: string = "ServerError";
}

/** The reply is not what the platform documents. */
export class DecodeError extends BursarError {
  override readonly name: string = "DecodeError";
}

/** A state change may or may not have happened. */
export class OutcomeUnknownError extends BursarError {
  override readonly name: string = "OutcomeUnknownError";
}

/** The client is set up wrongly, or used wrongly. */
export class ConfigurationError extends BursarError {
  override readonly name: string = "ConfigurationError";
}

/** The class of each kind. */
export const classes: Readonly<Record<string, typeof BursarError>> = {
  connection: ConnectionError,
  timeout: TimeoutError,
  cancelled: CancelledError,
  authentication: AuthenticationError,
  permission: PermissionError,
  not_found: NotFoundError,
  conflict: ConflictError,
  invalid_request: InvalidRequestError,
  insufficient_credit: InsufficientCreditError,
  rate_limited: RateLimitedError,
  refused: RefusedError,
  server: ServerError,
  decode: DecodeError,
  outcome_unknown: OutcomeUnknownError,
  configuration: ConfigurationError,
};
