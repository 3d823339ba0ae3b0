// A sandbox for tests: `BURSAR_SANDBOX` is its program.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import * as bursar from "bursar";

export const classes = { lbai: bursar.Lbai, opencatd: bursar.OpenCatd, akool: bursar.Akool, espai: bursar.EspAi };

export async function sandbox() {
  const folder = mkdtempSync(join(tmpdir(), "bursar-"));
  const file = join(folder, "ready.json");
  const child = spawn(process.env.BURSAR_SANDBOX, ["--ready-file", file], { stdio: "ignore" });
  let ready;
  for (let tries = 0; ready === undefined; tries++) {
    if (tries > 400 || child.exitCode !== null) throw new Error("the sandbox does not start");
    await sleep(25);
    try {
      ready = JSON.parse(readFileSync(file, "utf8"));
    } catch {
      // Not yet.
    }
  }
  const control = async (method, path, body) => {
    const reply = await fetch(`${ready.control}/_sandbox/${path}`, { method, body: body && JSON.stringify(body) });
    const json = await reply.json();
    if (!reply.ok) throw new Error(json.error);
    return json;
  };
  return {
    ready,
    fault: (fault) => control("POST", "faults", fault),
    seed: (seed) => control("POST", "seed", seed),
    consume: (card, amount) => control("POST", "consume", { card, amount }),
    reset: (body) => control("POST", "reset", body),
    ledger: () => control("GET", "ledger"),
    async journal() {
      for (;;) {
        const { journal } = await control("GET", "journal");
        if (journal.every((arrival) => arrival.done)) return journal;
        await sleep(5);
      }
    },
    client(platform, options = {}) {
      const { base_url: baseUrl, credentials } = ready[platform];
      const Class = classes[platform.replace("_dev", "")];
      const { apiKey, clientId, clientSecret, token } = credentials;
      const own = clientId ? { clientId, clientSecret } : { apiKey, token };
      return new Class({
        ...Object.fromEntries(Object.entries(own).filter(([, value]) => value)),
        baseUrl,
        ...options,
      });
    },
    transfer(from, to, amount) {
      const card = (at) => ready.espai.cards[at];
      return {
        phone: card(from).phone,
        code: card(from).code,
        targetPhone: card(to).phone,
        targetCode: card(to).code,
        amount,
      };
    },
    async stop() {
      child.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What a promise rejects with. */
export async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("this must fail");
}
