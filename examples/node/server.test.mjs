// @ts-check
// The backend with emulated accounts. `BURSAR_SANDBOX` is the sandbox's program.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { get } from "node:http";
import { createInterface } from "node:readline";
import { duplexPair } from "node:stream";
import { after, before, beforeEach, mock, test } from "node:test";
import { fileURLToPath } from "node:url";

import { live } from "bursar/testing";

import { emulated, emulator } from "./accounts.mjs";
import { backend } from "./backend.mjs";

/** @type {import("bursar/testing").Sandbox} */
let servers;
/** @type {import("node:http").Server} */
let server;
let base = "";
const logged = mock.method(console, "error", () => undefined);

before(async () => {
  servers = await emulator();
  server = backend(emulated(servers)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  base = `http://127.0.0.1:${port}`;
});
beforeEach(() => {
  logged.mock.resetCalls();
  return servers.reset();
});
after(async () => {
  server.close();
  server.closeAllConnections();
  await servers.stop();
});

const create = (/** @type {string} */ body) =>
  fetch(`${base}/users`, { method: "POST", body, headers: { "content-type": "application/json" } });
/** What a reply says. @param {Response} reply @returns {Promise<any>} */
const said = (reply) => reply.json();
const log = () => JSON.stringify(logged.mock.calls.map((call) => call.arguments));

test("credits of every platform, one of which fails", async () => {
  const all = await said(await fetch(`${base}/credits`));
  assert.deepEqual(
    all.map((/** @type {any} */ one) => one.platform),
    ["lbai", "opencatd", "akool", "espai"],
  );
  await servers.fault({ kind: "garbage", platform: "lbai", count: 9 });
  const [lbai, opencatd] = await said(await fetch(`${base}/credits`));
  assert.deepEqual([lbai.error, opencatd.platform], ["decode", "opencatd"]);
});

test("cards as lines, without their codes", async () => {
  const reply = await fetch(`${base}/espai/cards?type=1`);
  assert.equal(reply.headers.get("content-type"), "application/jsonl");
  const rows = (await reply.text())
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.ok(rows.length >= 2 && rows.every(({ type, code }) => type === "1" && code === undefined));
});

test("pages are read as the client takes them, and none when it has gone", async () => {
  await servers.seed({ platform: "espai", kind: "cards", count: 3_000 });
  // A connection in memory, which keeps next to nothing on the way.
  const [client, other] = duplexPair();
  server.emit("connection", other);
  client.write("GET /espai/cards HTTP/1.1\r\nhost: backend\r\n\r\n");
  const pages = async () => (await servers.journal()).length;
  await once(client, "readable");
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(await pages(), 1);
  while ((await pages()) === 1) {
    client.read();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  client.destroy();
  other.destroy();
  while (!log().includes("/espai/cards")) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(await pages(), 2);
  assert.equal(live(), 0);
});

test("a client that goes away cancels the request under way", async () => {
  await servers.fault({ kind: "delay", platform: "espai", path: "/cdkey/list", ms: 20_000 });
  const gone = new AbortController();
  const reply = fetch(`${base}/espai/cards`, { signal: gone.signal });
  while (live() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  gone.abort();
  await assert.rejects(reply);
  while (live() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  while (!log().includes('\\"cancelled\\"')) await new Promise((resolve) => setTimeout(resolve, 5));
});

test("a list that breaks off does not look like a whole one", async () => {
  await servers.seed({ platform: "espai", kind: "cards", count: 1_500 });
  await servers.fault({ kind: "status", status: 403, platform: "espai", path: "/cdkey/list", skip: 1 });
  const reply = await fetch(`${base}/espai/cards`);
  assert.equal(reply.status, 200);
  await assert.rejects(reply.text());
});

test("a user is made, and its token told once and logged never", async () => {
  const made = await create('{"name":"eve"}');
  const { id, name, token } = await said(made);
  assert.deepEqual([made.status, name, typeof id], [201, "eve", "number"]);
  const [user] = (await servers.client("opencatd").users.list()).rows.filter((row) => row.id === id);
  assert.equal(user?.token?.expose(), token);
  const again = await create('{"name":"eve"}');
  assert.equal(again.status, 409);
  const { error, hint } = await said(again);
  assert.deepEqual([error, hint !== ""], ["conflict", true]);
  assert.ok(log().includes("conflict") && !log().includes(token));
});

test("what is wrong with a request is said", async () => {
  const missing = await create("{}");
  assert.deepEqual([missing.status, (await said(missing)).error], [400, "invalid_request"]);
  assert.equal((await create("nonsense")).status, 400);
  assert.equal((await create("x".repeat(70_000))).status, 413);
  assert.equal((await fetch(`${base}/elsewhere`)).status, 404);
  // What a form of another site can send.
  assert.equal((await fetch(`${base}/users`, { method: "POST", body: '{"name":"ada"}' })).status, 415);
  for (const path of ["//", "http://", "//["]) {
    const { hostname: host, port } = new URL(base);
    const [reply] = await once(get({ host, port, path }), "response");
    assert.ok([400, 404].includes(reply.statusCode), `${path}: ${reply.statusCode}`);
    reply.resume();
  }
});

test("it starts by itself, with a sandbox, and takes it along when it ends", { timeout: 20_000 }, async () => {
  const program = fileURLToPath(new URL("server.mjs", import.meta.url));
  const child = spawn(process.execPath, [program, "--sandbox", "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { value: line } = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
  const [url] = /http:[^ ]+/.exec(line ?? "") ?? [];
  assert.equal((await said(await fetch(`${url}/credits`))).length, 4);
  child.kill();
  // Standard output closes when nobody holds it any more.
  const [code] = await once(child, "close");
  assert.equal(code, 0);
});

test("what is wrong with how it is started is said in a sentence", { timeout: 20_000 }, async () => {
  const program = fileURLToPath(new URL("server.mjs", import.meta.url));
  const { port } = new URL(base);
  const wrong = [
    [{}, ["--sandbox", "--port", port], /^port \d+ is taken/],
    [{}, ["--port", "http"], /^--port: http is no number/],
    [{ BURSAR_OPENCATD_TOKEN: "t" }, ["--port", "0"], /^BURSAR_OPENCATD_BASE_URL is missing/],
    [{ BURSAR_AKOOL_CLIENT_SECRET: "s" }, ["--port", "0"], /^BURSAR_AKOOL_CLIENT_ID is missing/],
  ];
  for (const [own, args, said] of /** @type {[object, string[], RegExp][]} */ (wrong)) {
    const { status, stderr } = spawnSync(process.execPath, [program, ...args], {
      env: { ...process.env, ...own },
      encoding: "utf8",
    });
    assert.equal(status, 1);
    assert.match(stderr, said);
    assert.equal(stderr.trimEnd().split("\n").length, 1, stderr);
  }
});
