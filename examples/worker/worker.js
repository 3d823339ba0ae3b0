// The runtime's side of the Worker. It stands beside the two files that `cargo xtask worker` makes.
import { initSync, Worker } from "./bursar_worker.js";
import module from "./bursar_worker_bg.wasm";

initSync({ module });
let worker;

export default {
  async fetch(request, env) {
    const { pathname, search } = new URL(request.url);
    try {
      worker ??= new Worker(env);
      const { status, body } = await worker.answer(request.method, pathname + search);
      return new Response(body, { status, headers: { "content-type": "application/json" } });
    } catch (wrong) {
      const detail = typeof wrong === "string" ? wrong : "the Worker failed";
      return Response.json({ error: { kind: "configuration", detail } }, { status: 500 });
    }
  },
};
