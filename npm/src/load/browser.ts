import { fetchFrom } from "../core.js";

fetchFrom(new URL("./core.wasm", import.meta.url));

export * from "../index.js";
