import type { WireRequest } from "./core.js";
import { replyHeaders } from "./generated/tables.js";

/** A request to be sent as it is. Its rendering shows neither headers nor body nor query. */
export class HttpRequest {
  readonly #wire: WireRequest;
  readonly #signal: AbortSignal;

  /** @internal */
  constructor(wire: WireRequest, signal: AbortSignal) {
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
  get headers(): readonly (readonly [string, string])[] {
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

  get signal(): AbortSignal {
    return this.#signal;
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

/** For executors: a request that is known not to have been sent, or whose reply is too large. */
export class RequestLost extends Error {
  override readonly name: string = "RequestLost";

  constructor(
    readonly how: "not_sent" | "maybe_sent" | "too_large",
    message?: string,
    options?: ErrorOptions,
  ) {
    super(message ?? how.replace("_", " "), options);
  }
}

/** The head of a reply as the core reads it. */
export function headOf(reply: HttpReply): string {
  const { headers } = reply;
  const read = (name: string): string | null | undefined =>
    typeof headers.get === "function" ? headers.get(name) : (headers as Record<string, string | undefined>)[name];
  let head = String(reply.status);
  for (const name of replyHeaders) {
    const value = read(name);
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
      headers: request.headers as [string, string][],
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
    throw new RequestLost("maybe_sent", "fetch gave something that is no reply");
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
    if (typeof reply.arrayBuffer !== "function") throw new RequestLost("maybe_sent", "the reply has no body to read");
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
