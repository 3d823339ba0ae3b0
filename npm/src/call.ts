import { type Answer, errorOf, glue, type Reader, take } from "./core.js";
import { type HttpReply, HttpRequest, type Loss, LOSSES, lossOf, type WireReply, wireReply, words } from "./http.js";
import type { Page } from "./result.js";

/** What is to be done next. */
export type Step<T> =
  | { readonly type: "send"; readonly request: HttpRequest }
  | { readonly type: "wait"; readonly ms: number }
  | ({ readonly type: "value" } & Page<T>)
  | { readonly type: "error"; readonly error: Error };

/** Longer bodies do not fit into the core's memory; it refuses shorter ones by itself. */
const LARGEST = 2 ** 28;

// What was dropped without being closed gives its turns back.
const dropped = new FinalizationRegistry<number>((call) => {
  glue.close(call);
});

/**
 * One running operation, for those who bring everything: do what `step` says, and tell what came.
 *
 * Times are milliseconds of one monotonic clock for all calls of a client. A call that is not driven to its end must be closed.
 */
export class Call<T = unknown> {
  readonly #read: Reader<T>;
  #handle = 0;
  #step: Step<T>;

  /** @internal */
  constructor(session: number, request: string, read: Reader<T>, now: number) {
    this.#read = read;
    this.#step = this.#take(glue.open(session, request, now));
    // Handles are never used again, so that closing one twice, or one that is finished, does nothing.
    if (this.#handle !== 0) dropped.register(this, this.#handle);
  }

  get step(): Step<T> {
    return this.#step;
  }

  received(reply: HttpReply, now: number): Step<T> {
    let came: WireReply;
    try {
      came = wireReply(reply, LARGEST);
    } catch (error) {
      return this.failed(lossOf(error), words(error), now);
    }
    return this.#next(glue.received(this.#handle, came.head, came.body, now));
  }

  failed(how: Loss, detail: string, now: number): Step<T> {
    return this.#next(
      glue.failed(this.#handle, (LOSSES as Partial<typeof LOSSES>)[how] ?? LOSSES.maybe_sent, detail, now),
    );
  }

  waited(now: number): Step<T> {
    return this.#next(glue.waited(this.#handle, now));
  }

  /** Gives its turns back. What was sent stays sent. */
  close(): void {
    glue.close(this.#handle);
  }

  #next(address: number): Step<T> {
    return (this.#step = this.#take(address));
  }

  #take(address: number): Step<T> {
    const answer: Answer<T> = take(address, this.#read);
    switch (answer.type) {
      case "send":
        this.#handle = answer.call;
        return { type: "send", request: new HttpRequest(answer.request) };
      case "wait":
        this.#handle = answer.call;
        return { type: "wait", ms: answer.ms };
      case "value":
        return { type: "value", rows: answer.rows, total: answer.total, next: answer.next };
      case "failure":
        return { type: "error", error: errorOf(answer.failure) };
    }
  }
}
