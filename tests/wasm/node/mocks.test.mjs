// Whatever `fetch` and its surroundings do, every promise settles, with the right kind of error and without a secret.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { clearTimeout, fetch, inNode, setTimeout } from "./support.mjs";

const SECRET = "cpn-mock-secret-9Qx7";
const BOUND_MS = 3_000;
const TIMEOUT_MS = 60;
const config = (timeoutMs) =>
  JSON.stringify({
    platform: "lbai",
    credentials: { token: SECRET },
    options: { baseUrl: "https://mock.invalid", maxRetries: 0, timeoutMs },
  });
const CONFIG = config(TIMEOUT_MS);
/** For what fails by itself: a busy machine must not make a time-out of it. */
const PATIENT = config(BOUND_MS);
const BALANCE = JSON.stringify({ success: true, errorCode: 0, data: { balance: 7 } });

const bytes = new TextEncoder().encode(BALANCE);
const buffer = () => bytes.buffer.slice(0);
const reply = (more) => ({ status: 200, headers: new Headers(), arrayBuffer: async () => buffer(), ...more });
const streamed = (read, more) => reply({ body: { getReader: () => ({ read }) }, ...more });
const never = () => new Promise(() => {});
const hostile = new Proxy(() => {}, {
  get() { throw new Error(SECRET); },
  apply() { throw new Error(SECRET); },
  has() { throw new Error(SECRET); },
  getPrototypeOf() { throw new Error(SECRET); },
});
const pieces = (...all) => async () => (all.length ? { done: false, value: all.shift() } : { done: true });

let module;
let signal;
let alive;
const console_ = {};
const printed = [];

before(async () => {
  module = await inNode();
  for (const name of ["debug", "error", "info", "log", "trace", "warn"]) {
    console_[name] = console[name];
    console[name] = (...all) => printed.push(all.map(String).join(" "));
  }
});
after(() => Object.assign(console, console_));

/** Runs an operation with `globalThis` changed, and asserts that it settles and leaves no timer behind. */
async function settle(globals, name, params = {}, config = CONFIG) {
  alive = new Set();
  signal = undefined;
  const counted = {
    setTimeout: (run, ms) => {
      const id = setTimeout(() => { alive.delete(id); run(); }, ms);
      alive.add(id);
      return id;
    },
    clearTimeout: (id) => { alive.delete(id); clearTimeout(id); },
  };
  const all = { ...counted, ...globals };
  const fetch = all.fetch;
  if (typeof fetch === "function" && fetch !== hostile) {
    all.fetch = (url, init) => { signal = init.signal; return fetch(url, init); };
  }
  const kept = Object.keys(all).map((key) => [key, Object.getOwnPropertyDescriptor(globalThis, key)]);
  let late;
  try {
    for (const [key, value] of Object.entries(all)) {
      Object.defineProperty(globalThis, key, { value, configurable: true, writable: true });
    }
    const bound = new Promise((_, reject) => { late = setTimeout(() => reject(new Error("it hangs")), BOUND_MS); });
    const told = await Promise.race([module.run("call", config, name, "{}", JSON.stringify(params)), bound]);
    assert.ok(!JSON.stringify(told).includes(SECRET), JSON.stringify(told));
    assert.equal(alive.size, 0, "a timer was left behind");
    return told;
  } finally {
    clearTimeout(late);
    for (const [key, property] of kept) {
      if (property) Object.defineProperty(globalThis, key, property);
      else delete globalThis[key];
    }
    assert.deepEqual(printed.splice(0), []);
  }
}

