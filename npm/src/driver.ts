import { type Answer, errorOf, glue, type Reader, take, type Value, type WireRequest } from "./core.js";
import { readText } from "./crossing.js";
import { type HttpExecutor, HttpRequest, lossOf, RequestLost, type WireReply, wireReply } from "./http.js";

/** What happens during a call, without secrets. */
export type BursarEvent =
  | {
      readonly type: "send";
      readonly operation: string;
      /** Whether it is the operation's own request, or one for a token, or a reading. */
      readonly purpose: "operation" | "token" | "reading";
      readonly method: string;
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly attempt: number;
    }
  | { readonly type: "reply"; readonly status: number }
  | { readonly type: "lost"; readonly how: "not_sent" | "maybe_sent" | "cancelled" | "too_large" }
  | { readonly type: "wait"; readonly ms: number }
  | { readonly type: "verdict"; readonly ok: boolean; readonly attempts: number };

/** What the driver needs of its host. */
export interface Host {
  readonly http: HttpExecutor;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  readonly onEvent: ((event: BursarEvent) => void) | undefined;
}

/** One clock for all calls of a session. */
export class Clock {
  #floor = 0;

  now(): number {
    const ms = typeof performance === "object" ? performance.now() : Date.now();
    return Math.max(this.#floor, Math.floor(ms));
  }

  /** Timers fire early by up to a millisecond, and clocks of Workers stand still: what a timer has shown is past. */
  reached(moment: number): void {
    this.#floor = Math.max(this.#floor, moment);
  }
}

const LOSSES = ["not_sent", "maybe_sent", "cancelled", "too_large"] as const;
type How = (typeof LOSSES)[number];

interface Lost {
  readonly how: How;
  readonly detail: string;
  readonly cause: unknown;
}

/** Runs a call to its end: sends, waits, gives up when it is told to. It decides nothing. */
export async function drive<T>(session: number, request: string, read: Reader<T>, host: Host): Promise<Value<T>> {
  const { clock, signal, onEvent } = host;
  let answer: Answer<T> = take(glue.open(session, request, clock.now()), read);
  let cause: unknown;
  let under = 0;
  try {
    for (;;) {
      switch (answer.type) {
        case "send": {
          const { call, request: wire } = answer;
          under = call;
          if (onEvent) tell(onEvent, described(readText(glue.describe(call))));
          const came = await send(wire, host);
          if ("status" in came) {
            cause = undefined;
            if (onEvent) tell(onEvent, { type: "reply", status: came.status });
            answer = take(glue.received(call, came.head, came.body, clock.now()), read);
          } else {
            cause = came.cause;
            if (onEvent) tell(onEvent, { type: "lost", how: came.how });
            answer = take(glue.failed(call, LOSSES.indexOf(came.how), came.detail, clock.now()), read);
          }
          break;
        }
        case "wait": {
          const { call, ms } = answer;
          under = call;
          if (onEvent) tell(onEvent, { type: "wait", ms });
          const nap = Math.min(ms, LONGEST_MS);
          const until = clock.now() + nap;
          if (await sleep(nap, signal)) {
            clock.reached(until);
            answer = take(glue.waited(call, clock.now()), read);
          } else {
            cause = signal?.reason;
            answer = take(glue.failed(call, LOSSES.indexOf("cancelled"), "", clock.now()), read);
          }
          break;
        }
        case "value":
        case "failure": {
          under = 0;
          if (onEvent) {
            const { attempts } = JSON.parse(answer.meta) as { attempts: number };
            tell(onEvent, { type: "verdict", ok: answer.type === "value", attempts });
          }
          if (answer.type === "value") return answer;
          throw errorOf(answer.failure, cause);
        }
      }
    }
  } finally {
    // A call that is over has no handle any more; one that an exception has left behind has.
    if (under !== 0) glue.close(under);
  }
}

function described(json: string): BursarEvent {
  return { type: "send", ...(JSON.parse(json) as Omit<Extract<BursarEvent, { type: "send" }>, "type">) };
}

/** A hook is for watching: what it throws, at once or later, is not the call's concern. */
function tell(onEvent: (event: BursarEvent) => unknown, event: BursarEvent): void {
  try {
    Promise.resolve(onEvent(event)).catch(() => undefined);
  } catch {
    // Nothing to be done.
  }
}

/** Longer timers fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

async function send(wire: WireRequest, { http, clock, signal }: Host): Promise<WireReply | Lost> {
  if (signal?.aborted) return { how: "cancelled", detail: "", cause: signal.reason };
  const controller = new AbortController();
  const ms = Math.min(wire.timeoutMs, LONGEST_MS);
  const until = clock.now() + ms;
  let ended: How | undefined;
  let end: (how: How) => void = () => undefined;
  // An executor may not heed its signal: the call goes on without it.
  const given = new Promise<never>((_, reject) => {
    end = (how) => {
      ended ??= how;
      reject(new RequestLost("maybe_sent"));
      controller.abort(signal?.aborted ? signal.reason : new RequestLost("maybe_sent", "the time is over"));
    };
  });
  // An executor that throws at once leaves nobody who waits for it.
  given.catch(() => undefined);
  const timer = setTimeout(end, ms, "maybe_sent");
  const cancel = (): void => {
    end("cancelled");
  };
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    const reply = await Promise.race([http(new HttpRequest(wire, controller.signal)), given]);
    return wireReply(reply, wire.maxBodyBytes);
  } catch (error) {
    if (ended === "cancelled") return { how: "cancelled", detail: "", cause: signal?.reason };
    if (ended === "maybe_sent") {
      clock.reached(until);
      return { how: "maybe_sent", detail: `no reply came within ${ms} ms`, cause: undefined };
    }
    return { how: lossOf(error), detail: words(error), cause: error };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", cancel);
  }
}

/** Whether the sleep came to its end, and was not given up. */
function sleep(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const cancel = (): void => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", cancel);
      resolve(true);
    }, ms);
    signal?.addEventListener("abort", cancel, { once: true });
  });
}

/** What was thrown, in words; Node says "fetch failed" whatever the reason, which is the cause. */
function words(thrown: unknown): string {
  if (typeof thrown === "string") return thrown;
  const message = (of: unknown): string => {
    const text: unknown = (of as { message?: unknown } | null | undefined)?.message;
    return typeof text === "string" ? text : "";
  };
  const cause = message((thrown as { cause?: unknown } | null | undefined)?.cause);
  return cause === "" ? message(thrown) : `${message(thrown)}: ${cause}`;
}
