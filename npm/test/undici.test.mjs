import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { EspAi, isBursarError } from "bursar";
import { undiciExecutor } from "bursar/undici";
import { Agent, getGlobalDispatcher, interceptors, RetryAgent, setGlobalDispatcher } from "undici";

import { testFaults } from "./faults.mjs";
import { failure, testWithSandbox } from "./operations.mjs";

describe("undici", { concurrency: true }, () => {
  testFaults("by itself", undiciExecutor());
  testFaults("with pipelines", undiciExecutor(new Agent({ connections: 1, pipelining: 10 })));
});

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

test("dispatchers that may send again, and what is no dispatcher, are refused at once", () => {
  const retry = interceptors.retry({ methods: ["GET", "POST", "DELETE"], minTimeout: 1, maxTimeout: 1 });
  const repeating = {
    "a RetryAgent": new RetryAgent(new Agent()),
    "an interceptor": new Agent().compose(retry),
    "an interceptor around a RetryAgent": new Agent().compose(
      () => (options, handler) => new RetryAgent(new Agent()).dispatch(options, handler),
    ),
    "a class of one's own": new (class Mine extends Agent {})(),
  };
  for (const [name, dispatcher] of Object.entries(repeating)) {
    assert.throws(
      () => undiciExecutor(dispatcher),
      (error) => isBursarError(error, "configuration") && error.detail.includes("plain Agent"),
      name,
    );
  }
  for (const dispatcher of [null, {}, "http://proxy"]) {
    assert.throws(
      () => undiciExecutor(dispatcher),
      (error) => isBursarError(error, "configuration"),
    );
  }
  assert.throws(
    () => new EspAi({ apiKey: "k-0123456", http: undiciExecutor }),
    (error) => isBursarError(error, "configuration") && error.detail.includes("undiciExecutor(…)"),
  );
});

testWithSandbox("fetch sends no state change through a global dispatcher that may send again", async (server) => {
  const lbai = server.client("lbai", { maxRetries: 0 });
  const kept = getGlobalDispatcher();
  try {
    for (const dispatcher of [new RetryAgent(new Agent()), new Agent().compose(interceptors.retry())]) {
      setGlobalDispatcher(dispatcher);
      const error = await failure(lbai.users.create({ identifier: "ada@example.com" }));
      assert.equal(error.kind, "connection", error.message);
      await lbai.account.balance();
    }
    setGlobalDispatcher(new Agent());
    await lbai.users.create({ identifier: "ada@example.com" });
  } finally {
    setGlobalDispatcher(kept);
  }
  assert.equal((await server.journal()).length, 3);
});