/** A read and a state change; what the loss means for each. */
function cases(expected, all) {
  const change = { connection: "outcome_unknown", timeout: "outcome_unknown", decode: "outcome_unknown" };
  for (const [title, globals] of Object.entries(all)) {
    test(title, async () => {
      const make = () => (typeof globals === "function" && globals !== hostile ? { fetch: globals } : globals);
      const own = expected === "timeout" ? CONFIG : PATIENT;
      const read = await settle(make(), "lbai.account.balance", {}, own);
      assert.equal(read.error?.kind ?? read.ok, expected, JSON.stringify(read));
      const changed = await settle(make(), "lbai.users.create", { identifier: "ada@example.com" }, own);
      if (expected !== true) assert.equal(changed.error?.kind, change[expected], JSON.stringify(changed));
    });
  }
}

describe("replies of any make are read", () => {
  cases(true, {
    "a Response": async () => new Response(BALANCE),
    "a duck": async () => reply(),
    "a duck without headers": async () => reply({ headers: undefined }),
    "a duck whose headers are no Headers": async () => reply({ headers: { date: "today" } }),
    "a duck whose headers throw": async () => reply({ headers: { get() { throw SECRET; } } }),
    "a duck that is no promise": () => reply(),
    "a thenable": () => ({ then: (done) => done(reply()) }),
    "bytes as a view": async () => reply({ arrayBuffer: () => new Uint8Array(buffer()) }),
    "bytes as a Buffer": async () => reply({ arrayBuffer: async () => Buffer.from(BALANCE) }),
    "a body that is null": async () => reply({ body: null }),
    "a body that is no stream": async () => reply({ body: BALANCE }),
    "a stream of pieces": async () => streamed(pieces(bytes.slice(0, 9), new Uint8Array(0), bytes.slice(9))),
  });
});

describe("surroundings that lack something", () => {
  const fetch = async () => reply();
  cases(true, {
    "no AbortController": { fetch, AbortController: undefined },
    "an AbortController that throws": { fetch, AbortController: hostile },
    "no performance": { fetch, performance: undefined },
    "a clock of text": { fetch, performance: { now: () => "soon" } },
    "a clock of big integers": { fetch, performance: { now: () => 7n } },
    "clocks that throw": { fetch, performance: hostile, Date: hostile },
    "no clearTimeout": { fetch, setTimeout: (run) => setTimeout(run, 1e3).unref(), clearTimeout: undefined },
  });
});

describe("what is lost may have arrived", () => {
  cases("connection", {
    "rejects with an Error": () => Promise.reject(new TypeError("fetch failed")),
    "rejects with a cause": () => Promise.reject(new TypeError("fetch failed", { cause: new Error(`reset ${SECRET}`) })),
    "rejects with a string": () => Promise.reject(`no ${SECRET}`),
    "rejects with undefined": () => Promise.reject(undefined),
    "rejects with null": () => Promise.reject(null),
    "rejects with an object": () => Promise.reject({ message: { toString: () => SECRET }, cause: 7 }),
    "rejects with a symbol": () => Promise.reject(Symbol(SECRET)),
    "rejects with what throws": () => Promise.reject(hostile),
    "rejects with an AbortError of its own": () => Promise.reject(new DOMException("aborted", "AbortError")),
    "throws an Error": () => { throw new Error(`no ${SECRET}`); },
    "throws undefined": () => { throw undefined; },
    "is what throws": { fetch: hostile },
    "gives a promise that was patched": () => Object.assign(Promise.resolve(reply()), { then() { throw SECRET; } }),
    "gives what throws": () => hostile,
    "resolves to undefined": async () => undefined,
    "resolves to null": async () => null,
    "resolves to a number": async () => 200,
    "resolves to a text": async () => BALANCE,
    "resolves to an object without methods": async () => ({ status: 200 }),
    "resolves to an empty object": async () => ({}),
    "a status of text": async () => reply({ status: "200" }),
    "a status that is no number": async () => reply({ status: NaN }),
    "a status with a fraction": async () => reply({ status: 200.5 }),
    "a status beyond all": async () => reply({ status: 65_736 }),
    "a status that throws": async () => ({ get status() { throw new Error(SECRET); } }),
    "an error Response": async () => Response.error(),
    "an opaque redirect": async () => reply({ status: 0, type: "opaqueredirect" }),
    "arrayBuffer rejects": async () => reply({ arrayBuffer: () => Promise.reject(SECRET) }),
    "arrayBuffer throws": async () => reply({ arrayBuffer() { throw new Error(SECRET); } }),
    "arrayBuffer resolves to undefined": async () => reply({ arrayBuffer: async () => undefined }),
    "arrayBuffer resolves to a number": async () => reply({ arrayBuffer: async () => 5 }),
    "arrayBuffer resolves to a symbol": async () => reply({ arrayBuffer: async () => Symbol("x") }),
    "arrayBuffer resolves to a pretender": async () => reply({ arrayBuffer: async () => ({ byteLength: 5 }) }),
    "arrayBuffer resolves to what throws": async () => reply({ arrayBuffer: async () => hostile }),
    "a locked stream": async () => reply({ body: { getReader() { throw new TypeError("locked"); } } }),
    "a stream that breaks": async () => streamed(() => Promise.reject(new TypeError("terminated"))),
    "a stream of text": async () => streamed(pieces(BALANCE)),
    "a stream of nothing at all": async () => streamed(async () => undefined),
  });

  test("a hidden redirect says what it is", async () => {
    const told = await settle({ fetch: async () => reply({ status: 0, type: "opaqueredirect" }) }, "lbai.account.balance");
    assert.match(told.error.detail, /redirect/);
    assert.equal(told.error.status, null);
  });
});

