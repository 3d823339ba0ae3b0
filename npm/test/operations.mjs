// What every operation of the package takes and gives.
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Secret } from "bursar";
import { sandbox } from "bursar/testing";

const webhook = JSON.parse(
  readFileSync(new URL("../../tests/vectors/akool/webhooks.open/aes-256.json", import.meta.url), "utf8"),
);

/** A transfer between two of a sandbox's cards. */
export function transfer({ ready }, from, to, amount) {
  const [{ phone, code }, target] = [ready.espai.cards[from], ready.espai.cards[to]];
  return { phone, code, targetPhone: target.phone, targetCode: target.code, amount };
}

const card = ({ ready }, at) => ready.espai.cards[at];
const user = ({ ready }) => ({ userId: ready.lbai.users[0].userId });

/** Every operation, with what it takes of a sandbox and what is true of what it gives. */
export const operations = {
  "lbai.users.create": [() => ({ identifier: "ada@example.com" }), (made) => made.token instanceof Secret],
  "lbai.users.refresh_token": [user, (made) => made.token.expose().length > 10],
  "lbai.users.logout": [user, (nothing) => nothing === undefined],
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
    (server) => ({ phone: card(server, 0).phone, code: card(server, 0).code }),
    ({ apiLimit, type }) => apiLimit === 995 && type === "1",
  ],
  "espai.cards.transfer": [
    (server) => transfer(server, 0, 1, 10),
    (done) => done.knownBy === "reply" && done.sourceBefore === 995,
  ],
  "espai.cards.prepare_transfer": [
    (server) => transfer(server, 0, 1, 10),
    ({ receipt }) => JSON.parse(receipt).amount === 10,
  ],
  "espai.cards.check_transfer": [
    async (server) => {
      const espai = server.client("espai");
      const { amount, ...cards } = transfer(server, 0, 1, 10);
      const { receipt } = await espai.cards.prepareTransfer({ ...cards, amount });
      await espai.cards.transfer({ ...cards, amount, receipt });
      return { ...cards, receipt };
    },
    ({ knownBy, sourceAfter }) => knownBy === "reading" && sourceAfter === 985,
  ],
  "espai.cards.destroy": [(server) => ({ id: card(server, 6).id }), (nothing) => nothing === undefined],
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
export function methodOf(client, name) {
  const words = name.includes(".") ? name.split(".").slice(1) : [name];
  const owner = words.slice(0, -1).reduce((of, word) => of[camel(word)], client);
  return (...given) => owner[camel(words.at(-1))](...given);
}

export function clientOf(server, name, options) {
  const platform = name.includes(".") ? name.split(".")[0] : "espai";
  return server.client(
    platform,
    name === "akool.webhooks.open" ? { ...options, ...webhook.session.credentials } : options,
  );
}

/** What a promise rejects with. */
export async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("this must fail");
}

/** A test with a sandbox of its own. */
export function testWithSandbox(name, body) {
  test(name, { timeout: 120_000 }, async () => {
    const server = await sandbox();
    try {
      await body(server);
    } finally {
      await server.stop();
    }
  });
}
