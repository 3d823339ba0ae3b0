// A browser has to be told where the core is.
import * as bursar from "bursar";
import * as testing from "bursar/testing";

import { prove, refusals } from "./proof.mjs";

await bursar.init(globalThis.CORE);
await prove(bursar, testing, location.origin, refusals);
