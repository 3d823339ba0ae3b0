import type { ErrorClasses, ErrorKind, FailureRecord } from "./generated/errors.js";
import type { Because } from "./platform.js";

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
  declare readonly kind: ErrorKind;
  declare readonly platform: string | null;
  declare readonly operation: string;
  /** HTTP status of the last reply. */
  declare readonly status: number | null;
  /** The platform's own code. */
  declare readonly code: string | null;
  declare readonly detail: string;
  /** What to do next. */
  declare readonly hint: string;
  /** Whether calling again unchanged is safe and may help. */
  declare readonly retryable: boolean;
  declare readonly requestId: string | null;
  declare readonly retryAfterMs: number | null;
  declare readonly attempts: number;
  /** Where in the reply or the parameters it does not fit. */
  declare readonly path: string | null;
  /** Of a change of unknown outcome: what was read, as JSON without secrets. */
  declare readonly readings: string | null;
  /** The beginning of a reply that was not the platform's. */
  declare readonly body: string | null;

  constructor(failure: FailureRecord, options?: Because) {
    const where = failure.operation ? ` in ${failure.operation}` : failure.platform ? ` for ${failure.platform}` : "";
    super(`${failure.kind}${where}: ${failure.detail}${failure.hint ? `. ${failure.hint}` : ""}`, options);
    Object.assign(this, failure);
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
export function isBursarError(error: unknown): error is BursarError;
export function isBursarError<Kind extends keyof ErrorClasses>(error: unknown, kind: Kind): error is ErrorClasses[Kind];
export function isBursarError(error: unknown, kind?: string): error is BursarError {
  const isOurs = typeof error === "object" && error !== null && BRAND in error;
  return isOurs && (kind === undefined || (error as BursarError).kind === kind);
}
