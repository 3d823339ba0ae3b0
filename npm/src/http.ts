import type { WireRequest } from "./core.js";
import { replyHeaders } from "./generated/tables.js";
import type { Signal } from "./platform.js";

/** A request to be sent as it is. Its rendering shows neither headers nor body nor query. */
export class HttpRequest {
  readonly #wire: WireRequest;
  #signal: Signal | undefined;

  /** @internal */
  constructor(wire: WireRequest, signal?: Signal) {
    this.#wire = wire;
    this.#signal = signal;
  }

  get method(): string {
    return this.#wire.method;
  }

  get url(): string {
    return this.#wire.url;
  }

  /** Names in lower case, each once. */
  get headers(): [string, string][] {
    return this.#wire.headers;
  }

  /** UTF-8 text. */
  get body(): string | null {
    return this.#wire.body;
  }

  /** For the whole attempt; when it is over, `signal` aborts. */
  get timeoutMs(): number {
    return this.#wire.timeoutMs;
  }

  get connectTimeoutMs(): number {
    return this.#wire.connectTimeoutMs;
  }

  /** A longer body is not read: throw `new RequestLost("too_large")`. */
  get maxBodyBytes(): number {
    return this.#wire.maxBodyBytes;
  }

  /** It may reach the server at most once: no replay, not by the HTTP stack either. */
  get once(): boolean {
    return this.#wire.once;
  }

  /** Aborts when the request is given up; of a call that is driven by hand, never. */
  get signal(): Signal {
    return (this.#signal ??= new AbortController().signal);
  }

  toJSON(): { method: string; url: string; once: boolean } {
    const [url] = this.url.split("?");
    return { method: this.method, url: url ?? "", once: this.once };
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `HttpRequest ${JSON.stringify(this)}`;
  }
}

/** A reply of any status. Redirects are not followed. */
export interface HttpReply {
  readonly status: number;
  /** Headers, or an object of them with names in lower case. */
  readonly headers: { get(name: string): string | null } | Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** Any HTTP client: one function. What it throws is a lost request that may have arrived, unless it is a `RequestLost`. */
export type HttpExecutor = (request: HttpRequest) => Promise<HttpReply>;

/** How a request is lost, by its number in the core. `unsent`: it was given up before any of it had left. */
export const LOSSES = { not_sent: 0, maybe_sent: 1, cancelled: 2, too_large: 3, unusable: 4, unsent: 5 } as const;
export type Loss = keyof typeof LOSSES;

/** By this a lost request is known, whichever copy of the package it is of. */
const LOST = Symbol.for("bursar.RequestLost");

/**
 * For executors: a request that is known not to have been sent, or whose reply is too large. `unusable` is what the HTTP
 * client gave, and it would give it again.
 */
export class RequestLost extends Error {
  override readonly name: string = "RequestLost";

  constructor(
    readonly how: Exclude<Loss, "cancelled" | "unsent">,
    message?: string,
    options?: ErrorOptions,
  ) {
    super(message ?? how.replace("_", " "), options);
  }

