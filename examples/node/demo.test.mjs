// @ts-check
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

test("the demo tells the chapters of the Rust demo, in time, and no secret", () => {
  const program = fileURLToPath(new URL("demo.mjs", import.meta.url));
  const told = execFileSync(process.execPath, [program], { encoding: "utf8", timeout: 10_000 });
  const source = readFileSync(new URL("../rust/src/main.rs", import.meta.url), "utf8");
  const chapters = [...source.matchAll(/chapter\("([^"]+)"\)/g)].map(([, title]) => `\u25b8 ${title}`);
  assert.ok(chapters.length >= 5);
  assert.deepEqual(told.match(/^\u25b8 .*$/gm), chapters);
  for (const end of ["known by reply", "known by reading", "outcome_unknown", "none was sent twice", "books balance"]) {
    assert.ok(told.includes(end), `${end} is not told`);
  }
  for (const secret of [/cpn-/, /[0-9a-f]{8}-[0-9a-f]{4}-/, /sk-demo/]) assert.doesNotMatch(told, secret);
});
