import * as bursar from "bursar";
import * as testing from "bursar/testing";

import { prove } from "./proof.mjs";

export default {
  async fetch(request) {
    return Response.json(await prove(bursar, testing, await request.text()));
  },
};
