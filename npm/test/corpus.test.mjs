// The conformance corpus, through the package as it is shipped. Format: tests/vectors/README.md.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

import * as bursar from "bursar";

const vectors = new URL("../../tests/vectors/", import.meta.url);
const classes = { lbai: bursar.Lbai, opencatd: bursar.OpenCatd, akool: bursar.Akool, espai: bursar.EspAi };
const renamed = { timeoutMs: "timeout", connectTimeoutMs: "connectTimeout", deadlineMs: "deadline" };
const ignored = new Set(["accept", "user-agent"]);

function optionsOf(options = {}) {
  // A name that only this package has is one that the core does not know.
  const own = (name) => (Object.values(renamed).includes(name) ? `${name}Unknown` : name);
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [renamed[name] ?? own(name), value]));
}

/** A client of a platform that has no class. */
class Nowhere extends bursar.Client {
  constructor({ platform, ...options }) {
    super({ id: platform, title: platform, environment: { token: "NO_TOKEN" } }, options);
  }
}

function open({ platform, credentials = {}, options = {}, allowInsecure }) {
  const Class = classes[platform] ?? Nowhere;
  return new Class({ ...(Class === Nowhere && { platform }), ...credentials, ...optionsOf(options), allowInsecure });
}

/** A row as a vector writes it: names and times of the core, secrets in clear. */
function plain(row, times) {
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
    assert.equal(actual?.length, expected.length, path);
    expected.forEach((value, at) => contains(actual[at], value, `${path}[${at}]`));
  } else if (expected !== null && typeof expected === "object") {
    for (const [name, value] of Object.entries(expected)) contains(actual?.[name], value, `${path}.${name}`);
  } else {
    assert.equal(actual, expected, path);
  }
}

class Conversation {
  now = 1000;
  calls = new Map();
  kept = new Map();

  constructor(vector) {
    this.vector = vector;
    this.client = open(vector.session);
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
      call = this.client.begin(operation, Object.fromEntries(filled), own, this.now);
      this.calls.set(name, call);
    }
    return call;
  }

  play(entry) {
    const name = entry.call ?? "a";
    if (entry.setToken !== undefined) return this.client.setToken(entry.setToken);
    if ("token" in entry) return assert.equal(this.client.token()?.expose() ?? null, entry.token);
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
      ? Buffer.from(base64, "base64")
      : Buffer.from(json === undefined ? (text ?? "") : JSON.stringify(json));
    return { status, headers, body };
  }

  sent(step, expected) {
    assert.equal(step.type, "send", JSON.stringify(step.error ?? step));
    const { method, url, headers, body, once, timeoutMs } = step.request;
    assert.deepEqual({ method, url }, { method: expected.method, url: expected.url });
    const shown = (pairs) => Object.fromEntries(pairs.filter(([name]) => !ignored.has(name)));
    assert.deepEqual(shown(headers), shown(Object.entries(expected.headers ?? {})));
    if ("json" in expected) assert.deepEqual(JSON.parse(body), expected.json);
    else assert.equal(body ?? "", expected.body ?? "");
    if ("once" in expected) assert.equal(once, expected.once);
    if ("timeoutMs" in expected) assert.equal(timeoutMs, expected.timeoutMs);
  }

  wait(call, expected, loss) {
    assert.equal(call.step.type, "wait", JSON.stringify(call.step.error ?? call.step));
    const { ms } = call.step;
    if (typeof expected === "number") assert.equal(ms, expected);
    else
      assert.ok(ms >= (expected.min ?? expected.ms ?? 0) && ms <= (expected.max ?? expected.ms ?? Infinity), `${ms}`);
    if (loss) return call.failed(loss, "", this.now);
    if (expected.hold) return;
    this.now += ms;
    call.waited(this.now);
  }

  value(step, { value }) {
    assert.equal(step.type, "value", step.error?.message);
    if (value === null) return assert.deepEqual(step.rows, []);
    const times = timesOf(value);
    const row = plain(step.rows[0], times);
    for (const [name, expected] of Object.entries(value)) {
      if (expected?.$text === undefined) continue;
      assert.equal(typeof row[name], "string");
      for (const absent of expected.$text.without ?? []) assert.ok(!row[name].includes(absent));
      if (expected.$text.keep) this.kept.set(expected.$text.keep, row[name]);
      row[name] = expected;
    }
    assert.deepEqual(row, value);
  }

  rows(step, { rows, total, more }) {
    assert.equal(step.type, "value", step.error?.message);
    assert.deepEqual(
      step.rows.map((row, at) => plain(row, timesOf(rows[at] ?? {}))),
      rows,
    );
    if (total !== undefined) assert.equal(step.total, total);
    if (more !== undefined) assert.equal(step.next !== null, more);
  }

  error(step, { error: expected }) {
    assert.equal(step.type, "error", JSON.stringify(step));
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
      if (name in expected) assert.equal(error[own], expected[name], `${name}: ${error.message}`);
    if (expected.detail_contains) assert.ok(error.detail.includes(expected.detail_contains), error.detail);
    for (const absent of expected.absent ?? [])
      assert.ok(!JSON.stringify(error).includes(absent), `${absent} in ${error.message}`);
    if (expected.readings) contains(JSON.parse(error.readings), expected.readings);
  }
}

const MOMENTS = new Set(["create_time", "update_time", "created_at", "updated_at", "timestamp"]);

function timesOf(expected) {
  return new Set(Object.keys(expected).filter((name) => MOMENTS.has(name)));
}

let count = 0;
for (const file of readdirSync(vectors, { recursive: true }).sort()) {
  if (!file.endsWith(".json") || file === "schema.json") continue;
  count += 1;
  const vector = JSON.parse(readFileSync(new URL(file, vectors), "utf8"));
  test(`${file}: ${vector.description}`, () => {
    if (vector.configError) {
      assert.throws(
        () => open(vector.session),
        (error) => {
          assert.equal(error.kind, vector.configError.kind);
          assert.ok(error.detail.includes(vector.configError.detail_contains ?? ""), error.detail);
          return true;
        },
      );
      return;
    }
    const conversation = new Conversation(vector);
    for (const entry of vector.script) conversation.play(entry);
    for (const { step } of conversation.calls.values())
      assert.ok(["value", "error", "closed"].includes(step.type), step.type);
  });
}
test("the corpus was found", () => assert.ok(count >= 500, `${count} vectors`));
