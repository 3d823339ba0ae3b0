import { classes, ConfigurationError, type FailureRecord } from "./generated/errors.js";
import { readFailure } from "./generated/readers.js";
import { options } from "./generated/tables.js";
import * as glue from "./glue.js";
import { decode, Packed } from "./packed.js";
import type { Address, Bytes, Module, Reply } from "./platform.js";

const SEND = 83;
const WAIT = 87;
const VALUE = 86;

/** What is to be done next. */
export type Answer<T> =
  | { readonly type: "send"; readonly call: number; readonly request: WireRequest }
  | { readonly type: "wait"; readonly call: number; readonly ms: number }
  | Value<T>
  | { readonly type: "failure"; readonly failure: FailureRecord; readonly meta: string };

export interface Value<T> {
  readonly type: "value";
  readonly rows: T[];
  readonly total: number | null;
  readonly next: string | null;
  readonly meta: string;
}

/** A request as the core wants it sent. */
export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: [string, string][];
  readonly body: string | null;
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly maxBodyBytes: number;
  readonly once: boolean;
}

export type Reader<T> = (page: Packed) => T[];

let memory: { readonly buffer: ArrayBuffer } | undefined;
let u8 = new Uint8Array();
let u32 = new Uint32Array();
let f64 = new Float64Array();

/** How this runtime loads the module when nobody has; set by the entry that the runtime imports. */
let load: (() => Module | Bytes) | undefined;

export function loadLazily(source: () => Module | Bytes): void {
  load = source;
}

/** Initialises the core with its module. Calling it again does nothing. */
export function initSync(module: Module | Bytes): void {
  memory ??= glue.initSync({ module }).memory;
}

/** What the core's module can be had from. */
export type Source = Module | Bytes | Reply | Address | string;

/** How this runtime fetches the module when nobody says from where; set by the entry that the runtime imports. */
let origin: Address | undefined;

export function fetchFrom(url: Address): void {
  origin = url;
}

/**
 * Initialises the core where it cannot be loaded at once: in browsers and in runtimes that have no entry of their own. The
 * module is `bursar/core.wasm`: compiled, its bytes, a reply with them, or where they are.
 */
export async function init(source?: Source | PromiseLike<Source>): Promise<void> {
  if (memory !== undefined) return;
  let found = (await source) ?? origin;
  if (found === undefined) throw configuration("init: say where the module `bursar/core.wasm` is");
  if (typeof found === "string" || found instanceof URL) found = await fetch(found);
  const reply = found as Partial<Response>;
  initSync(typeof reply.arrayBuffer === "function" ? await reply.arrayBuffer() : found);
}

export function ready(): void {
  if (memory !== undefined) return;
  if (load === undefined) {
    throw configuration("the core is not loaded: this runtime needs `await init()` before the first client is made");
  }
  let source;
  try {
    source = load();
  } catch (cause) {
    throw configuration(
      "the core's module is not to be had: a bundle has to keep `core.wasm` beside it, or leave the package `bursar` out",
      cause,
    );
  }
  initSync(source);
}

/** A failure that the core has not seen. */
export function configuration(detail: string, cause?: unknown): ConfigurationError {
  const failure: FailureRecord = {
    kind: "configuration",
    platform: null,
    operation: "",
    status: null,
    code: null,
    detail,
    hint: "Correct the client's configuration as the detail says.",
    retryable: false,
    requestId: null,
    retryAfterMs: null,
    attempts: 0,
    path: null,
    readings: null,
    body: null,
  };
  return new ConfigurationError(failure, cause === undefined ? undefined : { cause });
}

/** Reads the answer that a crossing has left, before the next one replaces it. */
export function take<T>(address: number, read: Reader<T>): Answer<T> {
  // Growing the memory makes the views invalid.
  if (u8.buffer !== memory!.buffer) {
    u8 = new Uint8Array(memory!.buffer);
    u32 = new Uint32Array(memory!.buffer);
    f64 = new Float64Array(memory!.buffer);
  }
  const head = address >>> 2;
  const tag = u32[head]!;
  if (tag === SEND || tag === WAIT) return spoken(tag, text(head + 1));
  const meta = text(head + 13);
  const page = new Packed(u8, u32, f64, head);
  let answer: Answer<T>;
  if (tag === VALUE) {
    const total = u32[head + 2]! === 1 ? u32[head + 3]! + u32[head + 4]! * 2 ** 32 : null;
    answer = { type: "value", rows: read(page), total, next: text(head + 11) || null, meta };
  } else {
    answer = { type: "failure", failure: readFailure(page)[0]!, meta };
  }
  glue.forget();
  return answer;
}

function text(at: number): string {
  const length = u32[at + 1]!;
  if (length === 0) return "";
  const address = u32[at]!;
  return decode(u8.subarray(address, address + length));
}

/** Text before the body holds no separator, and the body is the last part. */
function spoken(tag: number, text: string): Answer<never> {
  const parts = text.split("\u001f");
  const call = Number(parts[1]);
  if (tag === WAIT) return { type: "wait", call, ms: Number(parts[2]) };
  return { type: "send", call, request: new SpokenRequest(parts) };
}

/** The parts of a request, of which nobody reads all. */
class SpokenRequest implements WireRequest {
  readonly #parts: readonly string[];
  #headers: [string, string][] | undefined;

  constructor(parts: readonly string[]) {
    this.#parts = parts;
  }

  get method(): string {
    return this.#parts[6]!;
  }

  get url(): string {
    return this.#parts[7]!;
  }

  get headers(): [string, string][] {
    return (this.#headers ??= pairs(this.#parts[8]!));
  }

  get body(): string | null {
    const parts = this.#parts;
    const body = parts.length > 10 ? parts.slice(9).join("\u001f") : parts[9]!;
    return body === "" ? null : body;
  }

  get timeoutMs(): number {
    return Number(this.#parts[2]);
  }

  get connectTimeoutMs(): number {
    return Number(this.#parts[3]);
  }

  get maxBodyBytes(): number {
    return Number(this.#parts[4]);
  }

  get once(): boolean {
    return this.#parts[5] === "1";
  }
}

function pairs(lines: string): [string, string][] {
  if (lines === "") return [];
  return lines.split("\n").map((line): [string, string] => {
    const colon = line.indexOf(": ");
    return [line.slice(0, colon), line.slice(colon + 2)];
  });
}

/** The value of an answer that is one, or the error that it is. */
export function valueOf<T>(answer: Answer<T>): Value<T> {
  if (answer.type === "value") return answer;
  if (answer.type === "failure") throw errorOf(answer.failure);
  throw configuration("the core asks for something where it should have answered");
}

export function errorOf(failure: FailureRecord, cause?: unknown): Error {
  const Class = classes[failure.kind] ?? ConfigurationError;
  return new Class(spelt(failure), cause === undefined ? undefined : { cause });
}

/** What is called otherwise here than in the core. */
const OURS: ReadonlyMap<string, string> = new Map(Object.entries(options).map(([name, { core }]) => [core, name]));

/** The names in a failure as they are typed here: in hints they stand in backticks, in a detail they come first. */
function spelt(failure: FailureRecord): FailureRecord {
  const { hint, detail, path } = failure;
  const own = path === null ? undefined : OURS.get(path);
  const named = own !== undefined && path !== null && detail.startsWith(`${path}:`);
  return {
    ...failure,
    path: own ?? path,
    detail: named ? own + detail.slice(path.length) : detail,
    hint: hint.replace(/`[a-z_.]+`/g, (name) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())),
  };
}

export { glue };
