import { configuration, loadLazily } from "./core.js";
import {
  Akool,
  type AkoolOptions,
  EspAi,
  type EspAiOptions,
  Lbai,
  type LbaiOptions,
  OpenCatd,
  type OpenCatdOptions,
} from "./generated/clients.js";

/** How a sandbox is started. */
export interface SandboxOptions {
  /** Where the program `bursar-sandbox` is. `BURSAR_SANDBOX` of the environment if left out. */
  program?: string | undefined;
  /** From what all ids, tokens and codes follow. Default 1: they are the same each time. */
  seed?: number | undefined;
}

/** One emulated server. */
export interface SandboxServer {
  readonly base_url: string;
  readonly credentials: {
    readonly token?: string;
    readonly apiKey?: string;
    readonly clientId?: string;
    readonly clientSecret?: string;
  };
}

/** A quota card that a fresh sandbox has. */
export interface SandboxCard {
  readonly id: string;
  readonly phone: string;
  readonly code: string;
  readonly type: string;
  /** Calls that are left; null: unlimited. */
  readonly api_limit: number | null;
  readonly user_name: string;
}

/** What the sandbox tells once all its servers listen. The secrets in it protect nothing. */
export interface SandboxReady {
  readonly lbai: SandboxServer & {
    readonly users: readonly { readonly userId: string; readonly identifier: string; readonly groupId: string }[];
  };
  readonly opencatd: SandboxServer;
  /** The newer dialect of opencatd. */
  readonly opencatd_dev: SandboxServer;
  readonly akool: SandboxServer;
  readonly espai: SandboxServer & { readonly cards: readonly SandboxCard[] };
  /** Base URL of the control calls. */
  readonly control: string;
}

/** A server of the sandbox. */
export type SandboxPlatform = "lbai" | "opencatd" | "opencatd_dev" | "akool" | "espai";

/** What can go wrong. What each does, and its fields: tests/sandbox/README.md. */
export type SandboxFaultKind =
  | "reset_before"
  | "reset_after"
  | "kill_keepalive"
  | "delay"
  | "drip"
  | "truncate"
  | "garbage"
  | "html"
  | "status"
  | "oversize"
  | "redirect"
  | "wrong_length"
  | "malformed"
  | "double_json"
  | "locked";

/** What goes wrong, and with which requests. All kinds and fields: tests/sandbox/README.md. */
export interface SandboxFault {
  readonly kind: SandboxFaultKind;
  readonly platform?: SandboxPlatform;
  /** Exactly, or all that begin with it if it ends with `*`. */
  readonly path?: string;
  readonly method?: string;
  /** How many requests it meets. Default 1. */
  readonly count?: number;
  /** How many matching requests pass before. Default 0. */
  readonly skip?: number;
  readonly [field: string]: unknown;
}

/** Rows to add. All fields: tests/sandbox/README.md. */
export interface SandboxSeed {
  readonly platform: SandboxPlatform;
  /** `cards`, `users`, `costs`, `keys` or `usages`. */
  readonly kind: string;
  readonly count?: number;
  readonly [field: string]: unknown;
}

/** A request that has arrived, and what it did. */
export interface SandboxArrival {
  readonly n: number;
  readonly platform: SandboxPlatform;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** Which connection it came by. */
  readonly connection: number;
  /** 1 for the first request of its connection. */
  readonly request: number;
  readonly fault: string | null;
  readonly status: number | null;
  /** What it changed; null if it changed nothing. */
  readonly did: unknown;
  readonly done: boolean;
}

/** The credits of all cards, as the server's books have them. */
export interface SandboxLedger {
  /** Whether the sum has changed by what was declared, and by nothing else. */
  readonly balanced: boolean;
  readonly [field: string]: unknown;
}

/** What is used of a process. Whoever compiles against this package may not have the types of Node. */
interface Program {
  readonly exitCode: number | null;
  readonly signalCode: string | null;
  kill(): boolean;
  ref(): void;
  once(event: "exit", listener: () => void): unknown;
}

interface Clients {
  lbai: [Lbai, LbaiOptions];
  opencatd: [OpenCatd, OpenCatdOptions];
  opencatd_dev: [OpenCatd, OpenCatdOptions];
  akool: [Akool, AkoolOptions];
  espai: [EspAi, EspAiOptions];
}

const CLASSES = { lbai: Lbai, opencatd: OpenCatd, opencatd_dev: OpenCatd, akool: Akool, espai: EspAi };

/** They end with this process. */
const running = new Set<Program>();

function stopAll(): void {
  for (const child of running) child.kill();
}

/** The four platforms, emulated on this machine by a program that runs until `stop`, or until this process ends. */
export class Sandbox {
  readonly #child: Program;
  readonly ready: SandboxReady;

  /** @internal */
  constructor(child: Program, ready: SandboxReady) {
    this.#child = child;
    this.ready = ready;
    if (running.size === 0) process.on("exit", stopAll);
    running.add(child);
  }

