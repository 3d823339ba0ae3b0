// What is in the tarball, and what its consumers' compilers say.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompressSync } from "node:zlib";

import { consumer, load, tool } from "./support.mjs";

const { BURSAR_TARBALL } = process.env;
const installed = consumer("node_modules/bursar");

/** Runs a program of the tools; what it prints is why it fails. */
async function node(...args) {
  const ran = promisify(execFile)(process.execPath, args, { cwd: consumer() });
  await ran.catch(({ stdout, stderr }) => assert.fail(`${stdout}${stderr}`));
}

test("the tarball holds one module and no more than it needs", () => {
  const files = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ path, name }) => join(path, name));
  assert.equal(files.filter((file) => file.endsWith(".wasm")).length, 1);
  const strange = files.filter((file) => !/(\.js|\.d\.ts|\.wasm|package\.json|README\.md|LICENSE-[A-Z]+)$/.test(file));
  assert.deepEqual(strange, []);
  for (const file of files) {
    const text = readFileSync(file, "latin1");
    const root = fileURLToPath(new URL("../..", import.meta.url));
    for (const path of [homedir(), root, "/.cargo/", "/.rustup/", "/home/", "/Users/"]) {
      assert.ok(!text.includes(path), `${file} names ${path}`);
    }
  }
});

test("no line is long, as an uncaught error shows the one that it is of", () => {
  for (const folder of ["dist", "dist/cjs"]) {
    for (const file of readdirSync(join(installed, folder)).filter((name) => name.endsWith(".js"))) {
      const lines = readFileSync(join(installed, folder, file), "utf8").split("\n");
      const longest = Math.max(...lines.map(({ length }) => length));
      assert.ok(longest <= 200, `${folder}/${file} has a line of ${longest} characters`);
    }
  }
});

test("it is small", () => {
  const core = brotliCompressSync(readFileSync(join(installed, "dist/core.wasm"))).length;
  const tarball = readFileSync(BURSAR_TARBALL).length;
  assert.ok(core <= LARGEST.core, `the module takes ${core} bytes by brotli`);
  assert.ok(tarball <= LARGEST.tarball, `the tarball takes ${tarball} bytes`);
});
// What they were when they were last looked at, and a little room. The goals are in docs/benchmarks/node.md.
const LARGEST = { core: 125_000, tarball: 219_000 };

test("publint has nothing to say", async () => {
  const { publint } = await load("publint");
  const { messages } = await publint({ pkgDir: installed, strict: true });
  assert.deepEqual(messages, []);
});

test("attw has nothing to say", () => {
  // `core.wasm` has no types; `slim` is for bundlers and has no twin for `require`.
  const options = ["--exclude-entrypoints", "./core.wasm", "./slim"];
  return node(tool("@arethetypeswrong/cli/dist/index.js"), BURSAR_TARBALL, ...options);
});

const compilers = { oldest: "typescript-5.2/bin/tsc", newest: "typescript/bin/tsc" };
suite("consumers compile", { concurrency: 2 }, () => {
  cpSync(consumer("types.mts"), consumer("types.cts"));
  const bare = { strict: true, noEmit: true, target: "es2022", lib: ["es2022"], types: [], skipLibCheck: false };
  const settings = { compilerOptions: { ...bare, module: "nodenext" }, files: ["bare.mts"] };
  writeFileSync(consumer("bare.json"), JSON.stringify(settings));
  cpSync(consumer("bare.mts"), consumer("old.ts"));
  const old = { ...bare, target: "es2020", lib: ["es2020"], module: "commonjs", moduleResolution: "node10" };
  writeFileSync(consumer("old.json"), JSON.stringify({ compilerOptions: old, files: ["old.ts"] }));
  // Newer compilers have forgotten how.
  test("with the resolution of old, declarations checked, by the oldest TypeScript", () =>
    node(tool(compilers.oldest), "--project", "old.json"));
  const strict = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess"];
  const lib = ["--target", "es2022", "--lib", "es2022,dom"];
  const ways = {
    "as a module": ["--module", "nodenext", "types.mts"],
    "as CommonJS": ["--module", "nodenext", "types.cts"],
    "in a bundle": ["--module", "esnext", "--moduleResolution", "bundler", "types.mts"],
  };
  for (const [age, compiler] of Object.entries(compilers)) {
    for (const [way, args] of Object.entries(ways)) {
      test(`${way}, by the ${age} TypeScript`, () => node(tool(compiler), ...strict, ...lib, ...args));
    }
    test(`without a runtime's types, declarations checked, by the ${age} TypeScript`, () =>
      node(tool(compiler), "--project", "bare.json"));
  }
});
