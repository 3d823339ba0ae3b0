import { fetchFrom } from "../core.js";

// In a bundle that is no module there is no URL to begin with: `init` has to be told.
try {
  fetchFrom(new URL("./core.wasm", import.meta.url));
} catch {
  // As said.
}

export * from "../index.js";
