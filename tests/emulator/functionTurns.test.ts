import assert from "node:assert/strict";
import path from "node:path";
import type { Emulator, EmulatorOptions } from "../../emulator";
import { arnOf, emulated, NODE, registration } from "./account";
import { type Command, command } from "./commandProcess";
import { type Answered, traffic, until, wire } from "./traffic";

const BAD = path.join(__dirname, "fixtures", "bad");

describe("Functions that wait for their turn", () => {
  let emulator: Emulator;
  let clients: ReturnType<typeof traffic>;

  async function start(options: EmulatorOptions): Promise<void> {
    emulator = await emulated({
      ...options,
      functions: {
        [arnOf("bad")]: { node: BAD, handler: "index.neverEnd" },
        [arnOf("good")]: { node: NODE },
      },
    });
    clients = traffic(emulator.url);
  }

  afterEach(async () => {
    clients.end();
    await emulator.close();
  });

  const register = (label: string, name: string): Promise<Answered> =>
    clients.call("/register-connector", registration(label, name));
  const runs = (name: string) => emulator.functions.get(arnOf(name))?.invocations;

  it("aren't kept out by one that never ends, however often that was called before them", async () => {
    await start({ functionConcurrency: 1, functionTimeoutMs: 700 });
    let ended = 0;
    const bad = Array.from({ length: 5 }, (_, n) => register(`bad${n}`, "bad").finally(() => (ended += 1)));
    await until(
      "the first",
      () => runs("bad"),
      (it) => it === 1,
    );
    assert.equal((await register("instant", "instant")).status, 200);
    assert.equal(ended, 0);
    const good = register("good", "good");
    await until(
      "its turn",
      () => runs("good"),
      (it) => it === 1,
    );
    assert.ok(ended <= 1, `${ended} of the others had their turn before`);
    await Promise.all([good, ...bad]);
  }).timeout(60_000);

  it("never start once the emulator is closing", async () => {
    await start({ functionConcurrency: 2 });
    const calls = Array.from({ length: 20 }, (_, n) => assert.rejects(register(`bad${n}`, "bad")));
    await until(
      "the first two, and all others waiting",
      () => [runs("bad"), emulator.journal.entries.length],
      ([running, arrived]) => running === 2 && arrived === 20,
    );
    await emulator.close();
    await Promise.all(calls);
    assert.equal(runs("bad"), 2);
    assert.deepEqual(emulator.connectors.list(), []);
  });
});

describe("The command appflow-emulator without a file descriptor to spare", () => {
  let it_: Command;

  afterEach(() => it_.child.kill("SIGKILL"));

  // Windows has no such limit.
  if (process.platform !== "win32")
    it("says that a function can't start, and goes on when there are some again", async () => {
      it_ = command(["--function", `${arnOf("good")}=${NODE}`], { openFiles: 40 });
      const url = (await it_.url) ?? "";
      const { call, end } = traffic(url, 1);
      let label = 0;
      const register = () => call("/register-connector", registration(`crm${(label += 1)}`, "good"));
      assert.equal((await register()).status, 200);
      const wires = Array.from({ length: 40 }, () => wire(Number(new URL(url).port)));
      await until("a failure", register, ({ status }) => status === 400);
      for (const { socket } of wires) socket.destroy();
      await until("a success", register, ({ status }) => status === 200);
      end();
      it_.child.kill("SIGTERM");
      const { code, stderr } = await it_.ended;
      assert.equal(code, 0, stderr);
      assert.match(stderr, /function:good crashed: could not start: .*EMFILE/);
    }).timeout(60_000);
});
