// `npm pack` runs this: a tarball without what is built would install, and then not load.
import { existsSync } from "node:fs";

for (const file of ["core.wasm", "node.js", "cjs/core.js"]) {
  if (existsSync(new URL(`./dist/${file}`, import.meta.url))) continue;
  console.error(`npm/dist/${file} is missing: run \`cargo xtask npm\` first, which builds the package`);
  process.exit(1);
}