describe("what never settles ends with its time, and is aborted", () => {
  cases("timeout", {
    "fetch": never,
    "a fetch that heeds its signal": (_, { signal }) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    "a thenable": () => ({ then() {} }),
    "arrayBuffer": async () => reply({ arrayBuffer: never }),
    "a stream": async () => streamed(never),
    "a stream that drips": async () => streamed(() => new Promise((done) => setTimeout(done, 20, { value: bytes.slice(0, 1) }))),
    "a stream of empty pieces": async () => streamed(async () => ({ done: false, value: new Uint8Array(0) })),
    "fetch, under a clock that stands still": { fetch: never, performance: { now: () => 5 } },
    "fetch, under a clock that runs backwards": { fetch: never, performance: { now: () => -Date.now() } },
  });

  test("its signal is aborted", async () => {
    for (const fetch of [never, async () => reply({ arrayBuffer: never }), async () => streamed(never)]) {
      await settle({ fetch }, "lbai.account.balance");
      assert.equal(signal.aborted, true);
    }
    await settle({ fetch: async () => reply() }, "lbai.account.balance");
    assert.equal(signal.aborted, false);
  });
});

describe("what cannot have been sent is in no doubt", () => {
  for (const [title, globals] of Object.entries({
    "no fetch": { fetch: undefined },
    "a fetch that is no function": { fetch: { status: 200 } },
    "no setTimeout": { fetch: async () => reply(), setTimeout: undefined },
    "a setTimeout that throws": { fetch: async () => reply(), setTimeout: hostile },
  })) {
    test(title, async () => {
      for (const name of ["lbai.account.balance", "lbai.users.create"]) {
        const told = await settle(globals, name, name.endsWith("create") ? { identifier: "ada@example.com" } : {});
        assert.equal(told.error.kind, "connection", JSON.stringify(told));
      }
    });
  }

  test("a wait that cannot be waited cancels", async () => {
    const config = CONFIG.replace('"maxRetries":0', '"maxRetries":2');
    const told = await settle({ fetch: undefined, setTimeout: undefined }, "lbai.users.create", { identifier: "ada@example.com" }, config);
    assert.equal(told.error.kind, "cancelled");
  });
});

