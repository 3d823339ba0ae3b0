// What every executor has to stand: each fault with each operation, dying connections, signals, time-outs, large replies.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { describe } from "node:test";
import { inspect } from "node:util";

import { BursarError, CancelledError, EspAi, isBursarError, OutcomeUnknownError } from "bursar";

import { clientOf, failure, methodOf, operations, testWithSandbox, transfer } from "./operations.mjs";

const FAULTS = {
  reset_before: {},
  reset_after: {},
  kill_keepalive: { only_reused: false, process: true },
  truncate: {},
  garbage: {},
  html: {},
  oversize: {},
  redirect: { location: "http://127.0.0.1:9/elsewhere" },
  wrong_length: {},
  malformed: {},
};
const CHANGES = new Set([
  "lbai.users.create",
  "lbai.users.refresh_token",
  "lbai.users.logout",
  "opencatd.users.create",
  "opencatd.users.delete",
  "opencatd.users.reset_token",
  "opencatd.keys.create",
  "opencatd.keys.delete",
  "espai.cards.transfer",
  "espai.cards.destroy",
  "espai.orders.create",
]);
/** Readings that come before the request that the fault is to meet. */
const SKIPPED = {
  "opencatd.users.create": 1,
  "opencatd.users.delete": 1,
  "opencatd.users.reset_token": 1,
  "opencatd.keys.create": 1,
  "opencatd.keys.delete": 1,
  "espai.cards.transfer": 2,
  "espai.cards.destroy": 1,
};
/** They send nothing of their own, or nothing before something else has worked. */
const APART = ["akool.webhooks.open", "espai.cards.check_transfer"];

const moved = async (server) => (await server.journal()).filter(({ path }) => path === "/cdkey/transfer");

/** Tells what an executor does, by `name`. */
export function testFaults(name, http) {
  describe(name, { concurrency: 8 }, () => {
    for (const [kind, details] of Object.entries(FAULTS)) {
      testWithSandbox(
        `${kind}: every operation ends in a value or a typed error, and a state change arrives once`,
        (server) => everyOperation(server, { kind, ...details }, http),
      );
    }
    for (const [what, body] of Object.entries(tests)) testWithSandbox(what, (server) => body(server, http));
  });
}

async function everyOperation(server, fault, http) {
  for (const name of Object.keys(operations)) {
    if (APART.includes(name)) continue;
    // On a machine that is busy with something else, the time may be over before the request has left.
    let tries = 1;
    while (!(await meetsFault(server, fault, http, name))) assert.ok(tries++ < 5, `${name} met no fault`);
  }
}

async function meetsFault(server, fault, http, name) {
  await server.reset();
  const [params] = operations[name];
  const given = params === null ? [] : [await params(server)];
  const client = clientOf(server, name, { deadline: 800, maxRetries: 1, http });
  await server.fault({ ...fault, skip: SKIPPED[name] ?? 0 });
  const began = performance.now();
  const ended = await methodOf(
    client,
    name,
  )(...given).then(
    () => "value",
    (error) => error,
  );
  assert.ok(ended === "value" || ended instanceof BursarError, inspect(ended));
  assert.ok(performance.now() - began < 4_000, `${name} took ${performance.now() - began} ms`);
  const journal = await server.journal();
  const arrived = journal.filter(({ did }) => did !== undefined && did !== null);
  if (CHANGES.has(name)) assert.ok(arrived.length <= 1, `${name}: ${inspect(arrived)}`);
  return journal.some((arrival) => arrival.fault === fault.kind);
}

