// What is handed in is strange: another copy's values, wrong types, executors and hooks that misbehave.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { inspect } from "node:util";

import * as bursar from "bursar";
import { live, scripted } from "bursar/testing";

import { failure, testWithSandbox, transfer } from "./operations.mjs";

const { Akool, EspAi, isBursarError, OpenCatd, OutcomeUnknownError, Secret } = bursar;
/** Another copy of the package, with classes of its own. */
const other = createRequire(import.meta.url)("bursar");
const ok = { json: { success: true, data: [], totalNumber: 0 } };
const KEY = "k-0123456789";

test("a secret of another copy is shown to the core, as one of one's own", async () => {
  assert.notEqual(other.Secret, Secret);
  const http = scripted({ json: { message: "ok" } });
  const opencatd = new OpenCatd({ token: new other.Secret("t-foreign"), baseUrl: "https://team.example.com", http });
  const call = opencatd.begin("opencatd.keys.create", { name: "n", key: new other.Secret("sk-foreign") });
  const { request } = call.step;
  call.close();
  const authorization = request.headers.find(([name]) => name === "authorization")[1];
  assert.ok(authorization.includes("t-foreign"), authorization);
  opencatd.setToken(new other.Secret("t-second"));
  assert.equal(opencatd.token().expose(), "t-second");
});

test("a secret is not sent where none is declared, as what would be sent is its rendering", async () => {
  const http = scripted();
  const opencatd = new OpenCatd({ token: "t", baseUrl: "https://team.example.com", http });
  const secret = new Secret("sk-misplaced");
  for (const [params, options] of [
    [{ name: secret }, {}],
    [{ name: "ada" }, { body: { key: secret } }],
    [{ name: "ada" }, { query: { key: secret } }],
    [{ name: "ada" }, { headers: new Map([["x-key", secret]]) }],
  ]) {
    const error = await failure(opencatd.users.create(params, options));
    assert.ok(isBursarError(error, "configuration") && error.detail.includes("Secret"), inspect(error));
    assert.ok(!inspect(error).includes("sk-misplaced"));
  }
  assert.equal(http.requests.length, 0);
});

test("errors and lost requests of another copy are known", async () => {
  const http = () => Promise.reject(new other.RequestLost("not_sent", "no way"));
  const error = await failure(
    new EspAi({ apiKey: KEY, http, maxRetries: 0 }).orders.create({ commodityId: "1", commodityType: "1" }),
  );
  assert.equal(error.kind, "connection", error.message);
  assert.ok(other.isBursarError(error, "connection") && !other.isBursarError(new Error("no"), "connection"));
});

test("the environment gives no credential beside one that is given", () => {
  process.env.BURSAR_AKOOL_API_KEY = "key-of-another-account";
  process.env.BURSAR_OPENCATD_TOKEN = "token-of-another-account";
  try {
    const akool = new Akool({ clientId: "id", clientSecret: "secret" });
    const call = akool.begin("akool.credit.get");
    const first = call.step.request;
    call.close();
    assert.ok(!JSON.stringify(first.headers).includes("another-account"));
    assert.ok(first.url.endsWith("/getToken"), first.url);
    const anonymous = new OpenCatd({ token: null, baseUrl: "https://team.example.com" });
    assert.equal(anonymous.token(), null);
  } finally {
    delete process.env.BURSAR_AKOOL_API_KEY;
    delete process.env.BURSAR_OPENCATD_TOKEN;
  }
});

testWithSandbox("an executor's junk after a state change is a lost reply, which is settled", async (server) => {
  const junk = [
    undefined,
    null,
    5,
    "x",
    {},
    { status: 200, headers: {} },
    { status: "200", headers: {}, body: new Uint8Array() },
  ];
  const throwing = { status: 200, body: new Uint8Array(), headers: { get: () => assert.fail("no headers") } };
  for (const given of [...junk, { status: 200, headers: {}, body: "text" }, throwing]) {
    const events = [];
    const http = async (request) => {
      const reply = await bursar.fetchExecutor(request);
      return request.once ? given : reply;
    };
    const espai = server.client("espai", { http, onEvent: (event) => events.push(event.type) });
    const { knownBy } = await espai.cards.transfer(transfer(server, 0, 1, 1));
    assert.equal(knownBy, "reading", inspect(given));
    assert.equal(events.at(-1), "verdict");
  }
});

