import * as bursar from "bursar";
import * as testing from "bursar/testing";

import { prove } from "./proof.mjs";

const [harness] = globalThis.Deno?.args ?? process.argv.slice(2);
await prove(bursar, testing, harness);
