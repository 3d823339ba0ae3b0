// The edge runtime compiles what is imported with this suffix.
import module from "./core.wasm?module";

import { loadLazily } from "../core.js";

loadLazily(() => module);

export * from "../index.js";
