// Plays the conformance corpus through the package, in any runtime: it needs nothing but the language. Format:
// tests/vectors/README.md.

const renamed = { timeoutMs: "timeout", connectTimeoutMs: "connectTimeout", deadlineMs: "deadline" };
const ignored = new Set(["accept", "user-agent"]);

function optionsOf(options = {}) {
  // A name that only this package has is one that the core does not know.
  const own = (name) => (Object.values(renamed).includes(name) ? `${name}Unknown` : name);
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [renamed[name] ?? own(name), value]));
}

function open(bursar, { platform, credentials = {}, options = {}, allowInsecure }) {
  const classes = { lbai: bursar.Lbai, opencatd: bursar.OpenCatd, akool: bursar.Akool, espai: bursar.EspAi };
  /** A client of a platform that has no class. */
  class Nowhere extends bursar.Client {
    constructor(given) {
      super({ id: platform, title: platform, environment: { token: "NO_TOKEN" } }, given);
    }
  }
  const Class = classes[platform] ?? Nowhere;
  // Some of the runtimes are browsers.
  return new Class({ ...credentials, ...optionsOf(options), allowInsecure, dangerouslyAllowBrowser: true });
}

function ok(holds, message) {
  if (!holds) throw new Error(message);
}

function equal(actual, expected, message = "") {
  ok(Object.is(actual, expected), `${message}: ${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
}

/** The same names and values, in any order of names. */
function same(actual, expected, path = "") {
  if (expected === null || typeof expected !== "object") return equal(actual, expected, path);
  ok(actual !== null && typeof actual === "object", `${path}: ${JSON.stringify(actual)}`);
  equal(Object.keys(actual).sort().join(), Object.keys(expected).sort().join(), path);
  for (const name of Object.keys(expected)) same(actual[name], expected[name], `${path}.${name}`);
}

/** A row as a vector writes it: names and times of the core, secrets in clear. */
function plain(bursar, row, times) {
  const pairs = Object.entries(row).map(([name, value]) => {
    const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (value instanceof bursar.Secret) return [snake, value.expose()];
    // The package counts milliseconds.
    return [snake, times.has(snake) && typeof value === "number" ? Math.round(value * 1000) : value];
  });
  return Object.fromEntries(pairs);
}

function contains(actual, expected, path = "readings") {
  if (Array.isArray(expected)) {
    equal(actual?.length, expected.length, path);
    expected.forEach((value, at) => contains(actual[at], value, `${path}[${at}]`));
  } else if (expected !== null && typeof expected === "object") {
    for (const [name, value] of Object.entries(expected)) contains(actual?.[name], value, `${path}.${name}`);
  } else {
    equal(actual, expected, path);
  }
}

class Conversation {
  now = 1000;
  calls = new Map();
  kept = new Map();

  constructor(bursar, vector) {
    this.bursar = bursar;
    this.client = open(bursar, vector.session);
    this.declared = vector.calls ?? { a: vector };
  }

  call(name) {
    let call = this.calls.get(name);
    if (call === undefined) {
      const { operation, params = {}, options = {}, after } = this.declared[name];
      const filled = Object.entries(params).map(([key, value]) => [
        key,
        value?.$kept ? this.kept.get(value.$kept) : value,
      ]);
      const own = optionsOf(options);
      if (after !== undefined) own.after = this.calls.get(after).step.next;
      call = this.begin(operation, Object.fromEntries(filled), own);
      this.calls.set(name, call);
    }
    return call;
  }

  /** What the package refuses by itself, such as an option that it does not have, is thrown. */
  begin(operation, params, options) {
    try {
      return this.client.begin(operation, params, options, this.now);
    } catch (error) {
      if (!this.bursar.isBursarError(error)) throw error;
      return { step: { type: "error", error } };
    }
  }

  play(entry) {
    const name = entry.call ?? "a";
    if (entry.setToken !== undefined) return this.client.setToken(entry.setToken);
    if ("token" in entry) return equal(this.client.token()?.expose() ?? null, entry.token);
    const call = this.call(name);
    if (entry.close) {
      call.close();
      this.calls.set(name, { step: { type: "closed" } });
      return;
    }
    if (entry.send) this.sent(call.step, entry.send);
    if (entry.wait !== undefined) return this.wait(call, entry.wait, entry.loss);
    for (const end of ["value", "rows", "error"]) if (end in entry) this[end](call.step, entry);
    if (entry.reply === undefined && entry.loss === undefined) return;
    this.now += entry.afterMs ?? 0;
    if (entry.loss) call.failed(entry.loss, "the wire broke", this.now);
    else call.received(this.reply(entry.reply), this.now);
  }

  reply({ status, headers = {}, json, text, base64 }) {
    const body = base64
      ? Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
      : new TextEncoder().encode(json === undefined ? (text ?? "") : JSON.stringify(json));
    return { status, headers, body };
  }

  sent(step, expected) {
    equal(step.type, "send", JSON.stringify(step.error ?? step));
    const { method, url, headers, body, once, timeoutMs } = step.request;
    same({ method, url }, { method: expected.method, url: expected.url });
    const shown = (pairs) => Object.fromEntries(pairs.filter(([name]) => !ignored.has(name)));
    same(shown(headers), shown(Object.entries(expected.headers ?? {})));
    if ("json" in expected) same(JSON.parse(body), expected.json);
    else equal(body ?? "", expected.body ?? "");
    if ("once" in expected) equal(once, expected.once);
    if ("timeoutMs" in expected) equal(timeoutMs, expected.timeoutMs);
  }

  wait(call, expected, loss) {
    equal(call.step.type, "wait", JSON.stringify(call.step.error ?? call.step));
    const { ms } = call.step;
    if (typeof expected === "number") equal(ms, expected);
    else ok(ms >= (expected.min ?? expected.ms ?? 0) && ms <= (expected.max ?? expected.ms ?? Infinity), `${ms}`);
    if (loss) return call.failed(loss, "", this.now);
    if (expected.hold) return;
    this.now += ms;
    call.waited(this.now);
  }

  value(step, { value }) {
    equal(step.type, "value", step.error?.message);
    if (value === null) return same(step.rows, []);
    const times = timesOf(value);
    const row = plain(this.bursar, step.rows[0], times);
    for (const [name, expected] of Object.entries(value)) {
      if (expected?.$text === undefined) continue;
      equal(typeof row[name], "string");
      for (const absent of expected.$text.without ?? []) ok(!row[name].includes(absent));
      if (expected.$text.keep) this.kept.set(expected.$text.keep, row[name]);
      row[name] = expected;
    }
    same(row, value);
  }

  rows(step, { rows, total, more }) {
    equal(step.type, "value", step.error?.message);
    same(
      step.rows.map((row, at) => plain(this.bursar, row, timesOf(rows[at] ?? {}))),
      rows,
    );
    if (total !== undefined) equal(step.total, total);
    if (more !== undefined) equal(step.next !== null, more);
  }

  error(step, { error: expected }) {
    equal(step.type, "error", JSON.stringify(step));
    const { error } = step;
    const same = {
      kind: "kind",
      status: "status",
      code: "code",
      path: "path",
      request_id: "requestId",
      retry_after_ms: "retryAfterMs",
      attempts: "attempts",
      retryable: "retryable",
    };
    for (const [name, own] of Object.entries(same))
      if (name in expected) equal(error[own], expected[name], `${name}: ${error.message}`);
    if (expected.detail_contains) ok(error.detail.includes(expected.detail_contains), error.detail);
    for (const absent of expected.absent ?? [])
      ok(!JSON.stringify(error).includes(absent), `${absent} in ${error.message}`);
    if (expected.readings) contains(JSON.parse(error.readings), expected.readings);
  }
}

const MOMENTS = new Set(["create_time", "update_time", "created_at", "updated_at", "timestamp"]);

function timesOf(expected) {
  return new Set(Object.keys(expected).filter((name) => MOMENTS.has(name)));
}

function playOne(bursar, vector) {
  if (vector.configError) {
    let error;
    try {
      open(bursar, vector.session);
    } catch (thrown) {
      error = thrown;
    }
    equal(error?.kind, vector.configError.kind, "the configuration's error");
    ok(error.detail.includes(vector.configError.detail_contains ?? ""), error.detail);
    return;
  }
  const conversation = new Conversation(bursar, vector);
  for (const entry of vector.script) conversation.play(entry);
  for (const { step } of conversation.calls.values())
    ok(["value", "error", "closed"].includes(step.type), `it ends in ${step.type}`);
}

/** Plays `[[file, vector], …]`, and tells which fail, with why. */
export function playCorpus(bursar, vectors) {
  const failures = [];
  for (const [file, vector] of vectors) {
    try {
      playOne(bursar, vector);
    } catch (error) {
      failures.push(`${file}: ${error.message}`);
    }
  }
  return failures;
}
