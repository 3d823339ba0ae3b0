// Load to first call: each in a process of its own, since what is loaded once stays.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { compare } from "./measure.mjs";

const first = fileURLToPath(new URL("first.mjs", import.meta.url));

function cold(name) {
  return {
    name,
    async sample(times) {
      let wall = 0;
      for (let i = 0; i < times; i++)
        wall += Number(execFileSync(process.execPath, [first, name], { encoding: "utf8" }));
      return { wall, cpu: Number.NaN };
    },
  };
}

export function load({ rounds }) {
  // A process is a batch of its own; the first brings the files into memory.
  return compare(["zod 4", "valibot", "typebox", "bursar"].map(cold), { rounds, batchMs: 0, warmMs: 0 });
}