test("an executor that gives no reply is told what is wrong with it, once", async () => {
  const headers = {};
  const body = new Uint8Array();
  const junk = [
    [undefined, "`status`"],
    [new Response("{}"), "`body`"],
    [{ status: 200, headers, body: "text" }, "`body`"],
    [{ status: 200, body }, "`headers`"],
    [{ status: 200, body, headers: { get: () => assert.fail("no headers") } }, "`headers`"],
    [{ status: "200", headers, body }, "`status`"],
  ];
  for (const [given, told] of junk) {
    let asked = 0;
    const events = [];
    const http = async () => {
      asked += 1;
      return given;
    };
    const espai = new EspAi({ apiKey: KEY, http, verify: false, onEvent: (event) => events.push(event) });
    const read = await failure(espai.cards.list());
    assert.ok(isBursarError(read, "configuration") && read.detail.includes(told), inspect(read));
    assert.ok(!read.retryable && read.detail.startsWith("http: "), inspect(read));
    assert.deepEqual([asked, events[1].how], [1, "unusable"]);
    const change = await failure(espai.orders.create({ commodityId: "1", commodityType: "1" }));
    assert.ok(change instanceof OutcomeUnknownError && change.detail.includes(told), inspect(change));
    assert.equal(asked, 2);
    const call = espai.begin("espai.cards.list");
    const step = call.received(given, 0);
    assert.ok(step.type === "error" && isBursarError(step.error, "configuration"), inspect(step));
  }
  assert.equal(live(), 0);
});

test("a loss that is none counts as one that may have arrived", async () => {
  const http = async () => {
    throw Object.assign(new bursar.RequestLost("not_sent"), { how: "toString" });
  };
  const espai = new EspAi({ apiKey: KEY, http, verify: false });
  const error = await failure(espai.orders.create({ commodityId: "1", commodityType: "1" }));
  assert.ok(error instanceof OutcomeUnknownError, inspect(error));
  const call = espai.begin("espai.orders.create", { commodityId: "1", commodityType: "1" });
  assert.ok(call.failed("lost", "", 0).error instanceof OutcomeUnknownError);
});

test("errors name things as they are typed here", async () => {
  const espai = new EspAi({ apiKey: KEY, http: scripted({ json: { success: false, message: "no" } }) });
  const told = async (begin) => failure(Promise.resolve().then(begin));
  const zero = await told(() => espai.cards.list({}, { timeout: 0 }));
  assert.deepEqual([zero.path, zero.detail], ["timeout", "timeout: must be at least 1"]);
  const many = await told(() => espai.cards.list({}, { timeoutMs: 1 }));
  const known = "timeout, connectTimeout, deadline, maxRetries, verify, headers, baseUrl, path, query, body, after";
  assert.equal(many.detail, `timeoutMs: there is no such option; there are ${known}, http, onEvent, signal`);
  const own = await told(() => new EspAi({ apiKey: KEY, clientSecret: "s" }));
  assert.ok(
    own.detail.startsWith("clientSecret: there is no such option; there are apiKey, allowInsecure, "),
    own.detail,
  );
  const refused = await told(() => espai.cards.destroy({ id: "1" }, { verify: false }));
  assert.ok(refused.hint.includes("(`apiLimit`)"), refused.hint);
  const unknown = await told(() =>
    new EspAi({ apiKey: KEY, http: () => Promise.reject("no"), verify: false }).cards.transfer({
      phone: "1",
      code: "a",
      targetPhone: "2",
      targetCode: "b",
      amount: 1,
    }),
  );
  assert.ok(unknown.hint.includes("`espai.cards.checkTransfer`"), unknown.hint);
});

test("a credential that is missing is told with its option and its variable", async () => {
  const error = await failure(Promise.resolve().then(() => new EspAi()));
  assert.ok(isBursarError(error, "configuration") && error.path === "apiKey", inspect(error));
  assert.ok(error.hint.includes("`apiKey`") && error.hint.includes("BURSAR_ESPAI_API_KEY"), error.hint);
  const shown = await failure(Promise.resolve().then(() => new EspAi({ apiKey: String(new Secret("k")) })));
  assert.ok(shown.detail.startsWith("apiKey: is what stands for a secret"), shown.detail);
});

