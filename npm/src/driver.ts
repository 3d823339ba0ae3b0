import { type Answer, errorOf, glue, type Reader, take, type Value, type WireRequest } from "./core.js";
import { readText } from "./crossing.js";
import {
  type HttpExecutor,
  HttpRequest,
  type Loss,
  LOSSES,
  lossOf,
  RequestLost,
  type WireReply,
  wireReply,
  words,
} from "./http.js";
import type { Signal } from "./platform.js";

/** What happens during a call, without secrets. */
export type BursarEvent = {
  /** Full name of the operation. */
  readonly operation: string;
  /** The number of the call, by which calls that run at the same time are told apart. */
  readonly call: number;
} & (
  | {
      readonly type: "send";
      /** Whether it is the operation's own request, or one for a token, or a reading. */
      readonly purpose: "operation" | "token" | "reading";
      readonly method: string;
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly attempt: number;
    }
  | { readonly type: "reply"; readonly status: number }
  | { readonly type: "lost"; readonly how: Loss }
  | { readonly type: "wait"; readonly ms: number }
  | { readonly type: "verdict"; readonly ok: boolean; readonly attempts: number }
);

/** An event without the call that it is of. */
type Happened = BursarEvent extends infer Event
  ? Event extends unknown
    ? Omit<Event, "operation" | "call">
    : never
  : never;

/** What the driver needs of its host. */
export interface Host {
  readonly http: HttpExecutor;
  readonly clock: Clock;
  readonly signal: Signal | undefined;
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

interface Lost {
  readonly how: Loss;
  readonly detail: string;
  readonly cause: unknown;
}

/** Calls are numbered from 1 in each process. */
let calls = 0;

/** Runs a call to its end: sends, waits, gives up when it is told to. It decides nothing. */
export async function drive<T>(session: number, request: string, read: Reader<T>, host: Host): Promise<Value<T>> {
  const { clock, signal } = host;
  const tell = host.onEvent && teller(host.onEvent, request.slice(0, request.indexOf("\u001f")), ++calls);
  let answer: Answer<T> = take(glue.open(session, request, clock.now()), read);
  let cause: unknown;
  let under = 0;
  try {
    for (;;) {
      switch (answer.type) {
        case "send": {
          const { call, request: wire } = answer;
          under = call;
          tell?.({ type: "send", ...(JSON.parse(readText(glue.describe(call))) as Described) });
          const came = await send(wire, host);
          if ("status" in came) {
            cause = undefined;
            tell?.({ type: "reply", status: came.status });
            answer = take(glue.received(call, came.head, came.body, clock.now()), read);
          } else {
            cause = came.cause;
            tell?.({ type: "lost", how: came.how });
            answer = take(glue.failed(call, LOSSES[came.how], came.detail, clock.now()), read);
          }
          break;
        }
        case "wait": {
          const { call, ms } = answer;
          under = call;
          tell?.({ type: "wait", ms });
          const nap = Math.min(ms, LONGEST_MS);
          const until = clock.now() + nap;
          if (await sleep(nap, signal)) {
            clock.reached(until);
            answer = take(glue.waited(call, clock.now()), read);
          } else {
            cause = signal?.reason;
            answer = take(glue.failed(call, LOSSES.cancelled, "", clock.now()), read);
          }
          break;
        }
        case "value":
        case "failure": {
          under = 0;
          if (tell) {
            const { attempts } = JSON.parse(answer.meta) as { attempts: number };
            tell({ type: "verdict", ok: answer.type === "value", attempts });
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

/** What the core tells of a request. */
type Described = Omit<Extract<BursarEvent, { type: "send" }>, "type" | "call">;

/** A hook is for watching: what it throws, at once or later, is not the call's concern. */
function teller(onEvent: (event: BursarEvent) => unknown, operation: string, call: number): (event: Happened) => void {
  return (event) => {
    try {
      Promise.resolve(onEvent({ ...event, operation, call })).catch(() => undefined);
    } catch {
      // Nothing to be done.
    }
  };
}

/** Longer timers fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

async function send(wire: WireRequest, { http, clock, signal }: Host): Promise<WireReply | Lost> {
  if (signal?.aborted) return { how: "unsent", detail: "", cause: signal.reason };
  const controller = new AbortController();
  const ms = Math.min(wire.timeoutMs, LONGEST_MS);
  const until = clock.now() + ms;
  let ended: Loss | undefined;
  let end: (how: Loss) => void = () => undefined;
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
function sleep(ms: number, signal: Signal | undefined): Promise<boolean> {
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
