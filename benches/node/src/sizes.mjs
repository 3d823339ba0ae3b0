// What is downloaded, and what each operation adds to it.
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const at = (path) => new URL(path, import.meta.url);

export function brotli(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params }).length;
}

/** The module and the tarball, in bytes; `listing` is the file that `npm pack --json` was written to. */
export function sizes(listing) {
  const wasm = readFileSync(at("../../../npm/dist/core.wasm"));
  const [{ size, unpackedSize, entryCount }] = JSON.parse(readFileSync(listing, "utf8"));
  return {
    wasm: { raw: wasm.length, gzip: gzipSync(wasm, { level: 9 }).length, brotli: brotli(wasm) },
    tarball: { size, unpackedSize, entryCount },
  };
}

/** Everything that the package can call. */
function operationNames() {
  const generated = readFileSync(at("../../../npm/src/generated/operations.ts"), "utf8");
  return [...generated.matchAll(/^ {2}"([a-z_.]+)": \{ read/gm)].map(([, name]) => name);
}

// Less than this share of all code is not listed, unless it is an operation.
const LISTED = 0.005;

/**
 * Sorts the functions of a module that has their names by whose they are: an operation's, if its name, or that of a type it
 * was made for, is of the operation's file; else a platform's, a module's of the core, or another crate's.
 *
 * With `packed`, also how much smaller the packed code would be without them; that takes a minute.
 */
export function operations(module, packed) {
  const names = operationNames();
  const groups = new Map(names.map((name) => [name, []]));
  const bodies = functions(readFileSync(module));
  for (const body of bodies) {
    const owner = ownerOf(body.name, names);
    if (!groups.has(owner)) groups.set(owner, []);
    groups.get(owner).push(body);
  }
  const rest = "the rest";
  const total = sizeOf(bodies);
  for (const [owner, own] of [...groups]) {
    if (names.includes(owner)) {
      if (own.length === 0) throw new Error(`no function of ${owner} was found: the names have changed`);
    } else if (sizeOf(own) < total * LISTED) {
      groups.delete(owner);
      groups.set(rest, [...(groups.get(rest) ?? []), ...own]);
    }
  }
  const pack = (some) => (packed ? brotli(Buffer.concat(some.map(({ code }) => code))) : Number.NaN);
  const all = pack(bodies);
  const weighed = (owner, own) => {
    const gone = new Set(own);
    const brotli = all - pack(bodies.filter((body) => !gone.has(body)));
    return { owner, operation: names.includes(owner), functions: own.length, raw: sizeOf(own), brotli };
  };
  const rows = [...groups].map(([owner, own]) => weighed(owner, own));
  rows.sort((a, b) => b.operation - a.operation || (a.owner === rest) - (b.owner === rest) || b.raw - a.raw);
  const every = names.flatMap((name) => groups.get(name));
  return { rows: [...rows, weighed("all operations", every), weighed("everything", bodies)] };
}

function sizeOf(bodies) {
  return bodies.reduce((sum, { code }) => sum + code.length, 0);
}

function ownerOf(name, names) {
  // A crate's name is followed by its hash.
  const paths = [...name.matchAll(/\b(\w+)\[[0-9a-f]+\]((?:::\w+)*)/g)].map(([, crate, path]) => [
    crate,
    path.split("::"),
  ]);
  const platform = paths.find(
    ([crate, path]) => crate === "bursar" && names.some((name) => name.startsWith(`${path[1]}.`)),
  );
  if (platform) {
    const [, [, id, ...path]] = platform;
    const operation = names.find((name) => [`${id}.${path[0]}`, `${id}.${path[0]}.${path[1]}`].includes(name));
    return operation ?? `${id}, shared`;
  }
  const own = paths.find(([crate]) => crate === "bursar");
  if (own) return own[1][1] === "raw" ? "raw" : `core, ${own[1][1] ?? "other"}`;
  if (paths.length === 0) return name === CONSTANTS ? name : "exports and the compiler's own";
  const [[crate, path]] = paths;
  return ["alloc", "core"].includes(crate) ? `std, ${crate}::${path[1]}` : `crate ${crate}`;
}

const NAME_OF_FUNCTIONS = 1;
const CODE = 10;
const DATA = 11;
const CONSTANTS = "constants and texts";

/** The functions of a module, name and code, and its data as one more. https://webassembly.github.io/spec/core/binary/modules.html */
function functions(bytes) {
  const module = new WebAssembly.Module(bytes);
  const imported = WebAssembly.Module.imports(module).filter(({ kind }) => kind === "function").length;
  const [section] = WebAssembly.Module.customSections(module, "name");
  if (section === undefined) throw new Error("the module has no names");
  const names = new Map();
  for (const [id, reader] of sections(new Cursor(Buffer.from(section)))) {
    if (id !== NAME_OF_FUNCTIONS) continue;
    for (let left = reader.number(); left > 0; left--)
      names.set(reader.number(), reader.take(reader.number()).toString());
  }
  const found = [];
  // Behind the magic number and the version.
  for (const [id, reader] of sections(new Cursor(bytes.subarray(8)))) {
    if (id === DATA) found.push({ name: CONSTANTS, code: reader.rest() });
    if (id !== CODE) continue;
    for (let left = reader.number(); left > 0; left--) {
      const code = reader.take(reader.number());
      found.push({ name: names.get(imported + found.length) ?? "", code });
    }
  }
  return found;
}

function* sections(reader) {
  while (!reader.done()) yield [reader.take(1)[0], new Cursor(reader.take(reader.number()))];
}

class Cursor {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  done() {
    return this.#at >= this.#bytes.length;
  }

  take(length) {
    return this.#bytes.subarray(this.#at, (this.#at += length));
  }

  rest() {
    return this.take(this.#bytes.length - this.#at);
  }

  /** LEB128. */
  number() {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes[this.#at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }
}
