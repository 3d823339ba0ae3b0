// The package against the emulated servers: every operation, lists, secrets, and what stays behind.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, test } from "node:test";
import { inspect } from "node:util";

import { AuthenticationError, EspAi, isBursarError } from "bursar";
import { live, sandbox } from "bursar/testing";

import { clientOf, failure, methodOf, operations } from "./operations.mjs";

let server;
before(async () => {
  server = await sandbox();
});
beforeEach(() => server.reset());
after(() => server.stop());

const written = readFileSync(new URL("../src/generated/operations.ts", import.meta.url), "utf8");
const names = [...written.matchAll(/^ {2}"?([a-z_.]+)"?: \{ read/gm)].map(([, name]) => name);

test("every operation is tried here", () => {
  assert.ok(names.length >= 33, `${names.length}`);
  assert.deepEqual(Object.keys(operations).sort(), [...names].sort());
});

for (const [name, [params, holds]] of Object.entries(operations)) {
  test(name, async () => {
    await server.consume(server.ready.espai.cards[0].id, 5);
    if (name === "opencatd.users.init") await server.reset({ platform: "opencatd", empty: true });
    const given = params === null ? [] : [await params(server)];
    const client = clientOf(server, name, name === "opencatd.users.init" ? { token: undefined } : {});
    const value = await methodOf(client, name)(...given);
    assert.ok(holds(value), inspect(value));
  });
}

test("a list is awaited for a page, and iterated for all rows", async () => {
  await server.seed({ platform: "espai", kind: "cards", count: 250 });
  const espai = server.client("espai");
  const page = await espai.cards.list({ limit: 100 });
  assert.deepEqual([page.rows.length, page.total, typeof page.next], [100, 257, "string"]);
  const ids = new Set();
  for await (const { id } of espai.cards.list({ limit: 100 })) ids.add(id);
  assert.equal(ids.size, 257);
  const second = await espai.cards.list({ limit: 100 }, { after: page.next });
  const other = await failure(espai.cards.list({ limit: 50 }, { after: page.next }));
  assert.ok(isBursarError(other, "invalid_request") && other.path === "after", String(other));
  assert.ok(!page.rows.some(({ id }) => id === second.rows[0].id));
  const { response } = await espai.cards.list({ limit: 1 }).withResponse();
  assert.deepEqual([response.status, response.attempts], [200, 1]);
});

test("no rendering shows a secret", async () => {
  const seen = [];
  const onEvent = (event) => seen.push(event);
  const key = server.ready.espai.credentials.apiKey;
  const http = async (request) => {
    seen.push(request, inspect(request), JSON.stringify(request));
    const { fetchExecutor } = await import("bursar");
    return fetchExecutor(request);
  };
  const espai = server.client("espai", { onEvent, http });
  const [{ phone, code }] = server.ready.espai.cards;
  await espai.cards.get({ phone, code });
  seen.push(await failure(espai.cards.get({ phone, code: "no-such-code" })), espai);
  const wrong = new EspAi({ apiKey: "wrong-key-0001", baseUrl: server.ready.espai.base_url, onEvent });
  seen.push(
    await failure(wrong.cards.list()),
    wrong,
    await failure(Promise.resolve().then(() => new EspAi({ apiKey: "bad\nkey-0002" }))),
  );
  const opencatd = server.client("opencatd", { onEvent });
  const users = await opencatd.users.list();
  seen.push(users, opencatd.token(), [opencatd.token()]);
  seen.push(
    await failure(
      new opencatd.constructor({ token: "wrong-token-0003", baseUrl: server.ready.opencatd.base_url }).users.list(),
    ),
  );
  assert.ok(seen.at(-1) instanceof AuthenticationError);
  const secrets = [
    key,
    "wrong-key-0001",
    "key-0002",
    "wrong-token-0003",
    "no-such-code",
    ...users.rows.map(({ token }) => token.expose()),
  ];
  for (const thing of seen) {
    for (const shown of [
      inspect(thing, { depth: 10, showHidden: true, getters: false }),
      JSON.stringify(thing) ?? "",
      String(thing),
    ]) {
      for (const secret of secrets) assert.ok(!shown.includes(secret), `${secret} in ${shown}`);
    }
  }
});

test(
  "ten thousand calls, with errors and aborts, leave no call and no memory behind",
  { timeout: 120_000 },
  async () => {
    const reply = {
      status: 200,
      headers: {},
      body: new TextEncoder().encode('{"success":true,"data":[],"totalNumber":0}'),
    };
    const aborted = AbortSignal.abort();
    let turn = 0;
    const http = async () => {
      turn += 1;
      if (turn % 5 === 0) throw new Error("broken");
      if (turn % 7 === 0) return { ...reply, status: 500 };
      return reply;
    };
    const espai = new EspAi({ apiKey: "k-0123", http, maxRetries: 0 });
    const round = async (count) => {
      for (let at = 0; at < count; at++) {
        await espai.cards.list({}, at % 11 === 0 ? { signal: aborted } : {}).then(undefined, () => undefined);
      }
    };
    await round(1_000);
    const before = process.memoryUsage();
    await round(10_000);
    const after = process.memoryUsage();
    // WebAssembly memory is external, and never shrinks.
    assert.ok(after.arrayBuffers - before.arrayBuffers < 2 ** 20, `${before.arrayBuffers} to ${after.arrayBuffers}`);
    assert.equal(live(), 0);
  },
);

test("a sandbox tells why it does not start, and how its program is made", async () => {
  for (const program of ["/nowhere/bursar-sandbox", process.execPath]) {
    const error = await failure(sandbox({ program }));
    assert.ok(isBursarError(error, "configuration"), inspect(error));
    assert.ok(error.detail.includes(program) && error.detail.includes("cargo build -p bursar-sandbox"), error.detail);
  }
  const { BURSAR_SANDBOX } = process.env;
  delete process.env.BURSAR_SANDBOX;
  try {
    assert.match((await failure(sandbox())).detail, /BURSAR_SANDBOX/);
  } finally {
    process.env.BURSAR_SANDBOX = BURSAR_SANDBOX;
  }
});

test("a sandbox is of its seed, controlled by its methods, and gone once it is stopped", async () => {
  const own = await sandbox({ seed: 7 });
  const [{ id }] = own.ready.espai.cards;
  assert.notEqual(id, server.ready.espai.cards[0].id);
  assert.equal(await own.consume(id, 5), 995);
  assert.ok((await own.ledger()).balanced);
  const akool = own.client("akool");
  await akool.credit.get();
  assert.equal(await own.expireTokens(), 1);
  assert.equal((await akool.credit.get().withResponse()).response.attempts, 3);
  assert.equal((await own.seed({ platform: "espai", kind: "cards", count: 3 })).length, 3);
  assert.match((await failure(own.consume(id, 1e6))).message, /consume/);
  await own[Symbol.asyncDispose]();
  await own.stop();
  assert.ok(await failure(own.ledger()));
});
