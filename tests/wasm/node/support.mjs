// What the tests share: the sandbox, the two modules, and the same exports in Node and in workerd.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";

const { BURSAR_MODULES, BURSAR_SANDBOX, BURSAR_TOOLS } = process.env;
const { Miniflare } = createRequire(join(BURSAR_TOOLS, "package.json"))("miniflare");

/** The real ones: tests replace those of `globalThis`. */
export const { fetch, setTimeout, clearTimeout } = globalThis;

/** A sandbox of its own: where its servers listen, and its control plane. */
export async function startSandbox() {
  const folder = mkdtempSync(join(tmpdir(), "bursar-"));
  const ready = join(folder, "ready.json");
  const process = spawn(BURSAR_SANDBOX, ["--ready-file", ready], { stdio: ["ignore", "inherit", "inherit"] });
  for (let tries = 0; !existsSync(ready); tries += 1) {
    if (tries > 500 || process.exitCode !== null) throw new Error("the sandbox did not start");
    await sleep(20);
  }
  const servers = JSON.parse(readFileSync(ready, "utf8"));
  const control = async (path, body) => {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const reply = await fetch(`${servers.control}/_sandbox/${path}`, init);
    if (!reply.ok) throw new Error(`${path}: ${await reply.text()}`);
    return reply.json();
  };
  return {
    servers,
    control,
    /** Which requests arrived at a path, or all. */
    async arrived(path) {
      const { journal } = await control("journal");
      return journal.filter((arrival) => path === undefined || arrival.path === path);
    },
    /** A session's configuration. Waits are not shortened, so retries are off unless they are what is tested. */
    config(platform, options = {}) {
      const { base_url: baseUrl, credentials } = servers[platform];
      return JSON.stringify({ platform, credentials, options: { baseUrl, maxRetries: 0, ...options } });
    },
    stop() {
      process.kill();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The credentials that a config may hold, of those that the sandbox names. */
export function only(credentials, ...names) {
  return Object.fromEntries(names.map((name) => [name, credentials[name]]));
}

const file = (name) => join(BURSAR_MODULES, name);

/** The test exports in this process. */
export async function inNode() {
  const glue = await import(pathToFileURL(file("bursar_wasm_tests.js")));
  glue.initSync({ module: readFileSync(file("bursar_wasm_tests_bg.wasm")) });
  return {
    glue,
    run: async (name, ...args) => JSON.parse(await glue[name](...args)),
    stop: async () => {},
  };
}

/** A module with its glue in workerd. */
export async function inWorkerd(main, crate, bindings = {}) {
  const miniflare = new Miniflare({
    cf: false,
    telemetry: { enabled: false },
    compatibilityDate: "2026-07-01",
    bindings,
    modules: [
      { type: "ESModule", path: "worker.js", contents: main },
      { type: "ESModule", path: `${crate}.js`, contents: readFileSync(file(`${crate}.js`), "utf8") },
      { type: "CompiledWasm", path: `${crate}_bg.wasm`, contents: readFileSync(file(`${crate}_bg.wasm`)) },
    ],
  });
  await miniflare.ready;
  return miniflare;
}

/** The test exports in workerd: each call is a request of its own. */
export async function testsInWorkerd() {
  const main = `
    import * as glue from "./bursar_wasm_tests.js";
    import module from "./bursar_wasm_tests_bg.wasm";
    glue.initSync({ module });
    export default {
      async fetch(request) {
        const [name, ...args] = await request.json();
        return new Response(await glue[name](...args));
      },
    };`;
  const miniflare = await inWorkerd(main, "bursar_wasm_tests");
  return {
    async run(...call) {
      const reply = await miniflare.dispatchFetch("http://tests/", { method: "POST", body: JSON.stringify(call) });
      const text = await reply.text();
      if (reply.status !== 200) throw new Error(text);
      return JSON.parse(text);
    },
    stop: () => miniflare.dispose(),
  };
}
