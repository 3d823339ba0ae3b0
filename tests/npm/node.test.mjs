// The packed package in Node, where it is bundled, and where it is told what to load.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { consumer, load } from "./support.mjs";

const program = 'import { EspAi } from "bursar"; new EspAi({ apiKey: "k-0123456" }).close(); console.log("loaded");';

/** Bundles the program for Node, and gives the file. */
async function bundled(name, options) {
  const { build } = await load("esbuild");
  const outfile = consumer(join("bundled", name));
  const stdin = { contents: program, resolveDir: consumer() };
  await build({ stdin, outfile, bundle: true, platform: "node", logLevel: "error", ...options });
  return outfile;
}

test("a bundle that keeps the package external loads, whatever its format", async () => {
  for (const [name, format] of Object.entries({ "external.cjs": "cjs", "external.mjs": "esm" })) {
    const file = await bundled(name, { format, external: ["bursar"] });
    assert.equal(execFileSync(process.execPath, [file], { encoding: "utf8" }), "loaded\n");
  }
});

test("a bundle as an ES module loads with `core.wasm` beside it, and says so without", async () => {
  const file = await bundled("inside/whole.mjs", { format: "esm" });
  const run = () => spawnSync(process.execPath, [file], { encoding: "utf8" });
  assert.match(run().stderr, /external, or is an ES module with `core\.wasm` beside it/);
  copyFileSync(consumer("node_modules/bursar/dist/core.wasm"), consumer("bundled/inside/core.wasm"));
  assert.equal(run().stdout, "loaded\n");
});

test("a CommonJS bundle says what to do instead", async () => {
  const file = await bundled("whole.cjs", { format: "cjs", logOverride: { "empty-import-meta": "silent" } });
  const { status, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8" });
  assert.equal(status, 1);
  assert.match(stderr, /external, or is an ES module with `core\.wasm` beside it/);
});

test("`slim` is loaded by bytes, and what is none is told with its cause", () => {
  const slim = `
    import { readFileSync } from "node:fs";
    import { createRequire } from "node:module";
    import { EspAi, init, isBursarError } from "bursar/slim";
    const path = createRequire(process.cwd() + "/x.mjs").resolve("bursar/core.wasm");
    for (const source of [undefined, path, "file://" + path, "http://127.0.0.1:9/", new Uint8Array(9), new Response("", { status: 404 })]) {
      const error = await init(source).then(() => undefined, (error) => error);
      const told = isBursarError(error, "configuration") && error.detail.includes("init(bytes)");
      if (!told || (source !== undefined && !(error.cause instanceof Error))) throw error ?? new Error(String(source));
    }
    await init(readFileSync(path));
    new EspAi({ apiKey: "k-0123456" }).close();
    console.log("loaded");`;
  const args = ["--input-type=module", "--eval", slim];
  assert.equal(execFileSync(process.execPath, args, { cwd: consumer(), encoding: "utf8" }), "loaded\n");
});
