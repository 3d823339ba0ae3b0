// The packed package in a browser, as two bundlers ship it.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { consumer, load, program, prove } from "./support.mjs";

/** Opens the page in a browser without a window. The sandbox allows no other origins: a tool of one's own has a proxy. */
function browse(harness, failed) {
  const profile = mkdtempSync(join(tmpdir(), "bursar-browser-"));
  const flags = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-web-security",
  ];
  const printing = ["--enable-logging=stderr", `--user-data-dir=${profile}`];
  return program(process.env.BURSAR_CHROMIUM, [...flags, ...printing, "HARNESS"])(harness, failed).then(
    (end) => async () => {
      const printed = await end();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
      return printed;
    },
  );
}

test("a bundle by Vite", async () => {
  const { build } = await load("vite");
  const outDir = consumer("vite");
  await build({ root: consumer(), configFile: false, logLevel: "warn", build: { outDir, target: "es2022" } });
  await prove(browse, outDir);
});

test("a bundle by esbuild", async () => {
  const { build } = await load("esbuild");
  const outdir = consumer("esbuild");
  await build({
    stdin: {
      contents: 'import core from "bursar/core.wasm"; globalThis.CORE = core; await import("./page.mjs");',
      resolveDir: consumer(),
    },
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    loader: { ".wasm": "file" },
    publicPath: "/",
    outfile: join(outdir, "page.mjs"),
  });
  cpSync(consumer("index.html"), join(outdir, "index.html"));
  await prove(browse, outdir);
});
