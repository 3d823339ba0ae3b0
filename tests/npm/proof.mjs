// What is asked of the package in every runtime. It needs nothing but the language and `fetch`: what it is to play with comes
// from the harness, and what it has seen goes there.

import { playCorpus } from "./corpus.mjs";

/** Runs the proof and reports to the harness: what failed, and how much was tried. */
export async function prove(bursar, { live }, harness, checks = changes) {
  const report = { failures: [], vectors: 0, checks: 0 };
  try {
    const { vectors, servers } = await (await fetch(`${harness}/given`)).json();
    report.vectors = vectors.length;
    report.failures.push(...playCorpus(bursar, vectors));
    for (const [name, check] of Object.entries(checks)) {
      try {
        await control(servers, "reset", {});
        await check(bursar, servers);
        expect(live() === 0, "a call is left");
      } catch (error) {
        report.failures.push(`${name}: ${error?.stack ?? error}`);
      }
      report.checks += 1;
    }
  } catch (error) {
    report.failures.push(String(error?.stack ?? error));
  }
  await fetch(`${harness}/report`, { method: "POST", body: JSON.stringify(report) });
  return report;
}

function expect(holds, message) {
  if (!holds) throw new Error(message);
}

async function control(servers, path, body) {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const reply = await fetch(`${servers.control}/_sandbox/${path}`, init);
  expect(reply.ok, `${path}: ${reply.status}`);
  return reply.json();
}

function client(bursar, servers, options = {}) {
  const { base_url: baseUrl, credentials } = servers.espai;
  return new bursar.EspAi({ apiKey: credentials.apiKey, baseUrl, dangerouslyAllowBrowser: true, ...options });
}

function transfer({ espai: { cards } }) {
  const [from, to] = cards;
  return { phone: from.phone, code: from.code, targetPhone: to.phone, targetCode: to.code, amount: 10 };
}

async function failure(promise) {
  const value = await promise.then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
  expect("error" in value, `it must fail: ${JSON.stringify(value)}`);
  return value.error;
}

async function moved(servers) {
  const { journal } = await control(servers, "journal");
  return journal.filter(({ path }) => path === "/cdkey/transfer").length;
}

/** What every runtime shows. */
const readings = {
  async "a list is read, as a page and as rows"(bursar, servers) {
    await control(servers, "seed", { platform: "espai", kind: "cards", count: 60 });
    const espai = client(bursar, servers);
    const { rows, total } = await espai.cards.list({ limit: 20 });
    expect(rows.length === 20 && total === 67, `${rows.length} of ${total}`);
    const ids = new Set();
    for await (const { id } of espai.cards.list({ limit: 20 })) ids.add(id);
    expect(ids.size === 67, `${ids.size} rows`);
  },
  async "errors are of a class and show no secret"(bursar, servers) {
    const wrong = await failure(client(bursar, servers, { apiKey: "wrong-key-0001" }).cards.list());
    expect(wrong instanceof bursar.RefusedError && bursar.isBursarError(wrong, "refused"), String(wrong));
    expect(!JSON.stringify(wrong).includes("wrong-key-0001") && !String(wrong).includes("wrong-key-0001"), "a secret");
    const { base_url: baseUrl, credentials } = servers.opencatd;
    const opencatd = new bursar.OpenCatd({ token: credentials.token, baseUrl, dangerouslyAllowBrowser: true });
    const me = await opencatd.users.me();
    expect(me.token.expose().length > 5 && JSON.stringify(me).includes('"***"'), "a secret is one");
  },
  async "a signal ends a call at once"(bursar, servers) {
    await control(servers, "faults", { kind: "delay", platform: "espai", path: "/cdkey/list", ms: 3000 });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const began = Date.now();
    const ended = await failure(client(bursar, servers).cards.list({}, { signal: controller.signal }));
    expect(ended instanceof bursar.CancelledError, String(ended));
    expect(Date.now() - began < 1000, `${Date.now() - began} ms`);
  },
  async "a time-out is one"(bursar, servers) {
    await control(servers, "faults", { kind: "delay", platform: "espai", path: "/cdkey/list", ms: 3000 });
    const slow = await failure(client(bursar, servers).cards.list({}, { timeout: 100, maxRetries: 0 }));
    expect(bursar.isBursarError(slow, "timeout"), String(slow));
  },
};

/** Where state changes are sent. */
const changes = {
  ...readings,
  async "a user is made"(bursar, servers) {
    const { base_url: baseUrl, credentials } = servers.opencatd;
    const opencatd = new bursar.OpenCatd({ token: credentials.token, baseUrl });
    const { name, token } = await opencatd.users.create({ name: "ada" });
    expect(name === "ada" && token.expose().length > 5, name);
  },
  async "a transfer is made once, whatever becomes of the connection"(bursar, servers) {
    const espai = client(bursar, servers);
    for (const reset of [false, true]) {
      await espai.cards.list();
      const fault = { kind: "kill_keepalive", platform: "espai", path: "/cdkey/transfer", process: true, reset };
      await control(servers, "faults", { ...fault, only_reused: false });
      const { knownBy } = await espai.cards.transfer(transfer(servers));
      expect(knownBy === "reading", knownBy);
    }
    expect((await moved(servers)) === 2, `${await moved(servers)} transfers arrived`);
  },
  async "a transfer that did not arrive is of unknown outcome, with its readings"(bursar, servers) {
    const fault = { kind: "reset_before", platform: "espai", path: "/cdkey/transfer" };
    await control(servers, "faults", fault);
    const lost = await failure(client(bursar, servers).cards.transfer(transfer(servers), { deadline: 2500 }));
    expect(lost instanceof bursar.OutcomeUnknownError && JSON.parse(lost.readings).amount === 10, String(lost));
    expect((await moved(servers)) === 1, "it arrived more than once");
  },
};

/** In browsers, which send requests again by themselves. */
export const refusals = {
  ...readings,
  async "a client wants to be told that it may be here"(bursar) {
    const refused = await failure(Promise.resolve().then(() => new bursar.EspAi({ apiKey: "k-0123456" })));
    expect(refused instanceof bursar.ConfigurationError && refused.detail.includes("browser"), String(refused));
  },
  async "a state change is not sent"(bursar, servers) {
    const refused = await failure(client(bursar, servers, { maxRetries: 0 }).cards.transfer(transfer(servers)));
    expect(bursar.isBursarError(refused, "connection") && refused.detail.includes("browsers"), String(refused));
    expect((await moved(servers)) === 0, "it was sent");
  },
};
