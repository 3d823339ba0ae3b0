// The package against the emulated servers: every operation, every fault, what arrives how often, and what stays behind.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import { inspect } from "node:util";

import {
  AuthenticationError,
  BursarError,
  CancelledError,
  EspAi,
  isBursarError,
  OutcomeUnknownError,
  Secret,
} from "bursar";

import { failure, sandbox } from "./support.mjs";

let server;
before(async () => {
  server = await sandbox();
});
beforeEach(() => server.reset());
after(() => server.stop());

const webhook = JSON.parse(
  readFileSync(new URL("../../tests/vectors/akool/webhooks.open/aes-256.json", import.meta.url), "utf8"),
);
const user = () => server.ready.lbai.users[0].userId;
const card = (at, field) => server.ready.espai.cards[at][field];

/** Every operation, with what it takes and what is true of what it gives. */
const operations = {
  "lbai.users.create": [() => ({ identifier: "ada@example.com" }), (made) => made.token instanceof Secret],
  "lbai.users.refresh_token": [() => ({ userId: user() }), (made) => made.token.expose().length > 10],
  "lbai.users.logout": [() => ({ userId: user() }), (nothing) => nothing === undefined],
  "lbai.account.balance": [null, ({ balance }) => Number.isInteger(balance)],
  "lbai.costs.total": [() => ({ groupId: "1" }), ({ usage }) => Number.isInteger(usage)],
  "lbai.costs.list": [() => ({ groupId: "1" }), ({ rows, total }) => rows.length === 10 && total >= 10],
  "lbai.credits": [null, ({ unit, basis }) => unit === "chips" && basis === "balance"],
  "opencatd.users.init": [null, (root) => root.id === 1 && root.token.expose() !== ""],
  "opencatd.users.me": [null, ({ id }) => id === 1],
  "opencatd.users.list": [null, ({ rows, next }) => rows.length === 3 && next === null && rows[0].createdAt > 1e12],
  "opencatd.users.find": [() => ({ name: "alice" }), ({ id }) => id === 2],
  "opencatd.users.create": [() => ({ name: "ada" }), ({ name }) => name === "ada"],
  "opencatd.users.delete": [() => ({ id: 2 }), (nothing) => nothing === undefined],
  "opencatd.users.reset_token": [() => ({ id: 2 }), ({ token }) => token instanceof Secret],
  "opencatd.keys.list": [null, ({ rows }) => rows.length > 0 && rows[0].key instanceof Secret],
  "opencatd.keys.create": [() => ({ name: "third", key: new Secret("sk-third") }), ({ name }) => name === "third"],
  "opencatd.keys.delete": [() => ({ id: 1 }), (nothing) => nothing === undefined],
  "opencatd.usages.list": [() => ({ month: "2026-10" }), ({ rows }) => typeof rows[0].cost === "string"],
  "opencatd.credits": [() => ({ month: "2026-10" }), ({ spent, unit }) => Number(spent) > 0 && unit === "USD"],
  "akool.tokens.create": [null, ({ token }) => token.expose().length > 10],
  "akool.credit.get": [null, ({ credit }) => typeof credit === "string"],
  "akool.webhooks.open": [() => webhook.params, ({ status }) => status === "3"],
  "akool.credits": [null, ({ unit }) => unit === "credits"],
  "espai.cards.list": [null, ({ rows, total }) => rows.length === 7 && total === 7],
  "espai.cards.get": [
    () => ({ phone: card(0, "phone"), code: card(0, "code") }),
    ({ apiLimit, type }) => apiLimit === 995 && type === "1",
  ],
  "espai.cards.transfer": [
    () => server.transfer(0, 1, 10),
    (done) => done.knownBy === "reply" && done.sourceBefore === 995,
  ],
  "espai.cards.prepare_transfer": [() => server.transfer(0, 1, 10), ({ receipt }) => JSON.parse(receipt).amount === 10],
  "espai.cards.check_transfer": [
    async () => {
      const espai = server.client("espai");
      const transfer = server.transfer(0, 1, 10);
      const { receipt } = await espai.cards.prepareTransfer(transfer);
      await espai.cards.transfer({ ...transfer, receipt });
      const { amount, ...cards } = transfer;
      return { ...cards, receipt };
    },
    ({ knownBy, sourceAfter }) => knownBy === "reading" && sourceAfter === 985,
  ],
  "espai.cards.destroy": [() => ({ id: card(6, "id") }), (nothing) => nothing === undefined],
  "espai.cards.balance_logs": [null, ({ rows }) => rows.length > 0],
  "espai.orders.create": [
    () => ({ commodityId: "1", commodityType: "1" }),
    (order) => Object.values(order).some((value) => value instanceof Secret),
  ],
  "espai.credits": [null, ({ unlimited, remaining }) => unlimited && Number(remaining) > 0],
  raw: [
    () => ({ method: "POST", path: "/cdkey/list", body: "{}" }),
    ({ status, body }) => status === 200 && body.expose().includes("totalNumber"),
  ],
};

