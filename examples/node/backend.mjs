// @ts-check
// What the backend answers. Node's own server is all it needs: what is to be seen here is Bursar's part.
import { once } from "node:events";
import { createServer } from "node:http";

import { isBursarError } from "bursar";

/** @typedef {import("./accounts.mjs").Clients} Clients */
/** @typedef {import("node:http").ServerResponse} Reply */
/** @typedef {{ url: URL, body: () => Promise<any>, signal: AbortSignal, reply: Reply }} Asked */

/** A request that is wrong before any platform is asked. */
class Refusal extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** What a platform that is not set up answers. @template T @param {T | undefined} client @returns {T} */
function need(client) {
  if (client === undefined) throw new Refusal(404, "this platform is not configured");
  return client;
}

/** @param {Clients} clients @returns {Record<string, (asked: Asked) => Promise<void>>} */
const routes = ({ lbai, opencatd, akool, espai }) => ({
  /** What is left or was spent, on every platform. One that fails hides no other. */
  async "GET /credits"({ signal, reply }) {
    const month = new Date().toISOString().slice(0, 7);
    const all = await Promise.allSettled([
      lbai?.credits({ signal }),
      opencatd?.credits({ month }, { signal }),
      akool?.credits({ signal }),
      espai?.credits({ signal }),
    ]);
    const known = all.map((one) => (one.status === "fulfilled" ? one.value : problem(one.reason).body));
    send(reply, 200, known.filter(Boolean));
  },

  /** Every card, a line of JSON each. A page is read when the client has taken the one before, and none when it has gone. */
  async "GET /espai/cards"({ url, signal, reply }) {
    reply.setHeader("content-type", "application/jsonl");
    const cards = need(espai).cards.list({ type: url.searchParams.get("type"), limit: 1_000 }, { signal });
    // A card's code is half of a credential, and stays here.
    for await (const { code, ...card } of cards) {
      if (!reply.write(`${JSON.stringify(card)}\n`)) await once(reply, "drain", { signal });
    }
    reply.end();
  },

  /** A user of the team's server. The token is in this reply, and nowhere else. */
  async "POST /users"({ body, reply }) {
    const { name } = await body();
    // Without the signal: if the client hangs up now, giving up would leave open whether the user exists.
    const { id, token } = await need(opencatd).users.create({ name });
    reply.setHeader("cache-control", "no-store");
    send(reply, 201, { id, name, token: token?.expose() });
  },
});

/** What a kind of error is to the clients of this backend; where it is not named, a bad gateway. */
const STATUS = new Map([
  ["invalid_request", 400],
  ["insufficient_credit", 402],
  ["not_found", 404],
  ["conflict", 409],
  ["refused", 422],
  ["rate_limited", 429],
  ["cancelled", 499],
  ["configuration", 500],
  ["timeout", 504],
]);

/** @param {unknown} error */
function problem(error) {
  if (error instanceof Refusal) return { status: error.status, body: { error: error.message } };
  if (!isBursarError(error)) return { status: 500, body: { error: "internal" } };
  const { kind, platform, detail, hint, retryable, readings } = error;
  return { status: STATUS.get(kind) ?? 502, body: { error: kind, platform, detail, hint, retryable, readings } };
}

/** @param {Reply} reply @param {number} status @param {unknown} body */
function send(reply, status, body) {
  reply.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\n`);
}

/** @param {import("node:http").IncomingMessage} request */
async function json(request) {
  // What a page of another site may send without asking is none of these.
  if (!request.headers["content-type"]?.startsWith("application/json")) {
    throw new Refusal(415, "the body has to be application/json");
  }
  let text = "";
  for await (const piece of request.setEncoding("utf8")) {
    text += piece;
    if (text.length > 65_536) throw new Refusal(413, "the body is too long");
  }
  try {
    return Object(JSON.parse(text));
  } catch {
    throw new Refusal(400, "the body is not JSON");
  }
}

/** The server of these accounts, yet to listen. @param {Clients} clients */
export function backend(clients) {
  const known = routes(clients);
  return createServer(async (request, reply) => {
    const { method, url: path = "/" } = request;
    const gone = new AbortController();
    reply.once("close", () => gone.abort());
    try {
      const url = URL.canParse(path, "http://backend") ? new URL(path, "http://backend") : undefined;
      if (url === undefined) throw new Refusal(400, "this is no path");
      const route = known[`${method} ${url.pathname}`];
      if (route === undefined) throw new Refusal(404, `there are ${Object.keys(known).join(", ")}`);
      await route({ url, body: () => json(request), signal: gone.signal, reply });
    } catch (error) {
      const { status, body } = problem(error);
      // Errors of Bursar's hold no secret, and can be logged whole; of others it is not known.
      console.error(
        JSON.stringify({ method, path: path.split("?")[0], status, error: isBursarError(error) ? error : body }),
      );
      // A list that breaks off has to look like one: its connection ends without the last chunk.
      if (reply.headersSent) reply.destroy();
      else send(reply, status, body);
    }
  });
}
