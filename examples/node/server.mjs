// @ts-check
// `npm start`: a backend that administers accounts by Bursar, or emulated ones if none are in the environment.
// It listens on this machine only. Authenticate people before you let others in: who reaches it acts with the admin keys.
import { parseArgs } from "node:util";

import { configured, emulated, emulator } from "./accounts.mjs";
import { backend } from "./backend.mjs";

/** What is wrong with how it was started, in a sentence. @param {unknown} error @returns {never} */
function stop(error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

function started() {
  const { values } = parseArgs({
    options: { sandbox: { type: "boolean" }, port: { type: "string", default: "8787" } },
  });
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535)
    throw new Error(`--port: ${values.port} is no number from 0 to 65535`);
  return { port, own: values.sandbox ? {} : configured() };
}

/** @type {ReturnType<typeof started>} */
let given;
try {
  given = started();
} catch (error) {
  stop(error);
}
const { port, own } = given;
const real = Object.keys(own).length > 0;
const clients = real ? own : emulated(await emulator().catch(stop));
const server = backend(clients);
server.once("error", (/** @type {NodeJS.ErrnoException} */ { code, message }) =>
  stop(code === "EADDRINUSE" ? `port ${port} is taken: choose another one by \`--port\`` : message),
);
server.listen(port, "127.0.0.1", () => {
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  const whose = real ? `accounts of ${Object.keys(own).join(", ")}` : "emulated accounts: nothing leaves this machine";
  console.log(`http://127.0.0.1:${address.port} (${whose}): GET /credits, GET /espai/cards, POST /users`);
});
// Whoever is told to end by a signal skips what is to be done on exit, such as ending the sandbox.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit());
