import * as bursar from "bursar";
import * as testing from "bursar/testing";

import { prove } from "./proof.mjs";

addEventListener("fetch", (event) => {
  const harness = new URL(event.request.url).searchParams.get("harness");
  event.respondWith(prove(bursar, testing, harness).then((report) => Response.json(report)));
});
