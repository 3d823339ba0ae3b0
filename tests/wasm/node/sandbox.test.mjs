// The fetch client against the sandbox, in Node and in workerd, over real sockets.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inNode, startSandbox, testsInWorkerd } from "./support.mjs";

const TRANSFER = "/cdkey/transfer";
const ORDER = ["espai.orders.create", "{}", JSON.stringify({ commodityId: "1", commodityType: "0" })];
const CARDS = ["espai.cards.list", "{}", "{}"];

/** Each runtime has a sandbox of its own, so that they need not wait for each other. */
describe("in each runtime", { concurrency: true }, () => {
  inRuntime("node", inNode);
  inRuntime("workerd", testsInWorkerd);
});

function inRuntime(runtime, start) {
  describe(runtime, { concurrency: 1 }, () => {
    let sandbox, module, run;

    before(async () => {
      [sandbox, module] = await Promise.all([startSandbox(), start()]);
      run = module.run;
    });
    after(async () => {
      sandbox?.stop();
      await module?.stop();
    });

    const fresh = async (...faults) => {
      await sandbox.control("reset", {});
      if (faults.length) await sandbox.control("faults", faults);
    };
    const espai = (options) => sandbox.config("espai", options);
    /** Leaves some idle connections to choose from; Node takes them back a turn later. */
    const idleConnections = async (...read) => {
      await Promise.all([1, 2, 3].map(() => run("call", ...read)));
      await sleep(20);
    };
    const pair = () => {
      const [from, to] = sandbox.servers.espai.cards;
      return JSON.stringify([
        [from.phone, from.code],
        [to.phone, to.code],
      ]);
    };

    test("a lost transfer is settled by reading", async () => {
      await fresh({ kind: "reset_after", platform: "espai", path: TRANSFER });
      const told = await run("transfer", espai(), pair(), 50);
      assert.equal(told.ok?.knownBy, "reading", JSON.stringify(told));
      const { events } = JSON.parse(told.ok.meta);
      assert.deepEqual(
        events.filter((event) => event.lost),
        [{ lost: "MaybeSent" }],
      );
      assert.equal((await sandbox.arrived(TRANSFER)).length, 1);
      const ledger = await sandbox.control("ledger");
      assert.equal(ledger.balanced, true);
    });

    // The design asks that the journal shows whether a runtime replays.
    test("a state change arrives once, also when a kept connection dies with it", async () => {
      for (const process of [false, true]) {
        for (const reset of [false, true]) {
          const dying = { kind: "kill_keepalive", platform: "espai", path: "/order/pay", count: 9, process, reset };
          await fresh({ ...dying, only_reused: false });
          await idleConnections(espai(), ...CARDS);
          const told = await run("call", espai({ maxRetries: 2 }), ...ORDER);
          assert.equal(told.error?.kind, "outcome_unknown", JSON.stringify(told));
          const arrived = await sandbox.arrived("/order/pay");
          assert.equal(arrived.length, 1);
          assert.ok(arrived[0].request > 1, "the connection was fresh, so this proves nothing");
        }
      }
    });

    test("a state change that is a GET arrives once, too", async () => {
      const dying = {
        kind: "kill_keepalive",
        platform: "lbai",
        path: "/ai-api/v1/apiService/addUser",
        count: 9,
        only_reused: false,
      };
      for (const reset of [false, true]) {
        await fresh({ ...dying, reset });
        const lbai = sandbox.config("lbai");
        await idleConnections(lbai, "lbai.account.balance", "{}", "{}");
        const told = await run(
          "call",
          lbai,
          "lbai.users.create",
          "{}",
          JSON.stringify({ identifier: "ada@example.com" }),
        );
        assert.equal(told.error?.kind, "outcome_unknown", JSON.stringify(told));
        const arrived = (await sandbox.arrived()).filter((arrival) => arrival.path.endsWith("/addUser"));
        assert.equal(arrived.length, 1, JSON.stringify(arrived));
        assert.ok(arrived[0].request > 1, "the connection was fresh, so this proves nothing");
      }
    });

    test("redirects are not followed", async () => {
      for (const status of [301, 302, 303, 307, 308]) {
        const location = `${sandbox.servers.espai.base_url}/elsewhere`;
        await fresh({ kind: "redirect", platform: "espai", path: "/cdkey/list", status, location });
        const told = await run("call", espai(), ...CARDS);
        assert.deepEqual([told.error?.kind, told.error?.status], ["server", status], JSON.stringify(told));
        assert.equal((await sandbox.arrived()).length, 1);
      }
    });

    test("16 MiB are read, and a byte more is refused", async () => {
      for (const bytes of [16 << 20, (16 << 20) + 1]) {
        for (const chunked of [false, true]) {
          await fresh({ kind: "oversize", platform: "opencatd", path: "/1/users", bytes, chunked });
          const raw = JSON.stringify({ method: "GET", path: "/1/users", safety: "repeat" });
          const told = await run("call", sandbox.config("opencatd"), "raw", "{}", raw);
          assert.equal(told.error?.kind ?? told.ok, bytes > 16 << 20 ? "decode" : true, JSON.stringify(told));
        }
      }
    });

    test("an attempt ends with its time, the body included", async () => {
      for (const fault of [
        { kind: "delay", ms: 3_000 },
        { kind: "delay", ms: 3_000, late: true },
        { kind: "drip", ms: 60 },
      ]) {
        await fresh(fault);
        const began = performance.now();
        const told = await run("call", espai({ timeoutMs: 200 }), ...CARDS);
        const took = performance.now() - began;
        assert.equal(told.error?.kind, "timeout", JSON.stringify(told));
        assert.ok(took < 1_500, `${took} ms`);
      }
    });

    test("broken replies are errors of their kind", async () => {
      for (const [fault, kind] of [
        [{ kind: "truncate" }, "connection"],
        [{ kind: "wrong_length" }, "decode|connection"],
        [{ kind: "malformed" }, "connection"],
        [{ kind: "garbage" }, "decode"],
        [{ kind: "html" }, "server"],
        [{ kind: "reset_before" }, "connection"],
      ]) {
        await fresh(fault);
        const told = await run("call", espai(), ...CARDS);
        assert.match(told.error?.kind ?? "", new RegExp(`^(${kind})$`), JSON.stringify([fault, told]));
      }
    });

    test("a read is repeated after the wait that the server asks for", async () => {
      await fresh({ kind: "status", status: 429, headers: { "retry-after": "1" } });
      const began = performance.now();
      assert.equal((await run("call", espai({ maxRetries: 1 }), ...CARDS)).ok, true);
      assert.ok(performance.now() - began > 900);
      assert.equal((await sandbox.arrived("/cdkey/list")).length, 2);
    });

    test("rows come page after page", async () => {
      await fresh();
      const [{ userId }] = sandbox.servers.lbai.users;
      await sandbox.control("seed", { platform: "lbai", kind: "costs", count: 25, user_id: userId });
      const told = await run("costs", sandbox.config("lbai"), userId);
      assert.equal(new Set(told.ok?.ids).size, told.ok?.ids.length, JSON.stringify(told));
      assert.ok(told.ok.ids.length >= 25);
      assert.equal(told.ok.total, told.ok.ids.length);
    });

    test("a list ends after its error", async () => {
      await fresh({ kind: "garbage", platform: "lbai", skip: 1, count: 9 });
      const [{ userId }] = sandbox.servers.lbai.users;
      await sandbox.control("seed", { platform: "lbai", kind: "costs", count: 25, user_id: userId });
      assert.equal((await run("costs", sandbox.config("lbai"), userId)).error?.kind, "decode");
    });

    test("fifty calls at once", async () => {
      await fresh();
      const all = await Promise.all(Array.from({ length: 50 }, () => run("call", espai(), ...CARDS)));
      assert.ok(
        all.every((told) => told.ok === true),
        JSON.stringify(all),
      );
    });
  });
}

test("a future that is dropped aborts its request", async () => {
  const { glue } = await inNode();
  const real = globalThis.fetch;
  const sandbox = await startSandbox();
  let signal;
  try {
    globalThis.fetch = (url, init) => {
      signal = init.signal;
      return real(url, init);
    };
    await sandbox.control("faults", { kind: "delay", ms: 5_000 });
    const began = performance.now();
    const told = await glue.dropped(sandbox.config("lbai"), "lbai.account.balance", "{}", sleep(100));
    assert.deepEqual([JSON.parse(told).ok, signal.aborted], ["dropped", true]);
    assert.ok(performance.now() - began < 2_000);
  } finally {
    globalThis.fetch = real;
    sandbox.stop();
  }
});
