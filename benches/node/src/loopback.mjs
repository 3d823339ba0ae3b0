// End to end: the runtime's own `fetch` on both sides, against a server in a process of its own.
import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { EspAi, Lbai } from "bursar";

import { awaited, compare } from "./measure.mjs";
import { peers } from "./peers.mjs";
import * as work from "./workload.mjs";

async function json([url, init]) {
  const reply = await fetch(url, init);
  if (!reply.ok) throw new Error(`HTTP ${reply.status}`);
  return reply.json();
}

const bounded = ([url, init]) => [url, { ...init, signal: AbortSignal.timeout(30_000) }];

export async function loopback(sizes, options) {
  const server = fork(fileURLToPath(new URL("server.mjs", import.meta.url)));
  try {
    const [port] = await once(server, "message");
    const base = (what) => `http://127.0.0.1:${port}/${what}`;
    const results = [{ name: "balance", results: await balances(base("balance"), options) }];
    for (const rows of sizes) {
      results.push({ name: `${rows.toLocaleString("en")} rows`, results: await pages(base(rows), options) });
    }
    return results;
  } finally {
    server.disconnect();
  }
}

async function balances(base, options) {
  const client = new Lbai({ token: work.TOKEN, baseUrl: base });
  const byHand = async () => work.accepted(await json(work.balanceRequest(base))).data;
  const patient = async () => work.accepted(await json(bounded(work.balanceRequest(base)))).data;
  const bursar = () => client.account.balance();
  const expected = work.typedBalance(work.parse(work.balance));
  for (const run of [byHand, patient, bursar]) assert.deepEqual(await run(), expected);
  return compare(
    [awaited("fetch + json by hand", byHand), awaited("the same with a time-out", patient), awaited("bursar", bursar)],
    options,
  );
}

async function pages(base, options) {
  const client = new EspAi({ apiKey: work.API_KEY, baseUrl: base });
  const byHand = async () => work.accepted(await json(work.listRequest(base)));
  const patient = async () => work.accepted(await json(bounded(work.listRequest(base))));
  const validated = async () => peers["zod 4"](await json(work.listRequest(base)));
  const bursar = () => client.cards.list();
  const { rows } = await bursar();
  for (const run of [byHand, patient, validated]) assert.deepEqual(work.typedCards(await run()), rows);
  return compare(
    [
      awaited("fetch + json by hand", byHand),
      awaited("the same with a time-out", patient),
      awaited("fetch + json + zod 4", validated),
      awaited("bursar", bursar),
    ],
    options,
  );
}
