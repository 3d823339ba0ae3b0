// The example of the README: its types fit, and it does what it says.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import ts from "typescript";

import { testWithSandbox, transfer } from "./operations.mjs";

const folder = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(`${folder}README.md`, "utf8");
const [example, testing] = [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code);
/** What the reader has: whose cards they are. */
const CARDS = ["phone", "code", "targetPhone", "targetCode"];

/** What TypeScript says of a program that lies beside this file. */
function complaints(text) {
  const name = `${folder}test/readme.mts`;
  const { NodeNext } = ts.ModuleKind;
  const options = { strict: true, noEmit: true, skipLibCheck: true, types: ["node"], module: NodeNext };
  const host = ts.createCompilerHost({ ...options, target: ts.ScriptTarget.ES2022 });
  const { fileExists, readFile, getSourceFile } = host;
  host.getCurrentDirectory = () => folder;
  host.fileExists = (path) => path === name || fileExists(path);
  host.readFile = (path) => (path === name ? text : readFile(path));
  host.getSourceFile = (path, version, ...rest) =>
    path === name ? ts.createSourceFile(path, text, version) : getSourceFile(path, version, ...rest);
  const program = ts.createProgram([name], { ...options, target: ts.ScriptTarget.ES2022 }, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}

test("the types of the README's example fit", () => {
  const given = CARDS.map((name) => `declare const ${name}: string;\n`).join("");
  assert.deepEqual(complaints(given + example), []);
  assert.match(complaints(given + example.replace("amount: 10", 'amount: "ten"')).join(), /number/);
});

for (const [kind, said] of Object.entries({
  none: /^moved, known by reply$/m,
  reset_before: /^it may have happened \{/m,
})) {
  testWithSandbox(`the README's example runs, with the fault: ${kind}`, async (server) => {
    const { base_url, credentials } = server.ready.espai;
    if (kind !== "none") await server.fault({ kind, platform: "espai", path: "/cdkey/transfer" });
    const { amount, ...cards } = transfer(server, 0, 1, 10);
    // The platform's address leads to the sandbox, and the reader's variables are there.
    const given = `const real = fetch;
      globalThis.fetch = (url, init) => real(url.replace("https://api.espai.fun", ${JSON.stringify(base_url)}), init);
      const { ${CARDS.join(", ")} } = ${JSON.stringify(cards)};\n`;
    const env = { ...process.env, BURSAR_ESPAI_API_KEY: credentials.apiKey };
    const args = ["--input-type=module", "--eval", given + example];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, env, timeout: 60_000 });
    assert.match(stdout, said);
    for (const { id } of server.ready.espai.cards.filter(({ type }) => type === "1").slice(0, 2)) {
      assert.match(stdout, new RegExp(`^${id} \\d+$`, "m"));
    }
  });
}

test("the README's example of a test fits and runs", async () => {
  assert.deepEqual(complaints(testing), []);
  const args = ["--input-type=module", "--eval", testing];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, timeout: 60_000 });
  assert.equal(stdout, "2 requests, 7 cards\n");
});
