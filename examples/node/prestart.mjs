// @ts-check
// The package is linked from this repository, which has to have built it.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

if (!existsSync(new URL("../../npm/dist/node.js", import.meta.url))) {
  console.error("The package `bursar` is not built yet: `cargo xtask npm` builds it, which takes some minutes.");
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  const { status, error } = spawnSync("cargo", ["xtask", "npm"], { cwd, stdio: "inherit" });
  if (error) console.error(`cargo cannot be started (${error.message}); it comes with Rust: https://rustup.rs`);
  process.exit(status ?? 1);
}
