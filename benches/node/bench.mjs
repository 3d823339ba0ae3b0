// Measures the npm package: `node bench.mjs MODULE_WITH_NAMES NPM_PACK_LISTING [--quick]`, as `cargo xtask bench` calls it.
// With `--quick` it only proves that it runs and that all contestants give the same.
import { rmSync, symlinkSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({ options: { quick: { type: "boolean" } }, allowPositionals: true });
const [module, listing] = positionals;

// The package as it is built, under the name that its users import.
const link = fileURLToPath(new URL("node_modules/bursar", import.meta.url));
rmSync(link, { force: true });
symlinkSync(fileURLToPath(new URL("../../npm", import.meta.url)), link, "junction");

const { pages, small } = await import("./src/calls.mjs");
const { load } = await import("./src/load.mjs");
const { loopback } = await import("./src/loopback.mjs");
const { render, write } = await import("./src/page.mjs");
const { operations, sizes } = await import("./src/sizes.mjs");

const rounds = values.quick ? 1 : 31;
const direct = { rounds, batchMs: values.quick ? 0.1 : 3, warmMs: values.quick ? 0 : 300 };
const remote = { rounds, batchMs: values.quick ? 1 : 100, warmMs: values.quick ? 0 : 500 };

const measured = {
  pages: await pages([1, 10, 100, 1000], direct),
  small: await small(direct),
  ends: await loopback([100, 1000], remote),
  load: await load({ rounds }),
  sizes: sizes(listing),
  operations: operations(module, !values.quick),
};
const text = render(measured, rounds);
if (values.quick) console.log("The benchmark runs, and all contestants agree.");
else {
  write(text);
  console.log(text);
}
