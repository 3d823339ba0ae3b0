import { loadLazily } from "../core.js";

declare const Deno: { readFileSync(path: URL): Uint8Array<ArrayBuffer> };

loadLazily(() => Deno.readFileSync(new URL("./core.wasm", import.meta.url)));

export * from "../index.js";
