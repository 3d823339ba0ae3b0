// Whatever stands in for `fetch`, every call settles, with an error that is typed and holds no secret.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { inspect } from "node:util";

import { BursarError, EspAi } from "bursar";
import { live } from "bursar/testing";

const real = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = real;
  assert.equal(live(), 0);
});

const ok = { success: true, data: [], totalNumber: 0 };
const bytes = (value) => new TextEncoder().encode(JSON.stringify(value)).buffer;
const duck = (more) => ({ status: 200, headers: new Headers(), arrayBuffer: async () => bytes(ok), ...more });

const values = {
  "a duck": () => Promise.resolve(duck()),
  "a duck without headers": () => Promise.resolve(duck({ headers: undefined })),
  "a duck that is no promise": () => duck(),
  "a thenable": () => ({ then: (done) => done(duck()) }),
};
for (const [name, fetch] of Object.entries(values)) {
  test(`${name} is a reply`, async () => {
    globalThis.fetch = fetch;
    const page = await new EspAi({ apiKey: "k-0123456" }).cards.list();
    assert.deepEqual(page, { rows: [], total: 0, next: null });
  });
}

const shapes = {
  "rejects with a string": () => Promise.reject("broken"),
  "rejects with undefined": () => Promise.reject(undefined),
  "rejects with null": () => Promise.reject(null),
  "rejects with an object": () => Promise.reject({ message: 3 }),
  "throws at once": () => {
    throw new TypeError("at once");
  },
  "gives undefined": () => Promise.resolve(undefined),
  "gives null": () => Promise.resolve(null),
  "gives a number": () => Promise.resolve(200),
  "gives an object": () => Promise.resolve({}),
  "gives a reply without a body": () => Promise.resolve({ status: 200, headers: new Headers() }),
  "gives a status that is text": () => Promise.resolve(duck({ status: "200" })),
  "has a body that rejects": () => Promise.resolve(duck({ arrayBuffer: () => Promise.reject("cut") })),
  "has a body that throws": () =>
    Promise.resolve(
      duck({
        arrayBuffer: () => {
          throw new Error("cut");
        },
      }),
    ),
  "hides a redirect": () => Promise.resolve(duck({ status: 0 })),
  "never settles": () => new Promise(() => undefined),
  "has a body that never settles": () => Promise.resolve(duck({ arrayBuffer: () => new Promise(() => undefined) })),
};
for (const [name, fetch] of Object.entries({ ...shapes, "is missing": undefined })) {
  test(`a fetch that ${name} ends in an error`, async () => {
    globalThis.fetch = fetch;
    const espai = new EspAi({ apiKey: "k-0123456", timeout: 150, maxRetries: 0 });
    const began = performance.now();
    const error = await espai.cards.list().then(
      () => assert.fail("a value"),
      (error) => error,
    );
    assert.ok(error instanceof BursarError, inspect(error));
    assert.ok(["connection", "timeout", "decode", "configuration"].includes(error.kind), error.message);
    assert.ok(performance.now() - began < 750);
    assert.ok(!inspect(error).includes("k-0123456"));
  });
}

test("a call that cannot begin ends in its error, and tells the verdict", async () => {
  const events = [];
  const espai = new EspAi({ apiKey: "k-0123456", onEvent: (event) => events.push(event) });
  const card = { phone: "1", code: "a", targetPhone: "2", targetCode: "b", amount: -1 };
  await assert.rejects(
    async () => espai.cards.transfer(card),
    (error) => error instanceof BursarError && error.kind === "invalid_request" && error.path === "amount",
  );
  assert.deepEqual(
    events.map(({ type, ok, attempts }) => ({ type, ok, attempts })),
    [{ type: "verdict", ok: false, attempts: 0 }],
  );
});
