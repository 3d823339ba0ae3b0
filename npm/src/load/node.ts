import { readFileSync } from "node:fs";

import { loadLazily } from "../core.js";

loadLazily(() => readFileSync(new URL("./core.wasm", import.meta.url)));

export * from "../index.js";
