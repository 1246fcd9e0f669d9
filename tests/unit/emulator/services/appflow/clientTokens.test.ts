import assert from "node:assert/strict";
import { type EmulatorOptions, resolveOptions } from "../../../../../emulator/options";
import { runOncePerToken } from "../../../../../emulator/services/appflow/clientTokens";
import type { Call, Emulation } from "../../../../../emulator/services/call";
import { newSaver } from "../../../../../emulator/store/dataFile";
import { newStore } from "../../../../../emulator/store/registrations";

const HOUR_MS = 60 * 60 * 1000;
const caller = { accountId: "1", region: "r", arn: "a", partition: "aws" };

describe("A client token", () => {
  let now: number;
  let runs: number;
  let emulation: Pick<Emulation, "settings" | "store" | "inProgress">;

  function start(options: EmulatorOptions = {}): void {
    [now, runs] = [0, 0];
    emulation = {
      settings: resolveOptions({ clock: () => new Date(now), ...options }),
      store: newStore(new Map(), newSaver(undefined, new Map())),
      inProgress: { labels: new Set(), tokens: new Map() },
    };
  }

  /** Calls an operation that answers how often it ran. */
  function call(clientToken: string, more: object = {}, fails = false): Promise<object> {
    const input = { clientToken, connectorLabel: "crm", ...more };
    return runOncePerToken({ caller, emulation } as unknown as Call, "Register", input, () => {
      runs += 1;
      return fails ? Promise.reject(new Error("failed")) : Promise.resolve({ runs });
    });
  }

  beforeEach(() => start());

  it("repeats the first answer for 8 hours", async () => {
    assert.deepEqual(await call("t1"), { runs: 1 });
    now += 8 * HOUR_MS - 1;
    assert.deepEqual(await call("t1"), { runs: 1 });
    now += 1;
    assert.deepEqual(await call("t1"), { runs: 2 });
  });

  it("is refused with other parameters, in whatever order they come", async () => {
    await call("t1", { a: 1, b: 2 });
    await call("t1", { b: 2, a: 1 });
    for (const more of [{ a: 1 }, { a: 1, b: 3 }, { a: 1, b: 2, connectorLabel: "erp" }])
      await assert.rejects(call("t1", more), { name: "ConflictException", status: 409 });
    assert.equal(runs, 1);
  });

  it("remembers no failure", async () => {
    await assert.rejects(call("t1", {}, true), /failed/);
    assert.deepEqual(await call("t1"), { runs: 2 });
  });

  it("gives one answer to two calls at the same time", async () => {
    assert.deepEqual(await Promise.all([call("t1"), call("t1")]), [{ runs: 1 }, { runs: 1 }]);
  });

  it("ends with its registration, on request", async () => {
    start({ tokenAfterRemoval: "register" });
    const registration = { connectorLabel: "crm" } as never;
    emulation.store.put(caller, registration);
    await call("t1");
    assert.deepEqual(await call("t1"), { runs: 1 });
    emulation.store.remove(caller, "crm");
    assert.deepEqual(await call("t1"), { runs: 2 });
  });

  it("is forgotten after 8 hours", async () => {
    await call("old");
    now += 4 * HOUR_MS;
    await call("younger");
    now += 4 * HOUR_MS;
    await call("new");
    assert.deepEqual([...emulation.store.read(caller).tokens.keys()], ["Register/younger", "Register/new"]);
  });

  it("is remembered with 9,999 others", async () => {
    for (let n = 0; n <= 10_000; n += 1) await call(`t${n}`);
    assert.equal(emulation.store.read(caller).tokens.size, 10_000);
    assert.deepEqual(await call("t1"), { runs: 2 });
    assert.deepEqual(await call("t0"), { runs: 10_002 });
  });
});