test("events say of which call they are", async () => {
  const events = [];
  const options = { apiKey: KEY, http: scripted(ok, ok), onEvent: (event) => events.push(event) };
  const espai = new EspAi(options);
  await Promise.all([espai.cards.list(), espai.cards.balanceLogs()]);
  const calls = [...new Set(events.map(({ call }) => call))].map((of) => events.filter(({ call }) => call === of));
  assert.deepEqual(
    calls.map((told) => told.map(({ operation, type }) => `${operation} ${type}`)),
    ["espai.cards.list", "espai.cards.balance_logs"].map((name) =>
      ["send", "reply", "verdict"].map((type) => `${name} ${type}`),
    ),
  );
});

test("a body of an ArrayBuffer or a view is read, and one that is too large is not", async () => {
  const bytes = new TextEncoder().encode(JSON.stringify(ok.json));
  const bodies = [bytes.buffer, new DataView(bytes.buffer), Buffer.from(bytes)];
  for (const body of bodies) {
    const espai = new EspAi({ apiKey: KEY, http: async () => ({ status: 200, headers: {}, body }) });
    assert.deepEqual((await espai.cards.list()).rows, []);
  }
  const large = { status: 200, headers: {}, body: new Uint8Array(2 ** 25) };
  const error = await failure(new EspAi({ apiKey: KEY, http: async () => large }).cards.list());
  assert.ok(error instanceof bursar.BursarError, inspect(error));
});

test("a time-out longer than timers go is as long as they go", async () => {
  const controller = new AbortController();
  const espai = new EspAi({
    apiKey: KEY,
    http: () => new Promise(() => undefined),
    timeout: 2 ** 31,
    deadline: 2 ** 32 - 1,
  });
  const call = failure(espai.cards.list({}, { signal: controller.signal }));
  assert.equal(await Promise.race([call, new Promise((late) => setTimeout(late, 100, "waits"))]), "waits");
  controller.abort();
  assert.equal((await call).kind, "cancelled");
});

test("numbers that are none, executors that are none, signals that are none are refused at once", async () => {
  const espai = new EspAi({ apiKey: KEY, http: scripted() });
  const wrong = [{ timeout: Infinity }, { deadline: Number.NaN }, { maxRetries: null }, { http: "x" }, { signal: {} }];
  for (const options of [...wrong, { body: 1n }]) {
    const error = await failure(Promise.resolve().then(() => espai.cards.list({}, options)));
    assert.ok(isBursarError(error, "configuration"), inspect(error));
  }
  const cyclic = {};
  cyclic.id = cyclic;
  for (const params of [cyclic, { id: 1n }]) {
    assert.ok(isBursarError(await failure(Promise.resolve().then(() => espai.cards.list(params)))));
  }
  for (const name of ["constructor", "toString", "__proto__", "espai.cards.lost"]) {
    assert.throws(
      () => espai.begin(name),
      (error) => isBursarError(error, "configuration"),
    );
  }
  for (const token of [{}, 5, true]) {
    assert.throws(
      () => espai.setToken(token),
      (error) => isBursarError(error, "configuration"),
    );
  }
  assert.equal(live(), 0);
});

test("headers and queries come as objects, Headers, maps and search parameters", () => {
  const espai = new EspAi({ apiKey: KEY });
  for (const headers of [{ "x-a": "1" }, new Headers({ "x-a": "1" }), new Map([["x-a", "1"]])]) {
    const call = espai.begin("espai.cards.list", {}, { headers, query: new URLSearchParams("b=2") });
    assert.deepEqual(
      call.step.request.headers.find(([name]) => name === "x-a"),
      ["x-a", "1"],
    );
    assert.ok(call.step.request.url.endsWith("?b=2"), call.step.request.url);
    call.close();
  }
});

test("neither a hook that rejects nor an executor that throws at once is an unhandled rejection", async () => {
  const unhandled = [];
  const seen = (reason) => unhandled.push(reason);
  process.on("unhandledRejection", seen);
  try {
    const onEvent = async () => Promise.reject(new Error("hook"));
    await new EspAi({ apiKey: KEY, http: scripted(ok), onEvent }).cards.list();
    const controller = new AbortController();
    const http = () => {
      controller.abort();
      throw new Error("at once");
    };
    const error = await failure(new EspAi({ apiKey: KEY, http }).cards.list({}, { signal: controller.signal }));
    assert.equal(error.kind, "cancelled");
    await new Promise((resolve) => setTimeout(resolve, 20));
  } finally {
    process.off("unhandledRejection", seen);
  }
  assert.deepEqual(unhandled, []);
});

