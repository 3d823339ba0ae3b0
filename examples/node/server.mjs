// @ts-check
// `npm start`: a backend that administers accounts by Bursar, or emulated ones if none are in the environment.
// It listens on this machine only. Authenticate people before you let others in: who reaches it acts with the admin keys.
import { parseArgs } from "node:util";

import { configured, emulated, emulator } from "./accounts.mjs";
import { backend } from "./backend.mjs";

const { values } = parseArgs({ options: { sandbox: { type: "boolean" }, port: { type: "string", default: "8787" } } });
const own = values.sandbox ? {} : configured();
const real = Object.keys(own).length > 0;
const clients = real ? own : emulated(await emulator());
const server = backend(clients).listen(Number(values.port), "127.0.0.1", () => {
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  const whose = real ? `accounts of ${Object.keys(own).join(", ")}` : "emulated accounts: nothing leaves this machine";
  console.log(`http://127.0.0.1:${address.port} (${whose}): GET /credits, GET /espai/cards, POST /users`);
});
// Whoever is told to end by a signal skips what is to be done on exit, such as ending the sandbox.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit());