const camel = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());

/** The method of an operation, as a user writes it: `espai.cards.balanceLogs`. */
function methodOf(client, name) {
  const words = name.includes(".") ? name.split(".").slice(1) : [name];
  const owner = words.slice(0, -1).reduce((of, word) => of[camel(word)], client);
  return (...given) => owner[camel(words.at(-1))](...given);
}

function clientOf(name, options) {
  const platform = name.includes(".") ? name.split(".")[0] : "espai";
  return server.client(
    platform,
    name === "akool.webhooks.open" ? { ...options, ...webhook.session.credentials } : options,
  );
}

const written = readFileSync(new URL("../src/generated/operations.ts", import.meta.url), "utf8");
const names = [...written.matchAll(/^ {2}"?([a-z_.]+)"?: \{ read/gm)].map(([, name]) => name);

test("every operation is tried here", () => {
  assert.ok(names.length >= 33, `${names.length}`);
  assert.deepEqual(Object.keys(operations).sort(), [...names].sort());
});

for (const [name, [params, holds]] of Object.entries(operations)) {
  test(name, async () => {
    await server.consume(card(0, "id"), 5);
    if (name === "opencatd.users.init") await server.reset({ platform: "opencatd", empty: true });
    const given = params === null ? [] : [await params()];
    const client = clientOf(name, name === "opencatd.users.init" ? { token: undefined } : {});
    const value = await methodOf(client, name)(...given);
    assert.ok(holds(value), inspect(value));
  });
}

const FAULTS = [
  "reset_before",
  "reset_after",
  "kill_keepalive",
  "truncate",
  "garbage",
  "html",
  "oversize",
  "redirect",
  "wrong_length",
  "malformed",
];
const CHANGES = new Set([
  "lbai.users.create",
  "lbai.users.logout",
  "opencatd.users.create",
  "opencatd.users.delete",
  "opencatd.keys.create",
  "espai.cards.transfer",
  "espai.cards.destroy",
  "espai.orders.create",
]);

for (const kind of FAULTS) {
  test(
    `${kind}: every operation ends in a value or a typed error, and a state change arrives once`,
    { timeout: 120_000 },
    async () => {
      for (const [name, [params]] of Object.entries(operations)) {
        if (["akool.webhooks.open", "espai.cards.check_transfer"].includes(name)) continue;
        await server.reset();
        const given = params === null ? [{}] : [await params()];
        const client = clientOf(name, { deadline: 800, maxRetries: 1 });
        const bound = operationsWithoutParams.has(name) ? [{ deadline: 800 }] : given;
        await server.fault({
          kind,
          count: 1,
          skip: SKIPPED[name] ?? 0,
          ...(kind === "redirect" && { location: "http://127.0.0.1:9/elsewhere" }),
          ...(kind === "kill_keepalive" && { only_reused: false, process: true }),
        });
        const began = performance.now();
        const ended = await methodOf(
          client,
          name,
        )(...bound).then(
          () => "value",
          (error) => error,
        );
        assert.ok(ended === "value" || ended instanceof BursarError, inspect(ended));
        assert.ok(performance.now() - began < 4_000, `${name} took ${performance.now() - began} ms`);
        if (!CHANGES.has(name)) continue;
        const arrived = (await server.journal()).filter((arrival) => arrival.did !== undefined && arrival.did !== null);
        assert.ok(arrived.length <= 1, `${name}: ${inspect(arrived)}`);
      }
    },
  );
}

const operationsWithoutParams = new Set(
  Object.entries(operations)
    .filter(([, [params]]) => params === null)
    .map(([name]) => name)
    .filter((name) => !name.endsWith(".list") && !name.endsWith("_logs")),
);
/** Readings that come before the request that the fault is to meet. */
const SKIPPED = {
  "espai.cards.transfer": 2,
  "espai.cards.destroy": 1,
  "opencatd.users.create": 1,
  "opencatd.users.delete": 1,
  "opencatd.keys.create": 1,
  "opencatd.keys.delete": 1,
};

test("a transfer whose reply is lost is known by reading, or of unknown outcome with its readings", async () => {
  const espai = server.client("espai");
  await server.fault({ kind: "reset_after", platform: "espai", path: "/cdkey/transfer" });
  assert.equal((await espai.cards.transfer(server.transfer(0, 1, 10))).knownBy, "reading");
  await server.fault({ kind: "reset_before", platform: "espai", path: "/cdkey/transfer" });
  const lost = await failure(espai.cards.transfer(server.transfer(0, 1, 10)));
  assert.ok(lost instanceof OutcomeUnknownError);
  assert.equal(JSON.parse(lost.readings).source_before, 990);
  assert.equal((await server.journal()).filter(({ path }) => path === "/cdkey/transfer").length, 2);
});

test("a state change never meets a dying kept-alive socket", async () => {
  const espai = server.client("espai");
  for (const reset of [false, true]) {
    await espai.cards.list();
    await server.fault({ kind: "kill_keepalive", platform: "espai", path: "/cdkey/transfer", process: true, reset });
    await espai.cards.transfer(server.transfer(0, 1, 10));
  }
  assert.equal((await server.journal()).filter(({ path }) => path === "/cdkey/transfer").length, 2);
});

test("a signal ends a call at once, in a send and in a wait", async () => {
  const espai = server.client("espai");
  await server.fault({ kind: "delay", platform: "espai", path: "/cdkey/list", ms: 5_000 });
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("enough")), 50);
  const began = performance.now();
  const read = await failure(espai.cards.list({}, { signal: controller.signal }));
  assert.ok(read instanceof CancelledError && read.cause.message === "enough", inspect(read));
  assert.ok(performance.now() - began < 300);

  await server.fault({
    kind: "status",
    platform: "espai",
    path: "/cdkey/list",
    status: 429,
    headers: { "retry-after": "30" },
  });
  const waiting = new AbortController();
  setTimeout(() => waiting.abort(), 100);
  assert.ok(isBursarError(await failure(espai.cards.list({}, { signal: waiting.signal })), "cancelled"));

  await server.fault({ kind: "delay", platform: "espai", path: "/cdkey/transfer", ms: 2_000 });
  const late = new AbortController();
  const moving = espai.cards.transfer(server.transfer(0, 1, 10), {
    signal: late.signal,
    onEvent: (event) => event.purpose === "operation" && setTimeout(() => late.abort(), 50),
  });
  const unknown = await failure(moving);
  assert.ok(unknown instanceof OutcomeUnknownError && unknown.readings !== null, inspect(unknown));
  assert.ok(performance.now() - began < 2_000);
});