test("a page may hold more rows than a call takes arguments", async () => {
  const user = { id: 1, name: "ada", token: "t", createdAt: "2023-03-31T09:44:57Z", updatedAt: "2023-03-31T09:44:57Z" };
  const users = Array.from({ length: 150_000 }, (_, id) => ({ ...user, id: id + 1 }));
  const opencatd = new OpenCatd({ token: "t", baseUrl: "https://team.example.com", http: scripted({ json: users }) });
  assert.equal((await opencatd.users.list().all()).length, users.length);
});

test("a step shows no credential", () => {
  const call = new EspAi({ apiKey: KEY }).begin("espai.cards.get", { phone: "15916888888", code: "wNaa1GDw" });
  for (const shown of [inspect(call, { depth: 9, showHidden: true }), JSON.stringify(call.step), inspect(call.step)]) {
    for (const secret of [KEY, "wNaa1GDw"]) assert.ok(!shown.includes(secret), shown);
  }
  call.close();
});

test("the outcome of a state change whose executor throws anything is unknown", async () => {
  for (const thrown of [undefined, null, "text", { how: "not_sent" }]) {
    const http = async () => {
      throw thrown;
    };
    const espai = new EspAi({ apiKey: KEY, http, verify: false });
    const error = await failure(espai.orders.create({ commodityId: "1", commodityType: "1" }));
    assert.ok(error instanceof OutcomeUnknownError, inspect(error));
  }
});

test("the response is asked for at once, or not at all", async () => {
  const card = { id: "1", create_time: 1, update_time: null, code: "c", user_id: "u", api_limit: 1 };
  const whole = { ...card, type: "0", user_phone: "1", user_name: "n" };
  const espai = new EspAi({ apiKey: KEY, http: scripted(...Array(2).fill({ json: { success: true, data: whole } })) });
  const at = { phone: "1", code: "c" };
  assert.equal((await espai.cards.get(at).withResponse()).response.status, 200);
  const call = espai.cards.get(at);
  assert.equal((await call).id, "1");
  assert.ok(isBursarError(await failure(call.withResponse()), "configuration"));
});

test("fetch itself is no executor", () => {
  assert.throws(
    () => new EspAi({ apiKey: KEY, http: fetch }),
    (error) => isBursarError(error, "configuration") && error.detail.includes("fetch"),
  );
});

testWithSandbox("what was given up before anything was sent leaves no doubt", async (sandbox) => {
  const espai = sandbox.client("espai");
  const moved = transfer(sandbox, 0, 1, 1);
  const given = { signal: AbortSignal.abort(), verify: false };
  await assert.rejects(espai.cards.transfer(moved, given), { kind: "cancelled" });
  // The same while the request is about to go.
  const controller = new AbortController();
  const onEvent = ({ type, purpose }) => {
    if (type === "send" && purpose === "operation") controller.abort();
  };
  const { receipt } = await espai.cards.prepareTransfer(moved);
  const params = { ...moved, receipt };
  await assert.rejects(espai.cards.transfer(params, { signal: controller.signal, onEvent }), { kind: "cancelled" });
  assert.equal((await espai.cards.transfer(params)).knownBy, "reply");
});

test("the outcome is unknown where an executor hands over what cannot be read, or says that it was given up", async () => {
  const detached = new Uint8Array(8);
  structuredClone(detached, { transfer: [detached.buffer] });
  const unreadable = new Proxy(
    {},
    {
      get() {
        throw new Error("no");
      },
      has() {
        throw new Error("no");
      },
    },
  );
  const order = { commodityId: "1", commodityType: "0" };
  for (const http of [
    async () => ({ status: 200, headers: {}, body: detached }),
    async () => {
      throw unreadable;
    },
    async () => {
      throw new bursar.RequestLost("cancelled");
    },
  ]) {
    await assert.rejects(new EspAi({ apiKey: KEY, http }).orders.create(order), OutcomeUnknownError);
  }
  assert.equal(live(), 0);
});

test("a client that was closed says so, whoever watches", async () => {
  const espai = new EspAi({ apiKey: KEY, http: scripted(), onEvent: () => undefined });
  espai.close();
  await assert.rejects(async () => espai.cards.list(), { kind: "configuration" });
});
