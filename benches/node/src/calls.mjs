// Calls without IO: what the package itself costs.
import assert from "node:assert/strict";

import { EspAi, Lbai } from "bursar";

import { awaited, compare, direct } from "./measure.mjs";
import { peers } from "./peers.mjs";
import * as work from "./workload.mjs";

const ESPAI = "https://api.espai.fun";
const LBAI = "https://txapi-usa.lbai.ai";
const espai = (http) => new EspAi({ apiKey: work.API_KEY, http });
const lbai = (http) => new Lbai({ token: work.TOKEN, http });

const reply = (body) => ({ status: 200, headers: {}, body });
/** An HTTP client that has the reply already. */
const instantly = (body) => () => Promise.resolve(reply(body));
const received = (call, came) => call.received(came, Math.floor(performance.now()));

/** Fails unless everybody gives the same: figures of contestants that do different work say nothing. */
async function agree(expected, given) {
  for (const [name, value] of Object.entries(given)) assert.deepEqual(await value, expected, `${name} differs`);
}

/** From the bytes of a page of cards to its rows, for each size. */
export async function pages(sizes, options) {
  const results = [];
  for (const rows of sizes) {
    const body = work.cards(rows);
    const came = reply(body);
    const client = espai(instantly(body));
    const begin = () => client.begin("espai.cards.list");
    const byHand = () => work.typedCards(work.parse(body));
    const whole = () => received(begin(), came).rows;
    const validated = Object.entries(peers).map(([name, check]) => [name, () => check(work.parse(body))]);
    await agree(byHand(), {
      begin: whole(),
      await: client.cards.list().then((page) => page.rows),
      ...Object.fromEntries(validated.map(([name, run]) => [name, work.typedCards(run())])),
    });
    const contestants = [
      direct("decode + JSON.parse", () => work.parse(body)),
      direct("the same rows by hand", byHand),
      ...validated.map(([name, run]) => direct(`JSON.parse + ${name}`, run)),
      direct("bursar, the reply only", (call) => received(call, came).rows, begin),
      direct("bursar, a whole call: begin and reply", whole),
      awaited("bursar, a whole call, awaited", async () => (await client.cards.list()).rows),
    ];
    results.push({ rows, bytes: body.length, results: await compare(contestants, options) });
  }
  return results;
}

/** Small calls: the request is made, the reply is read. */
export async function small(options) {
  const accounts = lbai(instantly(work.balance));
  const cards = espai(instantly(work.oneCard));
  const card = { phone: work.PHONE, code: work.CODE };
  return [
    {
      name: "balance",
      results: await call(options, {
        body: work.balance,
        request: () => work.balanceRequest(LBAI),
        typed: work.typedBalance,
        begin: () => accounts.begin("lbai.account.balance"),
        run: () => accounts.account.balance(),
      }),
    },
    {
      name: "one card",
      results: await call(options, {
        body: work.oneCard,
        request: () => work.cardRequest(ESPAI, work.PHONE, work.CODE),
        typed: (parsed) => work.typedCard(work.accepted(parsed).data),
        begin: () => cards.begin("espai.cards.get", card),
        run: () => cards.cards.get(card),
      }),
    },
  ];
}

async function call(options, { body, request, typed, begin, run }) {
  const came = reply(body);
  const instant = instantly(body);
  const byHand = () => {
    const made = request();
    return { made, value: typed(work.parse(body)) };
  };
  const awaitedByHand = async () => {
    const { body: bytes } = await instant(...request());
    return typed(work.parse(bytes));
  };
  const whole = () => received(begin(), came).rows[0];
  await agree(byHand().value, { begin: whole(), await: run(), "await by hand": awaitedByHand() });
  const contestants = [
    direct("by hand", byHand),
    direct("bursar, begin and reply", whole),
    direct("bursar, begin and close", () => begin().close()),
    direct("bursar, the reply only", (begun) => received(begun, came).rows[0], begin),
    awaited("by hand, awaited", awaitedByHand),
    awaited("bursar, awaited", run),
  ];
  return compare(contestants, options);
}
