// What was measured, as Markdown that reads well in a terminal, too.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";

import { deviation, median } from "./measure.mjs";

const PAGE = new URL("../../../docs/benchmarks/node.md", import.meta.url);
const BEGIN = "<!-- Written by `cargo xtask bench --only node` from here. -->";
const END = "<!-- To here. -->";

function table(head, rows) {
  const lines = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(3, ...lines.map((line) => line[column].length)));
  const aligned = (line) =>
    line.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])));
  const rule = widths.map((width, column) => "-".repeat(width - (column === 0 ? 0 : 1)) + (column === 0 ? "" : ":"));
  const [first, ...others] = lines.map((line) => `| ${aligned(line).join(" | ")} |`);
  return [first, `| ${rule.join(" | ")} |`, ...others].join("\n");
}

const figure = (value, digits = 2) => (Number.isNaN(value) ? "-" : value.toFixed(digits));
const whole = (value) => (Number.isNaN(value) ? "-" : Math.round(value).toLocaleString("en"));

const load = loadavg()[0];

const rowsOf = (count) => (count === 1 ? "1 row" : `${whole(count)} rows`);

/** A comparison: time, ratio to the first, how far the rounds lie apart, and the ratio of processor times. */
function compared(results, unit = "us", scale = 1) {
  const rows = results.map(({ name, us, ratios, cpuRatios }) => [
    name,
    figure(us / scale, us / scale < 100 ? 2 : 0),
    figure(median(ratios)),
    figure(deviation(ratios)),
    figure(median(cpuRatios)),
  ]);
  return table(["contestant", unit, "ratio", "±", "by processor time"], rows);
}

/**
 * The goals, the figure of each by both clocks, and whether it is met. Without IO both clocks have to say so: on a busy machine
 * the wall's alone has said yes where there was no.
 */
function goals({ pages, small, ends, load, sizes }) {
  const rows = [];
  const told = (what, goal, here, cpu, met) => {
    rows.push([what, goal, here, cpu, met ? "yes" : "no"]);
  };
  const atMost = (what, most, results, name) => {
    const { ratios, cpuRatios } = results.find((result) => result.name === name);
    const [value, cpu] = [median(ratios), median(cpuRatios)];
    // Processes of their own have no second clock.
    const met = value <= most && (Number.isNaN(cpu) || cpu <= most);
    told(what, `≤ ${most}`, `${figure(value)} ± ${figure(deviation(ratios))}`, figure(cpu), met);
  };
  const most = { 1: 1.8, 10: 1.2, 100: 0.9, 1000: 0.65 };
  for (const kind of ["a whole call: begin and reply", "the reply only"]) {
    for (const { rows: count, results } of pages) {
      atMost(`${kind}, ${rowsOf(count)}, of decode + JSON.parse`, most[count], results, `bursar, ${kind}`);
    }
  }
  for (const { name, results } of small) {
    atMost(`a small call without IO (${name}), of by hand`, 5, results, "bursar, begin and reply");
  }
  const least = { balance: 0.9, "1,000 rows": 1.6 };
  for (const { name, results } of ends.filter(({ name }) => name in least)) {
    const { ratios, cpuRatios } = results.find((result) => result.name === "bursar");
    const speeds = ratios.map((ratio) => 1 / ratio);
    const value = median(speeds);
    const here = `${figure(value)} ± ${figure(deviation(speeds))}`;
    const what = `end to end, ${name}, speed, of fetch by hand`;
    told(what, `≥ ${least[name]}`, here, figure(1 / median(cpuRatios)), value >= least[name]);
  }
  atMost("load to first call, of zod 4", 0.35, load, "bursar");
  const bytes = { "wasm, brotli, bytes": [sizes.wasm.brotli, 90_000], "tarball, bytes": [sizes.tarball.size, 190_000] };
  for (const [what, [here, most]] of Object.entries(bytes)) {
    told(what, `≤ ${whole(most)}`, whole(here), "-", here <= most);
  }
  return table(["what", "goal", "here", "by processor time", "met"], rows);
}

function commit() {
  const git = (...words) =>
    execFileSync("git", words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  try {
    const changed = git("status", "--porcelain", "--untracked-files=no") === "" ? "" : ", with changes";
    return `commit ${git("log", "-1", "--format=%h of %cs")}${changed}`;
  } catch {
    // The sources without their history.
    return "no known commit";
  }
}

function machine(rounds) {
  const memory = Math.round(totalmem() / 2 ** 30);
  const lock = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));
  const peers = Object.keys(lock.packages[""].devDependencies);
  const versions = peers.map((name) => `${name} ${lock.packages[`node_modules/${name}`].version}`);
  return [
    `Measured at ${commit()}, median of ${rounds} rounds.`,
    `${cpus()[0].model.trim()}, ${availableParallelism()} cores, ${memory} GiB, ${process.platform} ${process.arch}, load ` +
      `${figure(load, 1)}; Node ${process.versions.node}, V8 ${process.versions.v8}; ${versions.join(", ")}.`,
  ].join("\n");
}

export function render(measured, rounds) {
  const { pages, small, ends, load, sizes, operations } = measured;
  const { wasm, tarball } = sizes;
  const share = ({ owner, functions, raw, brotli }) => [owner, whole(functions), whole(raw), whole(brotli)];
  return [
    machine(rounds),
    "## Goals",
    goals(measured),
    "## Bytes to rows",
    ...pages.flatMap(({ rows, bytes, results }) => [`### ${rowsOf(rows)}, ${whole(bytes)} bytes`, compared(results)]),
    "## Small calls without IO",
    ...small.flatMap(({ name, results }) => [`### ${name}`, compared(results)]),
    "## End to end on loopback",
    ...ends.flatMap(({ name, results }) => [`### ${name}`, compared(results)]),
    "## Load to first call",
    compared(load, "ms", 1000),
    "## Sizes",
    table(
      ["bytes", "raw", "gzip -9", "brotli 11"],
      [
        ["core.wasm", whole(wasm.raw), whole(wasm.gzip), whole(wasm.brotli)],
        [`tarball, ${tarball.entryCount} files`, whole(tarball.unpackedSize), whole(tarball.size), "-"],
      ],
    ),
    "## What each operation adds to the wasm",
    table(["owner", "functions", "bytes", "brotli"], operations.rows.map(share)),
  ].join("\n\n");
}

/** Replaces the generated part of the page. */
export function write(text) {
  const page = readFileSync(PAGE, "utf8");
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error("docs/benchmarks/node.md has lost the marks of its generated part");
  writeFileSync(PAGE, `${page.slice(0, from + BEGIN.length)}\n\n${text}\n\n${page.slice(to)}`);
}
