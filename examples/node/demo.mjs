// @ts-check
// Bursar's story on one screen: all four platforms, over real HTTP, against a sandbox. `cargo xtask demo --language node`.
import assert from "node:assert/strict";
import { inspect } from "node:util";

import { isBursarError } from "bursar";

import { emulated, emulator } from "./accounts.mjs";

const began = performance.now();
const servers = await emulator();
const { lbai, opencatd, akool, espai } = emulated(servers);
const chapter = (/** @type {string} */ title) => console.log(`\n\u25b8 ${title}`);

/**
 * What a call fails with; the story has no other way on.
 * @template {keyof import("bursar").ErrorClasses} Kind @param {PromiseLike<unknown>} call @param {Kind} kind
 */
async function failure(call, kind) {
  try {
    await call;
  } catch (error) {
    if (isBursarError(error, kind)) return error;
    throw error;
  }
  throw new Error(`the call was to end in ${kind}`);
}

async function opencatdStory() {
  chapter("opencatd, a team's own server: first user, a member, a vendor key");
  await servers.reset({ platform: "opencatd", empty: true });
  // A fresh server has no user, so there is no token yet: the session keeps the one that `init` returns.
  opencatd.setToken(null);
  const root = await opencatd.users.init();
  console.log(`  made user ${root.id} (${root.name}); its token is a secret, and prints as ${inspect(root.token)}`);
  const ada = await opencatd.users.create({ name: "ada" });
  const key = await opencatd.keys.create({ name: "Team Key", key: "sk-demo-0001" });
  console.log(`  made user ${ada.id} (${ada.name}) and key ${key.id}, which the server calls "${key.name}"`);
  const taken = await failure(opencatd.users.create({ name: "ada" }), "conflict");
  console.log(`  a second "ada" is a ${taken.kind}, though the server said HTTP 200`);
  const usage = { platform: /** @type {const} */ ("opencatd"), kind: "usages", day: "2026-10-05", units: 120_000 };
  await servers.seed({ ...usage, user_id: root.id, cost: "0.240000" });
  await servers.seed({ ...usage, user_id: ada.id, cost: "1.310550" });
}

async function lbaiStory() {
  chapter("Little Beauty AI: a user with a token, and what it cost");
  const { userId, token } = await lbai.users.create({ identifier: "ada@example.com", groupId: "1" });
  console.log(`  made user ${userId} and its token, a secret: ${inspect(token)}`);
  await servers.seed({ platform: "lbai", kind: "costs", count: 25, units: 40, user_id: userId });
  let [rows, chips] = [0, 0];
  for await (const { costUsage } of lbai.costs.list({ userId })) {
    rows += 1;
    chips += costUsage;
  }
  console.log(`  ${rows} cost records in pages of 10: ${chips} chips`);
}

async function akoolStory() {
  chapter("AKOOL: a token that dies is replaced, and the call goes on");
  console.log(`  credit: ${(await akool.credit.get()).credit}`);
  await servers.expireTokens();
  const { value, response } = await akool.credit.get().withResponse();
  console.log(`  every token was revoked; credit: ${value.credit}`);
  console.log(`  what happened: refused with 1101, a new token made, asked again (${response.attempts} requests)`);
}

async function espaiStory() {
  chapter("ESP-AI: moving calls between quota cards, over a bad line");
  const cards = await espai.cards.list().all();
  const [from, to] = cards.filter(({ type, apiLimit }) => ["1", "2"].includes(type) && Number(apiLimit) > 0);
  assert.ok(from && to, "the sandbox has no two paid cards");
  const pair = { phone: from.userPhone, code: from.code, targetPhone: to.userPhone, targetCode: to.code };

  const done = await espai.cards.transfer({ ...pair, amount: 100 });
  console.log(`  100 calls moved, known by ${done.knownBy}`);

  await servers.fault({ kind: "reset_after", platform: "espai", path: "/cdkey/transfer" });
  const read = await espai.cards.transfer({ ...pair, amount: 50 });
  const source = `${read.sourceBefore} \u2192 ${read.sourceAfter}`;
  const target = `${read.targetBefore} \u2192 ${read.targetAfter}`;
  console.log("  50 calls: the reply was cut off.");
  console.log(`  Both cards were read again: ${source} and ${target}, so it is known by ${read.knownBy}`);

  await servers.fault({ kind: "reset_before", platform: "espai", path: "/cdkey/transfer" });
  // The cards are looked at for five seconds, unless the deadline comes first: nobody watches a demo wait.
  const lost = await failure(espai.cards.transfer({ ...pair, amount: 25 }, { deadline: 1_000 }), "outcome_unknown");
  console.log("  25 calls: the line broke again, and the cards show no change.");
  console.log(`  It may still happen, so it is ${lost.kind}:\n    ${lost.hint}`);
  console.log("    What was read of both cards, for whoever looks into it, is in the error, without secrets:");
  for (const [name, value] of Object.entries(JSON.parse(lost.readings ?? "{}"))) {
    if (/^(source|target)_/.test(name)) console.log(`      ${name}: ${JSON.stringify(value)}`);
  }
  const arrived = (await servers.journal()).filter(({ path }) => path === "/cdkey/transfer").length;
  assert.equal(arrived, 3);
  assert.ok((await servers.ledger()).balanced, "the server's books do not balance");
  console.log(`  3 transfers, ${arrived} requests on the server's side: none was sent twice.`);
  console.log("  The server's books balance: no call was lost, and none was made.");
}

async function credits() {
  chapter("What is left, everywhere");
  const month = "2026-10";
  const all = await Promise.all([lbai.credits(), opencatd.credits({ month }), akool.credits(), espai.credits()]);
  const rows = [
    ["platform", "left", "spent", "unit", "how it is known"],
    ...all.map(({ platform, remaining, spent, unlimited, unit, basis }) => {
      const left = `${remaining ?? ""}${unlimited ? " and an unlimited card" : ""}`;
      return [platform, left, spent ?? "", unit, basis.replaceAll("_", " ")];
    }),
  ];
  const widths = [0, 1, 2, 3, 4].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  for (const row of rows) console.log(`  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")}`.trimEnd());
}

try {
  console.log("Four platforms are running on this machine. Nothing here leaves it.");
  await opencatdStory();
  await lbaiStory();
  await akoolStory();
  await espaiStory();
  await credits();
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  console.log(`\n${(await servers.journal()).length} requests in ${seconds} s.`);
} finally {
  await servers.stop();
}
