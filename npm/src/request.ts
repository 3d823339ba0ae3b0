/** What a program hands in, as the core wants it. */

import { configuration } from "./core.js";
import { type OperationTable, operations } from "./generated/operations.js";
import { options, type PlatformTable } from "./generated/tables.js";
import { FACTORY, type HttpExecutor } from "./http.js";
import { exposed, Misplaced, withoutSecrets } from "./secret.js";

export function tableOf(name: unknown, platform: string): OperationTable {
  const text = String(name);
  const table = Object.hasOwn(operations, text) ? operations[text] : undefined;
  if (table !== undefined) return table;
  const own = Object.keys(operations).filter((known) => known === "raw" || known.startsWith(`${platform}.`));
  const wanted = text.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const meant = own.filter((known) => known === wanted || known === `${platform}.${wanted}`);
  const instead = meant.length > 0 ? `say "${meant.join()}"` : `there are ${own.join(", ")}`;
  throw configuration(`begin: there is no operation ${text.slice(0, 40)}; ${instead}`);
}

/** Options, once it is certain that they are some. */
export function optionsOf<T extends object>(given: T, such: string): T {
  if (!isObject(given)) throw configuration(`options: expected an object, such as ${such}`);
  return given;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What watches, once it is certain that it can be called. */
export function hookOf<T>(onEvent: T): T {
  if (onEvent !== undefined && typeof onEvent !== "function") throw configuration("onEvent: it is no function");
  return onEvent;
}

/** An executor that is one. */
export function executorOf(http: unknown): HttpExecutor | undefined {
  if (http !== undefined && http === globalThis.fetch) {
    throw configuration("http: `fetch` itself is no executor, but is what is used if `http` is left out");
  }
  if (typeof http === "function" && FACTORY in http) {
    throw configuration(`http: \`${http.name}\` itself is no executor, but gives one: say \`http: ${http.name}(…)\``);
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
  if (params !== undefined && !isObject(params)) {
    const such = table.required.length > 0 ? `, such as { ${table.required.join(", ")} }` : "";
    throw configuration(`parameters: expected an object${such}`);
  }
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

/** Options as the core has them, of a call or of a platform's client. Undefined when there are none. */
export function coreOptions(
  given: object,
  meta: boolean,
  platform?: PlatformTable,
): Record<string, unknown> | undefined {
  let own: Record<string, unknown> | undefined = meta ? { meta } : undefined;
  for (const [name, value] of Object.entries(given) as [string, unknown][]) {
    if (value === undefined || (name === "after" && value === null)) continue;
    if (platform === undefined && CALLS.includes(name)) continue;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) {
      const why = platform && CALLS.includes(name) ? "it is an option of calls" : "there is no such option";
      throw configuration(`${name.slice(0, 40)}: ${why}; there are ${known(platform)}`);
    }
    // JSON would make null of them, and null is as good as left out.
    if (option.isNumber && (value === null || (typeof value === "number" && !Number.isFinite(value)))) {
      throw configuration(`${name}: it is no finite number`);
    }
    (own ??= {})[option.core] = pairs(value);
  }
  return own;
}

function known(platform: PlatformTable | undefined): string {
  const table = Object.entries(options).filter(([, { ofCalls, ofClients, only }]) =>
    platform === undefined ? ofCalls : ofClients && (only === undefined || only === platform.id),
  );
  const names = table.map(([name]) => name);
  const all =
    platform === undefined ? [...names, ...CALLS] : [...Object.keys(platform.environment), ...CLIENTS, ...names];
  return all.join(", ");
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
