// The packed reader against `JSON.parse`: whatever text and numbers a page holds, its rows are the same.
import assert from "node:assert/strict";
import { test } from "node:test";

import { EspAi, OpenCatd } from "bursar";

/** The same numbers in every run: mulberry32. */
function numbers(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const PIECES = [
  "",
  "a",
  "wNaa1GDw",
  "琳琅",
  "é",
  "\0",
  "\u001e",
  "\u001f",
  "\u007f",
  "\u0080",
  "\ufeff",
  "\u2028",
  "\uffff",
];
const MORE = [
  "😀",
  "👩‍👩‍👧‍👦",
  "🇩🇪",
  '"',
  "\\",
  "/",
  "\b\f\n\r\t",
  "\u202e",
  "ß".repeat(70),
  "x".repeat(70),
  "文".repeat(70),
];
const pieces = [...PIECES, ...MORE];

function textOf(next) {
  let text = "";
  for (let left = next(5); left > 0; left--) text += pieces[next(pieces.length)];
  return next(300) === 0 ? text.repeat(next(2000)) : text;
}

/** JSON in which characters are escaped or not, as it comes. */
function written(value, next) {
  const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replace(/[^\x20-\x7f]/gu, (character) =>
    next(3) === 0 ? [...character.split("")].map(escaped).join("") : character,
  );
}

function read(client, name, body) {
  const call = client.begin(name);
  assert.equal(call.step.type, "send");
  const step = call.received({ status: 200, headers: {}, body: new TextEncoder().encode(body) }, 1);
  assert.equal(step.type, "value", step.error?.message);
  return step;
}

test("random pages of cards are read as JSON.parse reads them", () => {
  const espai = new EspAi({ apiKey: "k-0123456" });
  for (let seed = 0; seed < 3_000; seed++) {
    const next = numbers(seed);
    const rows = [0, 1, 2, 63, 64, 65, 200][seed < 2_900 ? next(3) : next(7)];
    const number = () => (next(2) ? next(2 ** 32) : Number.MAX_SAFE_INTEGER - next(1_000)) * (next(2) ? 1 : -1);
    const data = Array.from({ length: rows }, (_, at) => ({
      id: `${at}-${textOf(next)}`,
      create_time: next(2 ** 32) * 1_000,
      update_time: next(2) ? null : next(2 ** 32),
      code: textOf(next),
      user_id: textOf(next),
      api_limit: next(3) ? number() : null,
      type: String(next(20)),
      user_phone: next(2) ? textOf(next) : next(2 ** 32),
      user_name: textOf(next),
      ...(next(2) && { [`unknown ${at}`]: [textOf(next), { deep: null }, 1.5e300, true] }),
    }));
    const body = written({ success: true, message: textOf(next), data, totalNumber: rows }, next);
    const expected = JSON.parse(body).data.map((row) => ({
      id: row.id,
      createTime: row.create_time,
      updateTime: row.update_time,
      code: row.code,
      userId: row.user_id,
      apiLimit: row.api_limit === null ? null : row.api_limit + 0,
      type: row.type,
      userPhone: String(row.user_phone),
      userName: row.user_name,
    }));
    const step = read(espai, "espai.cards.list", body);
    assert.deepEqual(step.rows, expected, `seed ${seed}`);
    assert.equal(step.total, rows);
  }
});

test("random pages of keys are read as JSON.parse reads them, their secrets hidden", () => {
  const opencatd = new OpenCatd({ token: "t-0123456", baseUrl: "https://team.example.com" });
  for (let seed = 0; seed < 500; seed++) {
    const next = numbers(seed);
    const data = Array.from({ length: next(4) }, (_, at) => ({
      id: at + 1,
      key: textOf(next),
      name: textOf(next),
      createdAt: "2023-03-31T09:44:57.123456789+08:00",
      updatedAt: "2023-03-31T01:44:57Z",
    }));
    const { rows } = read(opencatd, "opencatd.keys.list", written(data, next));
    const plain = rows.map(({ id, key, name, createdAt }) => ({ id, key: key.expose(), name, createdAt }));
    const expected = data.map(({ id, key, name, createdAt }) => ({ id, key, name, createdAt: Date.parse(createdAt) }));
    assert.deepEqual(plain, expected, `seed ${seed}`);
    assert.ok(rows.every(({ key }) => JSON.stringify(key) === '"***"'));
  }
});