  /** @internal */
  get [LOST](): true {
    return true;
  }
}

/** How a request was lost, as what was thrown tells. Whether the call was given up is not the executor's to say. */
export function lossOf(thrown: unknown): RequestLost["how"] {
  const how = readable(() =>
    typeof thrown === "object" && thrown !== null && LOST in thrown ? (thrown as RequestLost).how : "",
  );
  const isKnown = Object.hasOwn(LOSSES, how) && how !== "cancelled" && how !== "unsent";
  return isKnown ? (how as RequestLost["how"]) : "maybe_sent";
}

/** A text out of what was thrown; getters and proxies may throw again. */
function readable(text: () => unknown): string {
  try {
    const found = text();
    return typeof found === "string" ? found : "";
  } catch {
    return "";
  }
}

/** What was thrown, in words; Node says "fetch failed" whatever the reason, which is the cause. */
export function words(thrown: unknown): string {
  if (typeof thrown === "string") return thrown;
  const message = (of: () => unknown): string =>
    readable(() => (of() as { message?: unknown } | null | undefined)?.message);
  const cause = message(() => (thrown as { cause?: unknown } | null | undefined)?.cause);
  const own = message(() => thrown);
  return cause === "" ? own : `${own}: ${cause}`;
}

/** A reply as the core reads it. */
export interface WireReply {
  readonly status: number;
  readonly head: string;
  readonly body: Uint8Array;
}

/** Makes sure that what an executor gave is a reply, before anything is made of it. */
export function wireReply(reply: unknown, most: number): WireReply {
  const { status, headers, body } = (reply ?? {}) as Partial<Record<keyof HttpReply, unknown>>;
  let bytes: Uint8Array | undefined;
  try {
    bytes = bytesOf(body);
  } catch (cause) {
    throw unusable("`body` cannot be read", cause);
  }
  const isStatus = typeof status === "number" && Number.isInteger(status) && status >= 100 && status <= 999;
  if (!isStatus) throw unusable("`status` is no whole number from 100 to 999");
  if (typeof headers !== "object" || headers === null) throw unusable("`headers` is no object");
  if (bytes === undefined) throw unusable("`body` is no Uint8Array");
  if (bytes.byteLength > most) throw new RequestLost("too_large");
  try {
    return { status, head: headOf(status, headers), body: bytes };
  } catch (cause) {
    throw unusable("`headers` cannot be read", cause);
  }
}

function unusable(what: string, cause?: unknown): RequestLost {
  const wanted = "an executor gives { status, headers, body: Uint8Array }";
  return new RequestLost("unusable", `http: what the executor gave is no reply, its ${what}; ${wanted}`, { cause });
}

/** Not by `instanceof`: they may be of another realm. What was handed on to another thread cannot be read any more: it throws. */
function bytesOf(body: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  const isBuffer = Object.prototype.toString.call(body) === "[object ArrayBuffer]";
  return isBuffer ? new Uint8Array(body as ArrayBuffer) : undefined;
}

function headOf(status: number, headers: object): string {
  const { get } = headers as { get?: (name: string) => unknown };
  let head = String(status);
  for (const name of replyHeaders) {
    const value =
      typeof get === "function" ? get.call(headers, name) : (headers as Readonly<Record<string, unknown>>)[name];
    if (typeof value === "string") head += `\u001f${name}: ${value}`;
  }
  return head;
}

/** What codes of Node's errors say that no byte of the request has left. */
const NOT_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

/** What is used of a reply; whatever a runtime or a mock gives may lack any of it. */
interface Duck {
  readonly status?: unknown;
  readonly headers?: Headers | null;
  readonly body?: ReadableStream<Uint8Array> | null;
  readonly arrayBuffer?: () => Promise<ArrayBuffer>;
}

/** The runtime's own `fetch`, called with plain values; its reply is read by what it can do, not by what it is. */
export const fetchExecutor: HttpExecutor = async (request) => {
  const { fetch } = globalThis as { fetch?: (url: string, init: RequestInit) => Promise<Duck | null | undefined> };
  if (typeof fetch !== "function") throw new RequestLost("not_sent", "this runtime has no fetch");
  let reply: Duck | null | undefined;
  try {
    reply = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      body: request.body,
      redirect: "manual",
      signal: request.signal,
      ...own(request),
    });
  } catch (error) {
    const code = (error as { cause?: { code?: unknown } } | null | undefined)?.cause?.code;
    if (typeof code === "string" && NOT_SENT.has(code)) throw new RequestLost("not_sent", code, { cause: error });
    throw error;
  }
  const status = reply?.status;
  if (!reply || typeof status !== "number")
    throw new RequestLost("unusable", "fetch gave something that is no reply: is it a mock?");
  // A browser hides redirects: what the server said was not seen.
  if (status === 0) throw new RequestLost("maybe_sent", "the server redirects, and this runtime hides where to");
  return { status, headers: reply.headers ?? {}, body: await bodyOf(reply, request.maxBodyBytes) };
};

