// What the tests of the packed package share. `BURSAR_TOOLS` is where the runtimes are installed, `BURSAR_CONSUMER` a fresh
// project with the tarball in it, `BURSAR_SANDBOX` the sandbox's program.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const { BURSAR_TOOLS, BURSAR_CONSUMER } = process.env;
const here = fileURLToPath(new URL(".", import.meta.url));

export const tool = (path) => join(BURSAR_TOOLS, "node_modules", path);
const require = createRequire(join(BURSAR_TOOLS, "package.json"));
/** A module of the tools, by its name. */
export const load = (name) => import(pathToFileURL(require.resolve(name)));

/** A program that npm brings for each system in a package of its own. */
export function binary(scope, file) {
  const found = readdirSync(tool(scope)).map((name) => tool(join(scope, name, file)));
  return found.find((path) => existsSync(path)) ?? assert.fail(`${scope} has no ${file} for this system`);
}

/** The fresh project: programs lie beside its `node_modules`. */
export const consumer = (path = "") => join(BURSAR_CONSUMER, path);
for (const file of readdirSync(join(here, "programs"))) cpSync(join(here, "programs", file), consumer(file));
for (const file of ["corpus.mjs", "proof.mjs"]) cpSync(join(here, file), consumer(file));

const vectors = readdirSync(join(here, "../vectors"), { recursive: true })
  .filter((file) => file.endsWith(".json") && file !== "schema.json")
  .sort()
  .map((file) => [file, JSON.parse(readFileSync(join(here, "../vectors", file), "utf8"))]);

// The package starts its own sandboxes; those of this process are no matter of the runtimes that it is tried in.
const { sandbox } = await import(pathToFileURL(consumer("node_modules/bursar/dist/testing.js")));

const PATIENCE = 60_000;

/** Starts a runtime, which asks for what it is given and reports what it has seen; `files` are served beside. */
export async function prove(start, files = undefined) {
  const server = await sandbox();
  let reported, failed;
  const report = new Promise((...both) => ([reported, failed] = both));
  const harness = createServer(async (request, reply) => {
    const { pathname } = new URL(request.url, "http://harness");
    if (pathname === "/given") return reply.end(JSON.stringify({ vectors, servers: server.ready }));
    if (pathname === "/report") {
      let text = "";
      for await (const piece of request) text += piece;
      reply.end();
      return reported(JSON.parse(text));
    }
    return files === undefined ? reply.writeHead(404).end() : serve(files, pathname, reply);
  }).listen(0, "127.0.0.1");
  await new Promise((listening) => harness.once("listening", listening));
  const late = setTimeout(failed, PATIENCE, new Error(`no report within ${PATIENCE} ms`));
  let end = () => undefined;
  try {
    end = await start(`http://127.0.0.1:${harness.address().port}`, failed);
    const { failures, vectors: tried, checks } = await report;
    assert.deepEqual(failures, []);
    assert.ok(tried >= 500 && tried === vectors.length && checks >= 6, `${tried} vectors, ${checks} checks`);
  } catch (error) {
    error.message += `\n${(await end()) ?? ""}`;
    throw error;
  } finally {
    clearTimeout(late);
    await server.stop();
    harness.close();
    harness.closeAllConnections();
    await end();
  }
}

const TYPES = { html: "text/html", js: "text/javascript", mjs: "text/javascript", wasm: "application/wasm" };

function serve(files, pathname, reply) {
  try {
    const path = pathname === "/" ? "/index.html" : pathname;
    const body = readFileSync(join(files, path));
    reply.writeHead(200, { "content-type": TYPES[path.split(".").at(-1)] ?? "application/octet-stream" }).end(body);
  } catch {
    reply.writeHead(404).end();
  }
}

/** Runs a program that makes a report; when it ends without one, what it printed is why. */
export const program =
  (command, args, options = {}) =>
  async (harness, failed) => {
    const words = args.map((word) => (word === "HARNESS" ? harness : word));
    const child = spawn(command, words, {
      cwd: consumer(),
      ...options,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let printed = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => (printed += text));
    const ended = new Promise((resolve) => {
      child.once("error", (error) => resolve(failed(error)));
      // A report that is on its way comes first.
      child.once("exit", (code) => setTimeout(() => resolve(failed(new Error(`ended with ${code}: ${printed}`))), 500));
    });
    return async () => {
      try {
        // A browser is a family of processes.
        process.kill(-child.pid, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
      await ended;
      return printed;
    };
  };