  /** A client of one of its servers, with the credentials that work there. */
  client<P extends SandboxPlatform>(platform: P, options: Clients[P][1] = {}): Clients[P][0] {
    const { base_url: baseUrl, credentials } = this.ready[platform];
    const { clientId, clientSecret, ...others } = credentials;
    // AKOOL takes its key or the pair, not both; with the pair, tokens come and go.
    const own = clientId === undefined ? others : { clientId, clientSecret };
    const Class = CLASSES[platform] as new (options: object) => Clients[P][0];
    return new Class({ ...own, baseUrl, ...options });
  }

  /** Something goes wrong with requests to come. */
  async fault(fault: SandboxFault): Promise<void> {
    await this.#control("POST", "faults", fault);
  }

  /** Adds rows, and gives them (the first 1,000). */
  async seed(seed: SandboxSeed): Promise<Record<string, unknown>[]> {
    const { rows } = await this.#control<{ rows: Record<string, unknown>[] }>("POST", "seed", seed);
    return rows;
  }

  /** Uses up calls of a card, named by id or code, and gives what is left; null: unlimited. */
  async consume(card: string, amount: number): Promise<number | null> {
    const { left } = await this.#control<{ left: number | null }>("POST", "consume", { card, amount });
    return left;
  }

  /** Lets all tokens of AKOOL, or the users' tokens of LBAI, die, and gives their number. */
  async expireTokens(platform: "akool" | "lbai" = "akool"): Promise<number> {
    const { expired } = await this.#control<{ expired: number }>("POST", "tokens/expire", { platform });
    return expired;
  }

  /** Begins anew: everything, or one platform; `empty` leaves out the demo's rows. */
  async reset(of: { platform?: SandboxPlatform; empty?: boolean } = {}): Promise<void> {
    await this.#control("POST", "reset", of);
  }

  /** Every request that has arrived, once the servers are through with all of them. */
  async journal(): Promise<SandboxArrival[]> {
    for (;;) {
      const { journal } = await this.#control<{ journal: SandboxArrival[] }>("GET", "journal");
      if (journal.every(({ done }) => done)) return journal;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  ledger(): Promise<SandboxLedger> {
    return this.#control("GET", "ledger");
  }

  /** Ends the program, and comes back when it has ended. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (running.delete(child) && running.size === 0) process.off("exit", stopAll);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => {
      child.once("exit", resolve);
    });
    child.ref();
    child.kill();
    await ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #control<T>(method: string, path: string, body?: object): Promise<T> {
    const sent = body === undefined ? null : JSON.stringify(body);
    const reply = await fetch(`${this.ready.control}/_sandbox/${path}`, { method, body: sent });
    const answer = (await reply.json()) as T & { error?: string };
    if (!reply.ok) throw new Error(`the sandbox refuses ${path}: ${answer.error ?? reply.status}`);
    return answer;
  }
}

/**
 * Starts a sandbox: the four platforms as servers on this machine. Nothing leaves it.
 *
 * Its program is not in this package: `cargo build -p bursar-sandbox` makes it. In runtimes that start programs only: Node
 * from 20.16, Deno, Bun. Throws a `ConfigurationError` where there is no program, or none that starts.
 */
export async function sandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  // Not imported: bundlers for browsers and Workers would look for it.
  const builtin = (globalThis as { process?: Partial<NodeJS.Process> }).process?.getBuiltinModule;
  if (builtin === undefined) throw configuration("sandbox: this runtime starts no programs");
  const program = options.program ?? process.env["BURSAR_SANDBOX"];
  if (!program) {
    throw configuration(
      "sandbox: say where its program is, by `program` or BURSAR_SANDBOX; `cargo build -p bursar-sandbox` makes it, as " +
        "target/debug/bursar-sandbox",
    );
  }
  const { readFileSync } = builtin("node:fs");
  // Its clients work where nobody has imported `bursar` itself.
  loadLazily(() => readFileSync(new URL("./core.wasm", import.meta.url)));
  const { spawn } = builtin("node:child_process");
  const child = spawn(program, ["--seed", String(options.seed ?? 1)], { stdio: ["ignore", "pipe", "pipe"] });
  const said = { out: "", err: "" };
  const line = await new Promise<string>((resolve, reject) => {
    const fail = (why: string): void => {
      reject(configuration(`sandbox: ${program} does not start: ${why}; \`cargo build -p bursar-sandbox\` makes it`));
    };
    child.once("error", ({ message }) => {
      fail(message);
    });
    child.once("close", (code) => {
      fail(said.err.trim() || `it ended with ${code}`);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said.err += text));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said.out += text;
      if (said.out.includes("\n")) resolve(said.out);
    });
  });
  // It keeps no process alive that is through otherwise, and ends with it.
  child.unref();
  for (const stream of [child.stdout, child.stderr]) (stream as unknown as { unref(): void }).unref();
  return new Sandbox(child, JSON.parse(line) as SandboxReady);
}
