// @ts-check
// The package is linked from this repository, which has to have built it.
import { existsSync } from "node:fs";

if (!existsSync(new URL("../../npm/dist/node.js", import.meta.url))) {
  console.error("The package `bursar` is not built yet: run `cargo xtask npm` first, anywhere in the repository.");
  process.exit(1);
}
