import assert from "node:assert/strict";
import { describe } from "node:test";

import { OutcomeUnknownError } from "bursar";
import { undiciExecutor } from "bursar/undici";
import { Agent, interceptors, RetryAgent } from "undici";

import { testFaults } from "./faults.mjs";
import { failure, testWithSandbox } from "./operations.mjs";

describe("undici", { concurrency: true }, () => {
  testFaults("by itself", undiciExecutor());
  testFaults("with pipelines and with interceptors that repeat", undiciExecutor(eager()));
});

/** A dispatcher that sends again what it can. */
function eager() {
  const agent = new Agent({ connections: 1, pipelining: 10 });
  const retry = interceptors.retry({ methods: ["GET", "POST", "DELETE"], minTimeout: 1, maxTimeout: 1 });
  return agent.compose(retry, interceptors.redirect({ maxRedirections: 5 }));
}

testWithSandbox(
  "what may arrive once takes a connection of its own, what may be repeated a kept one",
  async (server) => {
    const lbai = server.client("lbai", { http: undiciExecutor() });
    await lbai.account.balance();
    await lbai.users.create({ identifier: "ada@example.com" });
    await lbai.account.balance();
    const [first, own, second] = await server.journal();
    assert.equal(first.connection, second.connection);
    assert.notEqual(own.connection, first.connection);
  },
);

testWithSandbox("a request that waits for its connection is not sent when it is given up", async (server) => {
  const espai = server.client("espai", { http: undiciExecutor(new Agent({ connections: 1 })) });
  await server.fault({ kind: "delay", platform: "espai", path: "/cdkey/detail", ms: 300 });
  const [{ phone, code }] = server.ready.espai.cards;
  const slow = espai.cards.get({ phone, code });
  const given = failure(espai.orders.create({ commodityId: "1", commodityType: "1" }, { timeout: 50, maxRetries: 0 }));
  assert.equal((await given).kind, "outcome_unknown");
  await slow;
  await espai.cards.list();
  assert.deepEqual(
    (await server.journal()).map(({ path }) => path),
    ["/cdkey/detail", "/cdkey/list"],
  );
});

testWithSandbox(
  "a request that a dispatcher begins again ends before it is sent, and a RetryAgent gets none",
  async (server) => {
    // It repeats behind the back of undici's own options, as an interceptor of anybody's may.
    const again = new Agent().compose(
      (dispatch) => (options, handler) =>
        interceptors.retry({ minTimeout: 1 })(dispatch)({ ...options, retryOptions: {} }, handler),
    );
    const lbai = server.client("lbai", { http: undiciExecutor(again) });
    await server.fault({ kind: "reset_after", platform: "lbai" });
    const lost = await failure(lbai.users.create({ identifier: "ada@example.com" }));
    assert.ok(lost instanceof OutcomeUnknownError);
    assert.equal((await server.journal()).length, 1);

    const refused = server.client("lbai", { http: undiciExecutor(new RetryAgent(new Agent())), maxRetries: 0 });
    const error = await failure(refused.users.create({ identifier: "ada@example.com" }));
    assert.equal(error.kind, "connection");
    assert.equal((await server.journal()).length, 1);
  },
);
