// Makes `dist` of the compiled core and the sources: `node build.mjs GLUE_FOLDER`, as `cargo xtask npm` calls it.
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const glue = process.argv[2];
const tool = (name, ...args) =>
  execFileSync(process.execPath, [`${here}node_modules/${name}`, ...args], { cwd: here, stdio: "inherit" });

rmSync(`${here}dist`, { recursive: true, force: true });
mkdirSync(`${here}dist`);
copyFileSync(`${glue}/bursar_wasm.js`, `${here}src/glue.js`);
tool(
  "binaryen/bin/wasm-opt",
  "-Os",
  // What the compiler emits for its baseline, by name: binaryen's own default set breaks modules silently.
  ...["bulk-memory", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext"].map(
    (feature) => `--enable-${feature}`,
  ),
  `${glue}/bursar_wasm_bg.wasm`,
  "-o",
  `${here}dist/core.wasm`,
);

const shared = {
  bundle: true,
  platform: "neutral",
  target: "es2022",
  external: ["*.wasm", "*.wasm?module", "node:fs", "undici"],
  logLevel: "warning",
};
const runtimes = ["node", "deno", "workerd", "edge-light", "browser", "slim"];
await build({
  ...shared,
  entryPoints: [...runtimes.map((runtime) => `load/${runtime}`), "testing", "undici"].map(
    (entry) => `${here}src/${entry}.ts`,
  ),
  outdir: `${here}dist`,
  entryNames: "[name]",
  format: "esm",
  // One copy of the classes, whichever entry is imported.
  splitting: true,
  chunkNames: "core-[hash]",
});
await build({
  ...shared,
  entryPoints: [`${here}src/load/node.ts`],
  outfile: `${here}dist/node.cjs`,
  format: "cjs",
  define: { "import.meta.url": "moduleUrl" },
  banner: { js: 'const moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
});
tool("typescript/bin/tsc", "--emitDeclarationOnly", "--outDir", "dist/types");
rmSync(`${here}dist/types/load`, { recursive: true });
// The same declarations for `require`.
cpSync(`${here}dist/types/index.d.ts`, `${here}dist/types/index.d.cts`);
const text = readFileSync(`${here}dist/types/index.d.cts`, "utf8");
writeFileSync(`${here}dist/types/index.d.cts`, text);
