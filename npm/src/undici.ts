import type { Dispatcher } from "undici";

import { configuration } from "./core.js";
import { FACTORY, type HttpExecutor, type HttpReply, type HttpRequest, mayRepeat, RequestLost } from "./http.js";

let loaded: typeof import("undici") | undefined;

/** Not at the top: what only hears of this module does not need undici. */
async function library(): Promise<typeof import("undici")> {
  try {
    return (loaded ??= await import("undici"));
  } catch (cause) {
    throw new RequestLost("not_sent", "undici is not to be had: `npm install undici`", { cause });
  }
}

/**
 * An executor over undici, with less to do for each request than `fetch`. It needs undici 7 or 8, which is not a part of Node.
 *
 * What may be repeated goes through the dispatcher: an `Agent` of its own if left out. What may arrive only once takes a
 * connection of its own then; through a dispatcher that is given it goes, too, as that may hold a proxy, certificates or
 * mocks. undici sends again what was in a pipeline with a request that failed: the second beginning of such a request is
 * ended before a byte has left. What is composed with interceptors, a `RetryAgent`, and dispatchers that undici does not
 * have are refused at once, by a `ConfigurationError`: those may ask again, for the rest of a cut body, say, without telling. A
 * dispatcher must not answer from a cache.
 *
 * No redirect is followed, and time-outs are the driver's; connecting also has undici's limit, 10 s by default.
 */
export function undiciExecutor(dispatcher?: Dispatcher): HttpExecutor {
  if (dispatcher !== undefined && typeof (dispatcher as Partial<Dispatcher> | null)?.dispatch !== "function") {
    throw configuration("undiciExecutor: it takes a dispatcher of undici, or nothing");
  }
  if (dispatcher !== undefined && mayRepeat(dispatcher)) {
    throw configuration(
      "undiciExecutor: a dispatcher of this kind may send again what is to arrive only once: use a plain Agent; the client " +
        "itself repeats what may be repeated",
    );
  }
  let shared = dispatcher;
  return async (request) => {
    const { Agent, Client } = await library();
    if (!request.once) return exchange((shared ??= new Agent()), request);
    if (dispatcher !== undefined) return exchange(dispatcher, request);
    const own = new Client(new URL(request.url).origin, { connect: { timeout: request.connectTimeoutMs } });
    try {
      return await exchange(own, request);
    } finally {
      void own.destroy();
    }
  };
}
Object.defineProperty(undiciExecutor, FACTORY, {});

/** What undici reads of a request, and those who sit in front of it. */
interface Sent extends Dispatcher.DispatchOptions {
  maxRedirections: number;
  retryOptions: { retry(error: Error, context: unknown, done: (error: Error) => void): void };
}

function exchange(dispatcher: Dispatcher, request: HttpRequest): Promise<HttpReply> {
  const { origin, pathname, search } = new URL(request.url);
  const { signal, once, maxBodyBytes } = request;
  const sent: Sent = {
    origin,
    path: pathname + search,
    method: request.method,
    headers: request.headers.flat(),
    body: request.body,
    headersTimeout: 0,
    bodyTimeout: 0,
    // Alone on its connection, whatever its method: LBAI creates users by GET, which undici puts into pipelines.
    idempotent: !once,
    maxRedirections: 0,
    // Repeating is the core's decision.
    retryOptions: {
      retry(error, _, done) {
        done(error);
      },
    },
  };
  return new Promise((resolve, reject) => {
    let begun: Dispatcher.DispatchController | undefined;
    let status = 0;
    let headers: Readonly<Record<string, string | string[] | undefined>> = {};
    const pieces: Uint8Array[] = [];
    let size = 0;
    const lost = (error: Error): void => {
      signal.removeEventListener("abort", cancel);
      reject(error);
    };
    const cancel = (): void => {
      const reason: unknown = signal.reason;
      const error = reason instanceof Error ? reason : new RequestLost("maybe_sent", "given up");
      begun?.abort(error);
      lost(error);
    };
    signal.addEventListener("abort", cancel, { once: true });
    dispatcher.dispatch(sent, {
      // Called just before the first byte is written, and again before a request is sent again.
      onRequestStart(controller) {
        if (signal.aborted) controller.abort(new RequestLost("not_sent"));
        else if (once && begun !== undefined) {
          controller.abort(new RequestLost("maybe_sent", "undici was about to send it again"));
        } else {
          begun = controller;
          // Nothing is left of a reply that came before.
          pieces.length = size = 0;
        }
      },
      onResponseStart(controller, code, named) {
        status = code;
        headers = named;
        if (Number(named["content-length"]) > maxBodyBytes) controller.abort(new RequestLost("too_large"));
      },
      onResponseData(controller, piece) {
        size += piece.byteLength;
        if (size > maxBodyBytes) controller.abort(new RequestLost("too_large"));
        else pieces.push(piece);
      },
      onResponseEnd() {
        signal.removeEventListener("abort", cancel);
        const get = (name: string): string | null => {
          const value = headers[name];
          return Array.isArray(value) ? value.join(", ") : (value ?? null);
        };
        resolve({ status, headers: { get }, body: pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces) });
      },
      onResponseError(_, error) {
        // Before it begins there is no name, no connection or no TLS: no byte has left.
        lost(begun === undefined ? new RequestLost("not_sent", error.message, { cause: error }) : error);
      },
    });
  });
}
