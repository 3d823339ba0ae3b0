// Makes `dist` of the compiled core and the sources: `node build.mjs GLUE_FOLDER`, as `cargo xtask npm` calls it.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const glue = process.argv[2];
const tool = (name, ...args) =>
  execFileSync(process.execPath, [`${here}node_modules/${name}`, ...args], { cwd: here, stdio: "inherit" });

rmSync(`${here}dist`, { recursive: true, force: true });
mkdirSync(`${here}dist`);
for (const license of ["LICENSE-APACHE", "LICENSE-MIT"]) copyFileSync(`${here}../${license}`, `${here}${license}`);
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
  // Names stay, for those who read a stack.
  minifySyntax: true,
  minifyWhitespace: true,
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
// For `require`: a folder that says that it is CommonJS, the declarations in it, too. Its entries share one core.
const commonjs = `${here}dist/cjs/`;
mkdirSync(commonjs);
await build({
  ...shared,
  stdin: {
    contents:
      'export * as index from "./load/node.js"; export * as testing from "./testing.js"; export * as undici from "./undici.js";',
    resolveDir: `${here}src`,
  },
  outfile: `${commonjs}core.js`,
  format: "cjs",
  define: { "import.meta.url": "moduleUrl" },
  // Where the module lies: beside this folder.
  banner: { js: 'const moduleUrl = require("node:url").pathToFileURL(__dirname).href;' },
});
for (const entry of ["index", "testing", "undici"]) {
  writeFileSync(`${commonjs}${entry}.js`, `module.exports = require("./core.js").${entry};\n`);
}
writeFileSync(`${commonjs}package.json`, '{ "type": "commonjs" }\n');
tool("typescript/bin/tsc", "--emitDeclarationOnly", "--outDir", "dist/types");
rmSync(`${here}dist/types/load`, { recursive: true });
copyFileSync(`${here}src/glue.d.ts`, `${here}dist/types/glue.d.ts`);
// They are written once, as CommonJS, from which modules may import, while the reverse is refused by TypeScript.
renameSync(`${here}dist/types`, `${commonjs}types`);
mkdirSync(`${here}dist/types`);
for (const entry of ["index", "testing", "undici"]) {
  writeFileSync(`${here}dist/types/${entry}.d.ts`, `export * from "../cjs/types/${entry}.js";\n`);
}
