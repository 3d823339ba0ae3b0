/** What a program hands in, as the core wants it. */

import { configuration } from "./core.js";
import { type OperationTable, operations } from "./generated/operations.js";
import { options, type PlatformTable } from "./generated/tables.js";
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
export function credentialsOf(platform: PlatformTable, given: Map<string, unknown>): Record<string, unknown> {
  const credentials: Record<string, unknown> = {};
  const names = Object.entries(platform.environment);
  const any = names.some(([name]) => given.get(name) !== undefined);
  for (const [name, variable] of names) {
    const credential = any ? exposed(given.get(name)) : environment(variable);
    given.delete(name);
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
  given: object,
  meta: boolean,
): string {
  const own = coreOptions(given, meta);
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

/** What a client takes beside its credentials and the core's options, and what a call takes. */
const CLIENTS = ["allowInsecure", "dangerouslyAllowBrowser", "http", "onEvent"];
const CALLS = ["http", "onEvent", "signal"];

/**
 * Options as the core has them. Undefined when there are none. Those of a client are told by the names of its `credentials`,
 * which were taken out before.
 */
export function coreOptions(
  given: object,
  meta: boolean,
  credentials?: readonly string[],
): Record<string, unknown> | undefined {
  let own: Record<string, unknown> | undefined = meta ? { meta } : undefined;
  for (const [name, value] of Object.entries(given) as [string, unknown][]) {
    if (value === undefined || (name === "after" && value === null) || CALLS.includes(name)) continue;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined)
      throw configuration(`${name.slice(0, 40)}: there is no such option; ${known(credentials)}`);
    // JSON would make null of them, and null is as good as left out.
    if (option.isNumber && (value === null || (typeof value === "number" && !Number.isFinite(value)))) {
      throw configuration(`${name}: it is no finite number`);
    }
    (own ??= {})[option.core] = pairs(value);
  }
  return own;
}

function known(credentials: readonly string[] | undefined): string {
  const table = Object.entries(options);
  const names =
    credentials === undefined
      ? [...table.filter(([, { ofCalls }]) => ofCalls), ...CALLS.map((name) => [name] as const)]
      : [
          ...[...credentials, ...CLIENTS].map((name) => [name] as const),
          ...table.filter(([, { ofClients }]) => ofClients),
        ];
  return `there are ${names.map(([name]) => name).join(", ")}`;
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
