import type { ErrorKind, FailureRecord } from "./generated/errors.js";

/** By this an error is known, whichever copy of the package it is of. */
const BRAND = Symbol.for("bursar.BursarError");

/**
 * The error of every operation. Each kind has a class of its own; `kind` tells it, too, as text.
 *
 * It holds no secret, and can be logged and serialised. Its `cause` is what the HTTP client threw, as it came: some clients
 * keep the request's headers in their errors, which a deep rendering shows.
 */
export class BursarError extends Error implements Readonly<Omit<FailureRecord, "kind">> {
  override readonly name: string = "BursarError";
  readonly kind: ErrorKind;
  readonly platform: string | null;
  readonly operation: string;
  /** HTTP status of the last reply. */
  readonly status: number | null;
  /** The platform's own code. */
  readonly code: string | null;
  readonly detail: string;
  /** What to do next. */
  readonly hint: string;
  /** Whether calling again unchanged is safe and may help. */
  readonly retryable: boolean;
  readonly requestId: string | null;
  readonly retryAfterMs: number | null;
  readonly attempts: number;
  /** Where in the reply or the parameters it does not fit. */
  readonly path: string | null;
  /** Of a change of unknown outcome: what was read, as JSON without secrets. */
  readonly readings: string | null;
  /** The beginning of a reply that was not the platform's. */
  readonly body: string | null;

  constructor(failure: FailureRecord, options?: ErrorOptions) {
    const where = failure.operation ? ` in ${failure.operation}` : failure.platform ? ` for ${failure.platform}` : "";
    super(`${failure.kind}${where}: ${failure.detail}${failure.hint ? `. ${failure.hint}` : ""}`, options);
    this.kind = failure.kind;
    this.platform = failure.platform;
    this.operation = failure.operation;
    this.status = failure.status;
    this.code = failure.code;
    this.detail = failure.detail;
    this.hint = failure.hint;
    this.retryable = failure.retryable;
    this.requestId = failure.requestId;
    this.retryAfterMs = failure.retryAfterMs;
    this.attempts = failure.attempts;
    this.path = failure.path;
    this.readings = failure.readings;
    this.body = failure.body;
  }

  /** @internal */
  get [BRAND](): true {
    return true;
  }

  /** Every field but the cause, whose rendering is not ours. */
  toJSON(): Record<string, unknown> {
    const fields = Object.entries(this).filter(([name]) => name !== "cause" && name !== "stack");
    return { ...Object.fromEntries(fields), message: this.message };
  }
}

/** Whether an error is Bursar's; of one kind, if one is named. */
export function isBursarError(error: unknown, kind?: ErrorKind): error is BursarError {
  const isOurs = typeof error === "object" && error !== null && BRAND in error;
  return isOurs && (kind === undefined || (error as BursarError).kind === kind);
}
