// workerd gives a compiled module for an import of wasm.
import module from "./core.wasm";

import { loadLazily } from "../core.js";

loadLazily(() => module);

export * from "../index.js";
