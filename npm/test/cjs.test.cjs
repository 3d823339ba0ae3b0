// The same package by `require`, and the same answers.
const assert = require("node:assert/strict");
const test = require("node:test");

const { EspAi, ConfigurationError, isBursarError } = require("bursar");

test("the package is required, and its core loads by itself", () => {
  const espai = new EspAi({ apiKey: "k-0123" });
  const call = espai.begin("espai.cards.get", { phone: "15916888888", code: "wNaa1GDw" });
  assert.equal(call.step.type, "send");
  assert.equal(call.step.request.url, "https://api.espai.fun/cdkey/detail");
  call.close();
});

test("a request that was not sent is known as such through undici, too", async () => {
  const { undiciExecutor } = require("bursar/undici");
  const seen = [];
  const http = undiciExecutor();
  const options = { baseUrl: "http://127.0.0.1:9", maxRetries: 0, http, onEvent: (event) => seen.push(event) };
  await assert.rejects(
    new EspAi({ apiKey: "k-0123", ...options }).orders.create({ commodityId: "1", commodityType: "1" }),
  );
  assert.equal(seen.find(({ type }) => type === "lost").how, "not_sent");
});

test("`bursar/testing` is enough for a client, by `require` and by `import`", () => {
  const { execFileSync } = require("node:child_process");
  const use = `sandbox().then(async (server) => {
    console.log((await server.client("espai").cards.list()).total);
    await server.stop();
  })`;
  const programs = {
    module: `import { sandbox } from "bursar/testing"; await ${use}`,
    commonjs: `const { sandbox } = require("bursar/testing"); ${use}`,
  };
  for (const [type, program] of Object.entries(programs)) {
    const options = { cwd: __dirname, encoding: "utf8" };
    assert.equal(execFileSync(process.execPath, [`--input-type=${type}`, "-e", program], options), "7\n");
  }
});

test("an error is of its class", () => {
  assert.throws(
    () => new EspAi({ apiKey: "" }),
    (error) => error instanceof ConfigurationError && isBursarError(error),
  );
});
