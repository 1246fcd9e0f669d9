import assert from "node:assert/strict";
import { arnOf, BAD, eachTestEmulator, NODE, registration } from "../../support/emulator/testEmulator";
import { openTraffic } from "../../support/emulator/traffic";
import { waitUntil } from "../../support/emulator/waitUntil";

describe("Functions that wait for their turn", () => {
  const aws = eachTestEmulator();
  let clients: ReturnType<typeof openTraffic>;

  afterEach(() => clients.end());

  async function start(functionConcurrency: number, functionTimeoutMs: number): Promise<void> {
    const functions = {
      [arnOf("bad")]: { node: BAD, handler: "index.neverEnd" },
      [arnOf("good")]: { node: NODE },
    };
    await aws.restart({ functionConcurrency, functionTimeoutMs, functions });
    clients = openTraffic(aws.url);
  }

  const register = (label: string, name: string) => clients.call("/register-connector", registration(label, name));
  const runs = (name: string) => aws.functions.get(arnOf(name))?.invocations;

  it("aren't kept out by one that never ends, however often that was called before them", async () => {
    await start(1, 700);
    let ended = 0;
    const bad = Array.from({ length: 5 }, (_, n) => register(`bad${n}`, "bad").finally(() => (ended += 1)));
    await aws.waitForRuns("bad", 1);
    assert.equal((await register("instant", "instant")).status, 200);
    assert.equal(ended, 0);
    const good = register("good", "good");
    await aws.waitForRuns("good", 1);
    assert.ok(ended <= 1, `${ended} of the others had their turn before`);
    await Promise.all([good, ...bad]);
  }).timeout(60_000);

  it("never start once the emulator is closing", async () => {
    await start(2, 10_000);
    const calls = Array.from({ length: 20 }, (_, n) => assert.rejects(register(`bad${n}`, "bad")));
    await waitUntil(
      "two that run, and all others waiting",
      () => [runs("bad"), aws.journal.entries.length],
      ([running, arrived]) => running === 2 && arrived === 20,
    );
    await aws.close();
    await Promise.all(calls);
    assert.equal(runs("bad"), 2);
    assert.deepEqual(aws.connectors.list(), []);
  });
});
