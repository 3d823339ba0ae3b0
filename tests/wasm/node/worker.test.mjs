// examples/worker in workerd, against the sandbox.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fetch, inWorkerd, only, startSandbox } from "./support.mjs";

const main = readFileSync(new URL("../../../examples/worker/worker.js", import.meta.url), "utf8");
const NAMES = {
  token: "BURSAR_TOKEN",
  apiKey: "BURSAR_API_KEY",
  clientId: "BURSAR_CLIENT_ID",
  clientSecret: "BURSAR_CLIENT_SECRET",
};
let sandbox;
const running = [];

before(async () => {
  sandbox = await startSandbox();
});
after(async () => {
  sandbox?.stop();
  await Promise.all(running.map((miniflare) => miniflare.dispose()));
});

/** A Worker for one platform, and a function that asks it. */
async function worker(platform, credentials, more = {}) {
  const bindings = { BURSAR_PLATFORM: platform, BURSAR_BASE_URL: sandbox.servers[platform]?.base_url, ...more };
  for (const [name, value] of Object.entries(credentials)) bindings[NAMES[name]] = value;
  const given = Object.fromEntries(Object.entries(bindings).filter(([, value]) => value !== undefined));
  const miniflare = await inWorkerd(main, "bursar_worker", given);
  running.push(miniflare);
  return async (path, init) => {
    const reply = await miniflare.dispatchFetch(`http://worker${path}`, init);
    const text = await reply.text();
    for (const secret of Object.values(credentials)) assert.ok(!text.includes(secret), text);
    assert.equal(reply.headers.get("content-type"), "application/json");
    return { status: reply.status, body: JSON.parse(text) };
  };
}

const once = { BURSAR_OPTIONS: '{"maxRetries":0}' };
const credentials = (platform) => sandbox.servers[platform].credentials;
/** What the server itself says. */
const directly = async (platform, path, init) => {
  const reply = await fetch(sandbox.servers[platform].base_url + path, init);
  return (await reply.json()).data;
};

test("LBAI: the balance", async () => {
  const { token } = credentials("lbai");
  const ask = await worker("lbai", { token });
  const headers = { authorization: `Bearer ${token}` };
  const { balance } = await directly("lbai", "/ai-api/v1/account/banlance", { headers });
  const figures = { remaining: String(balance), spent: null, unlimited: false };
  const body = { platform: "lbai", ...figures, unit: "chips", basis: "balance" };
  assert.deepEqual(await ask("/credits"), { status: 200, body });
});

test("opencatd: what was spent in a month", async () => {
  const ask = await worker("opencatd", only(credentials("opencatd"), "token"));
  await sandbox.control("seed", {
    platform: "opencatd",
    kind: "usages",
    count: 1,
    day: "2025-03-05",
    units: 1000,
    cost: "1.310550",
    user_id: 1,
  });
  const { status, body } = await ask("/credits?month=2025-03");
  assert.deepEqual([status, body.unit, body.basis, body.remaining], [200, "USD", "spent_in_period", null]);
  assert.equal(Number(body.spent), 1.31055);
  const missing = await ask("/credits");
  assert.deepEqual([missing.status, missing.body.error.kind], [400, "invalid_request"]);
});

test("AKOOL: the credit, by key and by a token that is made once", async () => {
  const all = credentials("akool");
  const headers = { "x-api-key": all.apiKey };
  const { credit } = await directly("akool", "/api/open/v3/faceswap/quota/info", { headers });
  for (const names of [["apiKey"], ["clientId", "clientSecret"]]) {
    const ask = await worker("akool", only(all, ...names));
    const answers = await Promise.all([1, 2, 3].map(() => ask("/credits")));
    for (const { status, body } of answers) {
      assert.deepEqual([status, Number(body.remaining), body.unit], [200, credit, "credits"], JSON.stringify(body));
    }
  }
  const minted = (await sandbox.arrived()).filter((arrival) => arrival.path.endsWith("/getToken"));
  assert.equal(minted.length, 1);
});

test("ESP-AI: the sum of the cards, fifty times at once", async () => {
  const ask = await worker("espai", only(credentials("espai"), "apiKey"));
  const headers = { authorization: credentials("espai").apiKey, "content-type": "application/json" };
  const cards = await directly("espai", "/cdkey/list", { method: "POST", headers, body: "{}" });
  const sum = cards.reduce((sum, card) => sum + (card.api_limit ?? 0), 0);
  const all = await Promise.all(Array.from({ length: 50 }, () => ask("/credits")));
  for (const { status, body } of all) {
    assert.deepEqual([status, body.remaining, body.unlimited, body.basis], [200, String(sum), true, "sum_of_cards"]);
  }
});

test("a wrong key is what the platform calls it", async () => {
  for (const [platform, credentials, kind] of [
    ["lbai", { token: "cpn-wrong-token-1" }, "refused"],
    ["akool", { apiKey: "wrong-api-key-1" }, "authentication"],
    ["espai", { apiKey: "wrong-api-key-2" }, "refused"],
    ["opencatd", { token: "wrong-token-2" }, "authentication"],
  ]) {
    const ask = await worker(platform, credentials, once);
    const { status, body } = await ask("/credits?month=2026-10");
    assert.deepEqual([status, body.error.kind], [502, kind], JSON.stringify([platform, body]));
  }
});

test("a server that is down, or late", async () => {
  const credentials = { apiKey: "some-api-key-3" };
  const down = await worker("espai", credentials, { ...once, BURSAR_BASE_URL: "http://127.0.0.1:9" });
  const lost = await down("/credits");
  assert.deepEqual([lost.status, lost.body.error.kind, lost.body.error.retryable], [502, "connection", true]);

  await sandbox.control("faults", { kind: "delay", ms: 3_000, platform: "akool" });
  const hasty = { BURSAR_OPTIONS: '{"maxRetries":0,"timeoutMs":100}' };
  const late = await (await worker("akool", only(sandbox.servers.akool.credentials, "apiKey"), hasty))("/credits");
  assert.deepEqual([late.status, late.body.error.kind], [504, "timeout"]);
});

test("bindings that do not fit", async () => {
  for (const [platform, credentials, more] of [
    ["espai", { token: "not-for-espai-1" }, {}],
    ["nowhere", { apiKey: "some-api-key-4" }, {}],
    ["espai", { apiKey: "some-api-key-5" }, { BURSAR_OPTIONS: '{"apiKey":"some-api-key-5"}' }],
    ["espai", { apiKey: "some-api-key-6" }, { BURSAR_OPTIONS: "some-api-key-6" }],
  ]) {
    const { status, body } = await (await worker(platform, credentials, more))("/credits");
    assert.deepEqual([status, body.error.kind], [500, "configuration"], JSON.stringify(body));
  }
});

test("other paths and methods", async () => {
  const ask = await worker("espai", { apiKey: "some-api-key-7" });
  assert.equal((await ask("/")).status, 404);
  assert.equal((await ask("/credits/x")).status, 404);
  assert.equal((await ask("/credits", { method: "POST" })).status, 405);
});
