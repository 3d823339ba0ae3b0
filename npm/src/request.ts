/** What a program hands in, as the core wants it. */

import { configuration } from "./core.js";
import { type OperationTable, operations } from "./generated/operations.js";
import type { PlatformTable } from "./generated/tables.js";
import type { HttpExecutor } from "./http.js";
import { exposed, Misplaced, withoutSecrets } from "./secret.js";

export function tableOf(name: string): OperationTable {
  const table = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (table === undefined) throw configuration(`there is no operation ${name}`);
  return table;
}

/** An executor that is one. */
export function executorOf(http: unknown): HttpExecutor | undefined {
  if (http !== undefined && http === globalThis.fetch) {
    throw configuration("http: `fetch` itself is no executor, but is what is used if `http` is left out");
  }
  if (http === undefined || typeof http === "function") return http as HttpExecutor | undefined;
  throw configuration("http: it is no function");
}

/**
 * The credentials among the options, which are taken out. Those of the environment count only where none is given: they may
 * belong to another account.
 */
export function credentialsOf(platform: PlatformTable, options: Map<string, unknown>): Record<string, unknown> {
  const credentials: Record<string, unknown> = {};
  const names = Object.entries(platform.environment);
  const given = names.some(([name]) => options.get(name) !== undefined);
  for (const [name, variable] of names) {
    const credential = given ? exposed(options.get(name)) : environment(variable);
    options.delete(name);
    if (credential !== undefined && credential !== null) credentials[name] = credential;
  }
  return credentials;
}

/** JSON of something that holds no secret any more. */
export function written(value: object, what: string): string {
  try {
    const isFlat = Object.values(value).every((part) => typeof part !== "object" || part === null);
    return JSON.stringify(value, isFlat ? undefined : withoutSecrets);
  } catch (error) {
    const why =
      error instanceof Misplaced
        ? `${error.message} is a Secret, but is not sent as one; \`expose()\` it if that is what you want`
        : "it holds what JSON cannot: a BigInt, or itself";
    throw configuration(`${what}: ${why}`);
  }
}

/** `name␟options␟params`. Secrets are shown to the core, and to nobody else. */
export function requestOf(
  name: string,
  table: OperationTable,
  params: object | undefined,
  options: object,
  meta: boolean,
): string {
  const own = coreOptions(options, meta);
  const text = params === undefined ? "" : paramsOf(params as Record<string, unknown>, table);
  return `${name}\u001f${own === undefined ? "" : written(own, "options")}\u001f${text}`;
}

function paramsOf(params: Record<string, unknown>, table: OperationTable): string {
  let plain = params;
  for (const secret of table.secrets) {
    const value = plain[secret];
    if (typeof value === "object") plain = { ...plain, [secret]: exposed(value) };
  }
  return written(plain, "parameters");
}

/** Names that the core calls otherwise, or that are not its concern. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ["timeout", "timeoutMs"],
  ["connectTimeout", "connectTimeoutMs"],
  ["deadline", "deadlineMs"],
]);
const NUMBERS = new Set(["timeout", "connectTimeout", "deadline", "maxRetries"]);
const OURS = new Set(["http", "onEvent", "signal"]);

/** Options as the core has them; it refuses what it does not know. Undefined when there are none. */
export function coreOptions(options: object, meta: boolean): Record<string, unknown> | undefined {
  let own: Record<string, unknown> | undefined = meta ? { meta } : undefined;
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    if (value === undefined || (name === "after" && value === null) || OURS.has(name)) continue;
    // JSON would make null of them, and null is as good as left out.
    if (NUMBERS.has(name) && (value === null || (typeof value === "number" && !Number.isFinite(value)))) {
      throw configuration(`${name}: it is no finite number`);
    }
    (own ??= {})[RENAMED.get(name) ?? name] = pairs(value);
  }
  return own;
}

/** `Headers`, `URLSearchParams` and `Map` as the objects that they stand for. */
function pairs(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const { entries } = value as { entries?: () => Iterable<readonly [string, unknown]> };
  return typeof entries === "function" ? Object.fromEntries(entries.call(value)) : value;
}

function environment(name: string): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return process?.env?.[name] || undefined;
}