describe("a body over 16 MiB", () => {
  test("is given up while it comes", async () => {
    let pulled = 0;
    const read = async () => { pulled += 1; return { done: false, value: new Uint8Array(1 << 20) }; };
    const told = await settle({ fetch: async () => streamed(read) }, "lbai.account.balance");
    assert.deepEqual([told.error.kind, pulled, signal.aborted], ["decode", 17, true]);
  });

  test("is refused when it came whole", async () => {
    const arrayBuffer = async () => new ArrayBuffer((16 << 20) + 1);
    const told = await settle({ fetch: async () => reply({ arrayBuffer }) }, "lbai.account.balance");
    assert.equal(told.error.kind, "decode");
  });
});

test("what is handed to fetch", async () => {
  let handed;
  await settle({ fetch: async (...all) => { handed = all; return reply(); } }, "lbai.account.balance");
  const [url, { signal, ...init }] = handed;
  assert.equal(url, "https://mock.invalid/ai-api/v1/account/banlance");
  assert.ok(signal instanceof AbortSignal);
  assert.deepEqual(Object.keys(init), ["method", "headers", "redirect"]);
  assert.deepEqual([init.method, init.redirect, init.headers.authorization], ["GET", "manual", `Bearer ${SECRET}`]);
});

describe("a state change gets a connection of its own", () => {
  const change = ["lbai.users.create", { identifier: "ada@example.com" }];

  test("by keepalive, for Bun", async () => {
    let init;
    const fetch = async (_, given) => { init = given; return reply(); };
    await settle({ fetch }, ...change);
    assert.equal(init.keepalive, false);
    await settle({ fetch }, "lbai.account.balance");
    assert.equal("keepalive" in init, false);
  });

  test("by a client, for Deno", async () => {
    const log = [];
    const client = { close: () => log.push("closed") };
    const Deno = { version: { deno: "2.10.0" }, createHttpClient: (options) => { log.push(options); return client; } };
    for (const fetch of [async () => reply(), async () => { throw new Error("reset"); }, never]) {
      const watched = (_, given) => { assert.equal(given.client, client); log.push("sent"); return fetch(); };
      await settle({ fetch: watched, Deno }, ...change);
      assert.deepEqual(log.splice(0), [{ poolMaxIdlePerHost: 0 }, "sent", "closed"]);
    }
    await settle({ fetch: async () => reply(), Deno }, "lbai.account.balance");
    assert.deepEqual(log, []);
  });

  test("or is not sent: browsers cannot be told", async () => {
    let sent = 0;
    const fetch = async () => { sent += 1; return reply(); };
    const navigator = { userAgent: "Mozilla/5.0 (X11; Linux x86_64)" };
    const told = await settle({ fetch, navigator }, ...change);
    assert.deepEqual([told.error?.kind, sent], ["connection", 0], JSON.stringify(told));
    await settle({ fetch, navigator }, "lbai.account.balance");
    assert.equal(sent, 1);
  });

  test("or is not sent: a Deno that repeats, or has no clients", async () => {
    const [version, createHttpClient] = [{ deno: "2.9.6" }, () => ({ close() {} })];
    const old = ["2.9.5", "1.99.9", "", "next"].map((deno) => ({ version: { deno }, createHttpClient }));
    for (const Deno of [{}, ...old, { createHttpClient }, { version }, { version, createHttpClient: hostile }, hostile]) {
      let sent = 0;
      const fetch = async () => { sent += 1; return reply(); };
      const told = await settle({ fetch, Deno }, ...change);
      assert.deepEqual([told.error?.kind, sent], ["connection", 0], JSON.stringify(told));
    }
  });
});

test("certificates and proxies are refused", async () => {
  for (const name of ["caPem", "proxy"]) {
    const config = JSON.stringify({ ...JSON.parse(CONFIG), [name]: SECRET });
    const wrong = await module.run("call", config, "lbai.account.balance", "{}", "{}").catch(String);
    assert.match(wrong, /"kind":"configuration"/);
    assert.ok(!wrong.includes(SECRET));
  }
});
