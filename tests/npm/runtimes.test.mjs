// The packed package in every runtime that it has an entry for: the whole corpus, and a conversation with the sandbox.
import { existsSync, readFileSync } from "node:fs";
import { suite, test } from "node:test";

import { binary, consumer, load, program, prove, tool } from "./support.mjs";

suite("the packed package", { concurrency: 4 }, () => {
  // Node and Deno are optional: npm has a package for each system, and only Linux on x64 is named.
  const nodes = { 20: process.execPath, 22: tool("node-22/bin/node"), 24: tool("node-24/bin/node") };
  for (const [version, node] of Object.entries(nodes)) {
    const skip = existsSync(node) ? false : `no Node ${version} for this system`;
    test(`Node ${version}, ESM`, { skip }, () => prove(program(node, ["main.mjs", "HARNESS"])));
    test(`Node ${version}, CommonJS`, { skip }, () => prove(program(node, ["main.cjs", "HARNESS"])));
  }

  const deno = tool("@deno/linux-x64-glibc/deno");
  test("Deno", { skip: existsSync(deno) ? false : "no Deno for this system" }, () => {
    const args = ["run", "--no-remote", "--no-prompt", "--node-modules-dir=manual", "--allow-net=127.0.0.1"];
    const env = { ...process.env, DENO_NO_UPDATE_CHECK: "1" };
    // The core's module is a file, and credentials may be in the environment.
    return prove(program(deno, [...args, "--allow-read", "--allow-env", "main.mjs", "HARNESS"], { env }));
  });

  test("Bun", () => prove(program(binary("@oven", "bin/bun"), ["main.mjs", "HARNESS"])));

  test("workerd", async () => {
    const { build } = await load("esbuild");
    const { Miniflare } = await load("miniflare");
    const outdir = consumer("workerd");
    const loader = { ".wasm": "copy" };
    const entryPoints = [consumer("worker.mjs")];
    await build({
      entryPoints,
      outdir,
      bundle: true,
      format: "esm",
      conditions: ["workerd"],
      loader,
      assetNames: "[name]",
    });
    const text = readFileSync(`${outdir}/worker.js`, "utf8");
    await prove(async (harness, failed) => {
      const miniflare = new Miniflare({
        cf: false,
        telemetry: { enabled: false },
        compatibilityDate: "2026-07-01",
        modules: [
          { type: "ESModule", path: "worker.js", contents: text },
          { type: "CompiledWasm", path: "core.wasm", contents: readFileSync(`${outdir}/core.wasm`) },
        ],
      });
      miniflare.dispatchFetch("http://worker/", { method: "POST", body: harness }).then(async (reply) => {
        if (reply.status !== 200) failed(new Error(await reply.text()));
      }, failed);
      return () => miniflare.dispose();
    });
  });

  test("Vercel's edge runtime", async () => {
    const { build } = await load("esbuild");
    const { EdgeRuntime } = await load("edge-runtime");
    // As the platform's own bundler does, but for the module, which it hands over compiled: this runtime refuses one that was
    // compiled outside.
    const inline = {
      name: "wasm-module",
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /\.wasm\?module$/ }, ({ path, resolveDir }) => ({
          path: `${resolveDir}/${path.slice(0, -"?module".length)}`,
          namespace: "wasm-module",
        }));
        onLoad({ filter: /.*/, namespace: "wasm-module" }, ({ path }) => {
          const text = readFileSync(path).toString("base64");
          const bytes = `Uint8Array.from(atob("${text}"), (character) => character.charCodeAt(0))`;
          return { contents: `export default new WebAssembly.Module(${bytes});` };
        });
      },
    };
    const { outputFiles } = await build({
      entryPoints: [consumer("edge.mjs")],
      bundle: true,
      write: false,
      format: "iife",
      conditions: ["edge-light"],
      plugins: [inline],
    });
    await prove(async (harness, failed) => {
      const runtime = new EdgeRuntime({ initialCode: outputFiles[0].text });
      runtime.dispatchFetch(`http://edge/?harness=${harness}`).then(async (reply) => {
        if (reply.status !== 200) failed(new Error(await reply.text()));
      }, failed);
      return () => undefined;
    });
  });
});