test("a time-out is one, and a server that is down was sent nothing", async () => {
  const espai = server.client("espai");
  await server.fault({ kind: "delay", platform: "espai", path: "/cdkey/list", ms: 3_000 });
  const slow = await failure(espai.cards.list({}, { timeout: 100, maxRetries: 0 }));
  assert.equal(slow.kind, "timeout");
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address();
  listener.close();
  const down = new EspAi({ apiKey: "k-0123", baseUrl: `http://127.0.0.1:${port}`, maxRetries: 0 });
  const refused = await failure(down.orders.create({ commodityId: "1", commodityType: "1" }));
  assert.equal(refused.kind, "connection", inspect(refused));
});

test("a list is awaited for a page, and iterated for all rows", async () => {
  await server.seed({ platform: "espai", kind: "cards", count: 250 });
  const espai = server.client("espai");
  const page = await espai.cards.list({ limit: 100 });
  assert.deepEqual([page.rows.length, page.total, typeof page.next], [100, 257, "string"]);
  const ids = new Set();
  for await (const { id } of espai.cards.list({ limit: 100 })) ids.add(id);
  assert.equal(ids.size, 257);
  const second = await espai.cards.list({ limit: 100 }, { after: page.next });
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
  await espai.cards.get({ phone: card(0, "phone"), code: card(0, "code") });
  seen.push(await failure(espai.cards.get({ phone: card(0, "phone"), code: "no-such-code" })), espai);
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
    const { live } = await import("bursar/testing");
    assert.equal(live(), 0);
  },
);
