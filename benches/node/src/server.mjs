// A server of fixed replies: the child process of `loopback.mjs`. The first segment of a path says how many rows.
import { createServer } from "node:http";

import { balance, cards } from "./workload.mjs";

const pages = new Map();

const server = createServer((request, reply) => {
  const [, rows] = request.url.split("/");
  if (!pages.has(rows)) pages.set(rows, rows === "balance" ? balance : cards(Number(rows)));
  const body = pages.get(rows);
  request.resume().on("end", () => {
    reply.writeHead(200, { "content-type": "application/json", "content-length": body.length }).end(body);
  });
});
// Connections stay open for as long as the benchmark turns to something else.
server.keepAliveTimeout = 600_000;
server.listen(0, "127.0.0.1", () => process.send(server.address().port));
process.on("disconnect", () => process.exit());
