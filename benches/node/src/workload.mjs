// The replies that everybody reads: ESP-AI's card list and card, LBAI's balance, as docs/platforms describes them.

const NAMES = ["琳琅", "小美", "王五的第二张卡", "Anna", "测试用户", "张伟"];

// Digits that repeat from run to run.
let seed = 42;
function random(below) {
  seed = (seed * 1103515245 + 12345) % 2 ** 31;
  return Math.floor((seed / 2 ** 31) * below);
}
const letters = (count, of) => Array.from({ length: count }, () => of[random(of.length)]).join("");
const hex = () => letters(32, "0123456789abcdef");

function card() {
  const createTime = 1743506056109 + random(10_000_000_000);
  return {
    id: hex(),
    create_time: createTime,
    // Most cards were never changed.
    update_time: random(10) < 6 ? null : createTime + random(1_000_000),
    code: letters(8, "ABCDEFGHJKabcdefghjk23456789"),
    user_id: hex(),
    api_limit: random(15_000),
    type: String(random(6)),
    user_phone: 13_000_000_000 + random(2_000_000_000),
    user_name: NAMES[random(NAMES.length)],
  };
}

const encoder = new TextEncoder();
const bytes = (reply) => encoder.encode(JSON.stringify(reply));

/** A page of the card list. */
export function cards(rows) {
  const data = Array.from({ length: rows }, card);
  return bytes({ success: true, message: "请求成功", data, totalNumber: rows });
}

export const oneCard = bytes({ success: true, message: "请求成功", data: card() });
export const balance = bytes({
  data: { balance: 9830602 },
  errorCode: 0,
  message: "success",
  success: true,
  line: null,
});

export const API_KEY = "0f3c9a7be41d4c02a8c6d1f5b7e2930d";
export const TOKEN = "cpn-7f2c91d04be84c6fa1";
export const PHONE = "15916888888";
export const CODE = "wNaa1GDw";

// A byte order mark is text like any other, as the package has it.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
export const parse = (body) => JSON.parse(decoder.decode(body));

/** What somebody writes by hand who wants the package's rows: its names, its checks, its conversions. */
export function typedCard(wire) {
  const text = (value) => {
    if (typeof value !== "string") throw new TypeError("expected a text");
    return value;
  };
  const number = (value) => {
    if (!Number.isSafeInteger(value)) throw new TypeError("expected a whole number");
    return value;
  };
  return {
    id: text(wire.id),
    createTime: number(wire.create_time),
    updateTime: wire.update_time === null ? null : number(wire.update_time),
    code: text(wire.code),
    userId: text(wire.user_id),
    apiLimit: wire.api_limit === null ? null : number(wire.api_limit),
    type: text(wire.type),
    userPhone: String(wire.user_phone),
    userName: text(wire.user_name),
  };
}

export function typedCards(reply) {
  return accepted(reply).data.map(typedCard);
}

export function accepted(reply) {
  if (reply.success !== true) throw new Error(reply.message);
  return reply;
}

export function typedBalance(reply) {
  const { balance } = accepted(reply).data;
  if (!Number.isSafeInteger(balance)) throw new TypeError("expected a whole number");
  return { balance };
}

/** Requests by hand, as `fetch` takes them. */
export const listRequest = (base) => [
  `${base}/cdkey/list`,
  { method: "POST", headers: { authorization: API_KEY, "content-type": "application/json" }, body: "{}" },
];
export const cardRequest = (base, phone, code) => [
  `${base}/cdkey/detail`,
  {
    method: "POST",
    headers: { authorization: API_KEY, "content-type": "application/json" },
    body: JSON.stringify({ phone, code }),
  },
];
export const balanceRequest = (base) => [
  `${base}/ai-api/v1/account/banlance`,
  { method: "GET", headers: { authorization: `Bearer ${TOKEN}` } },
];
