/// <reference lib="esnext.disposable" preserve="true" />
import { Call } from "./call.js";
import { configuration, glue, type Reader, ready } from "./core.js";
import { openSession, setToken, tokenOf } from "./crossing.js";
import { type BursarEvent, Clock, drive, type Host } from "./driver.js";
import type { PlatformTable } from "./generated/tables.js";
import type { Operations } from "./generated/types.js";
import { fetchExecutor, type HttpExecutor, isBrowser } from "./http.js";
import type { Signal } from "./platform.js";
import { coreOptions, credentialsOf, executorOf, requestOf, tableOf, written } from "./request.js";
import { List, Pending } from "./result.js";
import { exposed, type Secret } from "./secret.js";

/** Options of clients and calls alike. Times are milliseconds. */
export interface SharedOptions {
  /** How long one attempt may take. Default 30,000. */
  timeout?: number | undefined;
  /** How long connecting may take, where the HTTP client can tell. Default 10,000. */
  connectTimeout?: number | undefined;
  /** How long the whole call may take, waits and readings included. Default 60,000. */
  deadline?: number | undefined;
  /** How often a request is sent again at most. Default 2. */
  maxRetries?: number | undefined;
  /** Whether a state change is settled by reading when its reply is lost. Default true. */
  verify?: boolean | undefined;
  /** Extra headers; those that carry credentials cannot be set. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Another base URL. */
  baseUrl?: string | undefined;
  /** Any HTTP client: one function. The runtime's `fetch` if left out. */
  http?: HttpExecutor | undefined;
  /** Watches what is sent and what comes back, without secrets. What it throws is ignored. */
  onEvent?: ((event: BursarEvent) => void) | undefined;
}

export interface ClientOptions extends SharedOptions {
  /** Allows plain http to other machines. For test networks only: credentials travel in clear. */
  allowInsecure?: boolean | undefined;
  /** Allows a browser, whose users can read the credentials. For tools of your own only. */
  dangerouslyAllowBrowser?: boolean | undefined;
}

export interface CallOptions extends SharedOptions {
  /** Gives the call up at once. */
  signal?: Signal | undefined;
  /** Another path for this call. */
  path?: string | undefined;
  /** Extra query parameters; a name that the operation sends is replaced. */
  query?: Readonly<Record<string, string>> | undefined;
  /** An object is merged into the body, anything else replaces it. */
  body?: unknown;
  /** Of a list: the cursor of the page to read, as the page before gave it. */
  after?: string | null | undefined;
}

// An abandoned client closes its session; calls that run keep it alive.
const abandoned = new FinalizationRegistry<number>((session) => {
  glue.session_close(session);
});

/** The operations of a platform, by their full names. */
export type OperationName<Platform extends string> = keyof Operations & (`${Platform}.${string}` | "raw");

/** What stands behind an operation's name in `begin`: its parameters can be left out where none is required. */
export type Begun<Params> = Params extends undefined
  ? [params?: undefined, options?: Omit<CallOptions, "signal">, now?: number]
  : // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- that is, without a required one
    {} extends Params
    ? [params?: Params, options?: Omit<CallOptions, "signal">, now?: number]
    : [params: Params, options?: Omit<CallOptions, "signal">, now?: number];

/**
 * An account on one platform.
 *
 * Besides the errors that an operation names as its own, every call may end in one of these kinds: `connection`, `timeout`,
 * `cancelled`, `authentication`, `permission`, `rate_limited`, `refused`, `server`, `decode`, `configuration`, and `outcome_unknown`
 * where it changes state.
 */
export abstract class Client<Platform extends string = string> {
  readonly #session: number;
  readonly #http: HttpExecutor;
  readonly #onEvent: ((event: BursarEvent) => void) | undefined;
  readonly #clock = new Clock();

  /** @internal */
  protected constructor(platform: PlatformTable, options: ClientOptions) {
    const { allowInsecure, dangerouslyAllowBrowser, http, onEvent, ...others } = options;
    const rest = new Map(Object.entries(others));
    if (isBrowser() && dangerouslyAllowBrowser !== true) {
      throw configuration(
        "admin keys are not for browsers, whose users can read them; `dangerouslyAllowBrowser: true` allows it",
      );
    }
    ready();
    const config = {
      platform: platform.id,
      credentials: credentialsOf(platform, rest),
      options: coreOptions(Object.fromEntries(rest), false, Object.keys(platform.environment)),
      allowInsecure: allowInsecure ?? false,
      seed: Math.floor(Math.random() * 2 ** 53),
      packing: "rows16",
    };
    this.#session = openSession(written(config, "the configuration"));
    this.#http = executorOf(http) ?? fetchExecutor;
    this.#onEvent = onEvent;
    abandoned.register(this, this.#session, this);
  }

  /** The session's token, to be shared through a store of your own; null if there is none. */
  token(): Secret | null {
    return tokenOf(this.#session);
  }

  /** Replaces the session's token; null forgets it. */
  setToken(token: Secret | string | null): void {
    const text = exposed(token ?? "");
    if (typeof text !== "string") throw configuration("setToken: a token is a Secret or text, or null to forget it");
    setToken(this.#session, text);
  }

  /** Forgets the session. Calls that run go on; new ones fail. */
  close(): void {
    abandoned.unregister(this);
    glue.session_close(this.#session);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * Begins an operation whose steps you drive yourself: `client.begin("espai.cards.get", { … })`. `now` is the present moment
   * in milliseconds of a monotonic clock, `performance.now()` if left out: one clock for all calls of a client.
   */
  begin<Name extends OperationName<Platform>>(
    name: Name,
    ...[params, options = {}, now]: Begun<Operations[Name]["params"]>
  ): Call<Operations[Name]["row"]> {
    const table = tableOf(name);
    return new Call(
      this.#session,
      requestOf(name, table, params, options, false),
      table.read as Reader<Operations[Name]["row"]>,
      now ?? this.#clock.now(),
    );
  }

  /** @internal */
  record<T>(name: string, params?: object, options: CallOptions = {}): Pending<T> {
    return new Pending(async (meta) => {
      const { rows, meta: told } = await this.#run<T>(name, params, options, meta);
      return { value: rows[0] as T, meta: told };
    });
  }

  /** @internal */
  list<T>(name: string, params?: object, options: CallOptions = {}): List<T> {
    return new List(async (after, meta) => {
      const {
        rows,
        total,
        next,
        meta: told,
      } = await this.#run<T>(name, params, after === null ? options : { ...options, after }, meta);
      return { value: { rows, total, next }, meta: told };
    });
  }

  #run<T>(name: string, params: object | undefined, options: CallOptions, meta: boolean) {
    const table = tableOf(name);
    const { signal } = options;
    if (signal !== undefined && typeof (signal as Partial<Signal> | null)?.addEventListener !== "function") {
      throw configuration("signal: it is no AbortSignal");
    }
    const onEvent = options.onEvent ?? this.#onEvent;
    const host: Host = {
      http: executorOf(options.http) ?? this.#http,
      clock: this.#clock,
      signal,
      onEvent,
    };
    const request = requestOf(name, table, params, options, meta || onEvent !== undefined);
    return drive<T>(this.#session, request, table.read as Reader<T>, host);
  }
}
