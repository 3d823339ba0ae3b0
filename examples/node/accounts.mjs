// @ts-check
// Which accounts the backend administers: those of the environment, or those of an emulator on this machine.
import { fileURLToPath } from "node:url";

import { Akool, EspAi, Lbai, OpenCatd } from "bursar";

/** @typedef {{ lbai?: Lbai, opencatd?: OpenCatd, akool?: Akool, espai?: EspAi }} Clients */

/** What one platform needs together. */
const TOGETHER = [
  ["BURSAR_OPENCATD_TOKEN", "BURSAR_OPENCATD_BASE_URL"],
  ["BURSAR_AKOOL_CLIENT_ID", "BURSAR_AKOOL_CLIENT_SECRET"],
];

/** A client of each platform whose credentials are in the environment. Make them once: they keep tokens and turns. */
export function configured() {
  const { env } = process;
  for (const names of TOGETHER) {
    const missing = names.filter((name) => !env[name]);
    // Whoever sets one of them does not want an emulator.
    if (missing.length === 1) throw new Error(`${missing} is missing: ${names.join(" and ")} go together`);
  }
  /** @type {Clients} */
  const clients = {};
  if (env.BURSAR_LBAI_TOKEN) clients.lbai = new Lbai();
  if (env.BURSAR_OPENCATD_BASE_URL) clients.opencatd = new OpenCatd({ baseUrl: env.BURSAR_OPENCATD_BASE_URL });
  if (env.BURSAR_AKOOL_API_KEY || env.BURSAR_AKOOL_CLIENT_ID) clients.akool = new Akool();
  if (env.BURSAR_ESPAI_API_KEY) clients.espai = new EspAi();
  return clients;
}

/** A sandbox, which ends with this process. Its program is `BURSAR_SANDBOX`, or where `cargo xtask npm` has built it. */
export async function emulator() {
  // Not at the top: a backend in production does without.
  const { sandbox } = await import("bursar/testing");
  const target = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL("../../target", import.meta.url));
  const name = process.platform === "win32" ? "bursar-sandbox.exe" : "bursar-sandbox";
  return sandbox({ program: process.env.BURSAR_SANDBOX ?? `${target}/debug/${name}` });
}

/** A client of each of its servers. @param {import("bursar/testing").Sandbox} servers @returns {Required<Clients>} */
export function emulated(servers) {
  const [lbai, opencatd] = [servers.client("lbai"), servers.client("opencatd")];
  return { lbai, opencatd, akool: servers.client("akool"), espai: servers.client("espai") };
}