const tests = {
  async "a transfer whose reply is lost is known by reading, or of unknown outcome with its readings"(server, http) {
    const espai = server.client("espai", { http });
    await server.fault({ kind: "reset_after", platform: "espai", path: "/cdkey/transfer" });
    assert.equal((await espai.cards.transfer(transfer(server, 0, 1, 10))).knownBy, "reading");
    await server.fault({ kind: "reset_before", platform: "espai", path: "/cdkey/transfer" });
    const lost = await failure(espai.cards.transfer(transfer(server, 0, 1, 10), { deadline: 2_000 }));
    assert.ok(lost instanceof OutcomeUnknownError);
    assert.equal(JSON.parse(lost.readings).source_before, 990);
    assert.equal((await moved(server)).length, 2);
  },

  async "a state change arrives once when its connection dies"(server, http) {
    const espai = server.client("espai", { http });
    for (const reset of [false, true]) {
      for (const only_reused of [false, true]) {
        await espai.cards.list();
        const fault = { kind: "kill_keepalive", platform: "espai", path: "/cdkey/transfer", process: true };
        await server.fault({ ...fault, reset, only_reused });
        await espai.cards.transfer(transfer(server, 0, 1, 10));
      }
    }
    assert.equal((await moved(server)).length, 4);
    // LBAI creates users by GET, which HTTP stacks take for harmless.
    const lbai = server.client("lbai", { http });
    await lbai.account.balance();
    await server.fault({ kind: "kill_keepalive", platform: "lbai", only_reused: false });
    const lost = await failure(lbai.users.create({ identifier: "ada@example.com" }));
    assert.ok(lost instanceof OutcomeUnknownError, inspect(lost));
    const created = (await server.journal()).filter(({ fault }) => fault === "kill_keepalive");
    assert.equal(created.at(-1).platform, "lbai");
    assert.equal((await server.journal()).at(-1).n, created.at(-1).n);
  },

  async "a signal ends a call at once, in a send and in a wait"(server, http) {
    const espai = server.client("espai", { http });
    await server.fault({ kind: "delay", platform: "espai", path: "/cdkey/list", ms: 5_000 });
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("enough")), 50);
    const began = performance.now();
    const read = await failure(espai.cards.list({}, { signal: controller.signal }));
    assert.ok(read instanceof CancelledError && read.cause.message === "enough", inspect(read));
    assert.ok(performance.now() - began < 1_500);

    // The fault is left over if the signal was first.
    await server.reset();
    const patience = { status: 429, headers: { "retry-after": "30" } };
    await server.fault({ kind: "status", platform: "espai", path: "/cdkey/list", ...patience });
    const waiting = new AbortController();
    const onEvent = ({ type }) => type === "wait" && setTimeout(() => waiting.abort(), 50);
    const given = await failure(espai.cards.list({}, { signal: waiting.signal, onEvent }));
    assert.ok(isBursarError(given, "cancelled"), inspect(given));

    await server.fault({ kind: "delay", platform: "espai", path: "/cdkey/transfer", ms: 3_000 });
    const late = new AbortController();
    const moving = espai.cards.transfer(transfer(server, 0, 1, 10), {
      signal: late.signal,
      onEvent: ({ purpose }) => purpose === "operation" && setTimeout(() => late.abort(), 50),
    });
    const unknown = await failure(moving);
    assert.ok(unknown instanceof OutcomeUnknownError && unknown.readings !== null, inspect(unknown));
    assert.ok(performance.now() - began < 4_500);
  },

  async "a time-out is one, and a server that is down was sent nothing"(server, http) {
    const espai = server.client("espai", { http });
    await server.fault({ kind: "delay", platform: "espai", path: "/cdkey/list", ms: 3_000 });
    const slow = await failure(espai.cards.list({}, { timeout: 100, maxRetries: 0 }));
    assert.equal(slow.kind, "timeout");
    const listener = createServer().listen(0, "127.0.0.1");
    await once(listener, "listening");
    const { port } = listener.address();
    listener.close();
    const down = new EspAi({ apiKey: "k-0123", baseUrl: `http://127.0.0.1:${port}`, maxRetries: 0, http });
    const refused = await failure(down.orders.create({ commodityId: "1", commodityType: "1" }));
    assert.equal(refused.kind, "connection", inspect(refused));
  },

  async "a reply that is too large is not read, with its length and without"(server, http) {
    const espai = server.client("espai", { http });
    for (const chunked of [false, true]) {
      await server.fault({ kind: "oversize", platform: "espai", path: "/cdkey/list", chunked });
      const large = await failure(espai.cards.list());
      assert.equal(large.kind, "decode", inspect(large));
      assert.equal(large.attempts, 1);
    }
  },
};
