// What newcomers get wrong, and what they expect: it is said in a sentence, or it is so.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { inspect } from "node:util";

import { EspAi, isBursarError, OpenCatd } from "bursar";
import { scripted } from "bursar/testing";

import { failure } from "./operations.mjs";

/** What is thrown at once. */
function failureOf(begin) {
  try {
    begin();
  } catch (error) {
    return error;
  }
  return assert.fail("nothing is thrown");
}

const ok = { json: { success: true, data: [], totalNumber: 0 } };
const KEY = "k-0123456789";

test("paths are those of the options as they are typed", () => {
  const made = (options) => () => new EspAi({ apiKey: KEY, ...options });
  const wrong = {
    timeout: made({ timeout: "soon" }),
    verify: made({ verify: "perhaps" }),
    "headers[0]": made({ headers: ["x"] }),
    apiKey: made({ apiKey: true }),
    connectTimeout: () => {
      throw made({})().begin("espai.cards.list", {}, { connectTimeout: -1 }).step.error;
    },
  };
  for (const [path, make] of Object.entries(wrong)) {
    assert.throws(make, (error) => {
      assert.deepEqual([error.kind, error.path], ["configuration", path], inspect(error));
      return error.detail.startsWith(`${path}: `);
    });
  }
});

test("what is no object of options or parameters is refused in a sentence", async () => {
  const espai = new EspAi({ apiKey: KEY, http: scripted() });
  const opencatd = new OpenCatd({ token: "t", baseUrl: "https://team.example.com", http: scripted() });
  const wrong = [
    [() => new OpenCatd(), "options: expected an object, such as { token, baseUrl }"],
    [() => new EspAi(null), "options: expected an object, such as { apiKey }"],
    [() => new EspAi(KEY), "options: expected an object, such as { apiKey }"],
    [() => espai.credits(null), "options: expected an object, such as { timeout, signal }"],
    [() => espai.credits(5), "options: expected an object, such as { timeout, signal }"],
    [() => espai.cards.list({}, null), "options: expected an object, such as { timeout, signal }"],
    [() => espai.begin("espai.cards.list", {}, null), "options: expected an object, such as { timeout, signal }"],
    [() => opencatd.users.create("ada"), "parameters: expected an object, such as { name }"],
    [() => opencatd.users.create(["ada"]), "parameters: expected an object, such as { name }"],
    [() => espai.cards.list(null), "parameters: expected an object"],
  ];
  for (const [begin, told] of wrong) {
    const error = await failure(Promise.resolve().then(begin));
    assert.ok(isBursarError(error, "configuration") && !inspect(error).includes(KEY), inspect(error));
    assert.equal(error.detail, told);
  }
});

test("an option is refused where it would do nothing", () => {
  const { signal } = new AbortController();
  const told = (options, ...words) =>
    assert.throws(
      () => new EspAi({ apiKey: KEY, ...options }),
      (error) => isBursarError(error, "configuration") && words.every((word) => error.detail.includes(word)),
      inspect(options),
    );
  told({ signal }, "signal: it is an option of calls");
  told({ onEvent: "log" }, "onEvent: it is no function");
  told({ http: scripted }, "scripted(…)");
  // One's own may be called the same.
  const undiciExecutor = scripted();
  Object.defineProperty(undiciExecutor, "name", { value: "undiciExecutor" });
  new EspAi({ apiKey: KEY, http: undiciExecutor }).close();
  assert.throws(
    () => new EspAi({ apiKey: KEY, lost: 1 }),
    (error) => !error.detail.includes("dialect"),
  );
  assert.throws(
    () => new OpenCatd({ baseUrl: "https://team.example.com", lost: 1 }),
    (error) => error.detail.includes("dialect"),
  );
});

test("an operation that is not named in full is answered with its full name", () => {
  const espai = new EspAi({ apiKey: KEY });
  const told = (name) => failureOf(() => espai.begin(name)).detail;
  assert.equal(told("cards.list"), 'begin: there is no operation cards.list; say "espai.cards.list"');
  assert.ok(told("cards.balanceLogs").endsWith('say "espai.cards.balance_logs"'));
  assert.ok(told("espai.cards.balanceLogs").endsWith('say "espai.cards.balance_logs"'));
  assert.match(told("cards.lost"), /there are espai\.cards\.list, .*raw$/);
});

test("times are whole milliseconds", async () => {
  const row = { id: 1, name: "ada", token: "t", updatedAt: "1969-12-31T23:59:59.9999Z" };
  const user = { ...row, createdAt: "2023-03-31T09:44:57.123456789+08:00" };
  const opencatd = new OpenCatd({ token: "t", baseUrl: "https://team.example.com", http: scripted({ json: [user] }) });
  const [{ createdAt, updatedAt }] = await opencatd.users.list().all();
  assert.deepEqual([createdAt, updatedAt], [Date.parse("2023-03-31T01:44:57.123Z"), -1]);
});

test("a list is caught and ended like a promise", async () => {
  const list = () => new EspAi({ apiKey: KEY, http: scripted(ok) }).cards.list();
  let ended = 0;
  assert.deepEqual((await list().finally(() => (ended += 1))).rows, []);
  const broken = () => new EspAi({ apiKey: KEY, http: scripted(new Error("no")), maxRetries: 0 }).cards.list();
  assert.equal(await broken().catch(({ kind }) => kind), "connection");
  await assert.rejects(broken().finally(() => (ended += 1)));
  assert.equal(ended, 2);
});

test("the verdict tells the kind, the status and how long it took", async () => {
  const verdicts = [];
  const onEvent = (event) => event.type === "verdict" && verdicts.push(event);
  const slow = async (request) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return scripted({ status: 403, text: "no" })(request);
  };
  await new EspAi({ apiKey: KEY, http: scripted(ok), onEvent }).cards.list();
  const error = await failure(new EspAi({ apiKey: KEY, http: slow, onEvent }).cards.list());
  const [good, bad] = verdicts;
  assert.deepEqual([good.ok, good.kind, good.status, good.attempts], [true, null, 200, 1]);
  assert.deepEqual([bad.ok, bad.kind, bad.status, bad.attempts], [false, error.kind, 403, 1]);
  assert.ok(bad.ms >= 15 && good.ms >= 0 && Number.isInteger(bad.ms), inspect(verdicts));
});

test("what is packed without its build says so", () => {
  const folder = mkdtempSync(join(tmpdir(), "bursar-unbuilt-"));
  try {
    const program = join(folder, "prepack.mjs");
    copyFileSync(new URL("../prepack.mjs", import.meta.url), program);
    const { status, stderr } = spawnSync(process.execPath, [program], { encoding: "utf8" });
    assert.equal(status, 1);
    assert.match(stderr, /^[^\n]*run `cargo xtask npm` first[^\n]*\n$/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