interface Deno {
  readonly version?: { readonly deno?: string };
  createHttpClient(options: object): object;
}

let fresh: object | undefined;

/** Deno before 2.9.6 sends a request again on a fresh connection, too (denoland/deno issue 35610). */
function sendsOnce(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.+-]/, 3).map(Number);
  return major > 2 || (major === 2 && (minor > 9 || (minor === 9 && patch >= 6)));
}

/** undici's dispatchers that send a request once; a composed one has another `dispatch` than its class. */
const PLAIN = new Set([
  "Agent",
  "Client",
  "Pool",
  "BalancedPool",
  "ProxyAgent",
  "EnvHttpProxyAgent",
  "MockAgent",
  "MockPool",
]);

/** Whether a dispatcher of undici, of whichever copy, might send a request again by itself. */
export function mayRepeat(dispatcher: object): boolean {
  const { dispatch } = Object.getPrototypeOf(dispatcher) as { dispatch?: unknown };
  return !PLAIN.has(dispatcher.constructor.name) || (dispatcher as { dispatch?: unknown }).dispatch !== dispatch;
}

/** Where undici keeps what `setGlobalDispatcher` was given, for Node's own `fetch`, too. */
const GLOBAL = Symbol.for("undici.globalDispatcher.1");

/** Whether this is a browser, its workers included: they all call themselves so, and Node, Deno, Bun and workerd do not. */
export function isBrowser(): boolean {
  const { navigator } = globalThis as { navigator?: { userAgent?: unknown } };
  return typeof navigator?.userAgent === "string" && navigator.userAgent.startsWith("Mozilla/");
}

/**
 * A connection of its own for what may arrive only once: Bun and Deno send a request again by themselves when a kept
 * connection dies with it. Browsers do so, too, and cannot be told (docs/decisions/0008).
 */
function own(request: HttpRequest): RequestInit {
  if (!request.once) return {};
  if (isBrowser()) {
    throw new RequestLost(
      "not_sent",
      "browsers send a state change again by themselves when its connection dies: send it from elsewhere",
    );
  }
  const dispatcher = (globalThis as { [GLOBAL]?: object })[GLOBAL];
  if (dispatcher !== undefined && mayRepeat(dispatcher)) {
    throw new RequestLost(
      "not_sent",
      "the global dispatcher of undici may send a state change again: use `undiciExecutor()`, or a plain Agent",
    );
  }
  const deno = (globalThis as { Deno?: Deno }).Deno;
  if (deno === undefined) return { keepalive: false };
  if (!sendsOnce(deno.version?.deno ?? "")) {
    throw new RequestLost(
      "not_sent",
      "a Deno before 2.9.6 sends a state change again by itself when its connection dies",
    );
  }
  fresh ??= deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  return { client: fresh } as RequestInit;
}

function header(reply: Duck, name: string): string | null {
  return typeof reply.headers?.get === "function" ? reply.headers.get(name) : null;
}

async function bodyOf(reply: Duck, most: number): Promise<Uint8Array> {
  const length = Number(header(reply, "content-length") ?? Number.NaN);
  if (length > most) {
    void reply.body?.cancel().catch(() => undefined);
    throw new RequestLost("too_large");
  }
  // A length that is stated, of a body that is not packed, bounds what is read at once.
  const bounded = !Number.isNaN(length) && header(reply, "content-encoding") === null;
  if (bounded || typeof reply.body?.getReader !== "function") {
    if (typeof reply.arrayBuffer !== "function")
      throw new RequestLost("unusable", "fetch gave a reply that has no body to read: is it a mock?");
    const body = new Uint8Array(await reply.arrayBuffer());
    if (body.byteLength > most) throw new RequestLost("too_large");
    return body;
  }
  const reader = reply.body.getReader();
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > most) {
      void reader.cancel().catch(() => undefined);
      throw new RequestLost("too_large");
    }
    pieces.push(value);
  }
  if (pieces.length === 1) return pieces[0]!;
  const body = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    body.set(piece, at);
    at += piece.byteLength;
  }
  return body;
}
