import assert from "node:assert/strict";
import { DiagnosticError } from "../../../../provider/diagnostics/diagnostic";
import { outcomeUnknown, waitUntilConsistent } from "../../../../provider/lifecycle/consistency";
import type { Observation } from "../../../../provider/resource/types";
import { failureOf } from "../../../support/inMemory/context";
import { bench, stateOf } from "../../../support/inMemory/lifecycle";

const wordsOn = (code: string) => new RegExp(`the service's words on ${code}`);

describe("Waiting until a registration is consistent", () => {
  /** An operation whose observations are consistent from the given one on. */
  const waiting = (consistentAt: number) => {
    const { appflow, clock, operation } = bench();
    const observed = appflow.put("crm");
    const isConsistent = () => appflow.calls.length >= consistentAt;
    const wait = (within?: number) => waitUntilConsistent(operation, isConsistent, within);
    return { appflow, clock, observed, wait };
  };

  it("takes the first observation without a pause where that is consistent", async () => {
    const { clock, observed, wait } = waiting(1);
    assert.deepEqual(await wait(), { observed });
    assert.deepEqual(clock.waits, []);
  });

  it("pauses a little longer each time", async () => {
    const { clock, observed, wait } = waiting(5);
    assert.deepEqual(await wait(), { observed });
    assert.deepEqual(clock.waits, [200, 400, 800, 1600]);
  });

  it("ends within its time, with nothing", async () => {
    const { appflow, clock, wait } = waiting(Infinity);
    assert.equal(await wait(), undefined);
    assert.deepEqual(clock.waits, [200, 400, 800, 1600, 3200, 5000, 5000, 5000, 5000]);
    assert.equal(appflow.calls.length, 10);
    assert.ok(clock.passed() <= 30_000);
  });

  it("keeps to another limit", async () => {
    const { clock, wait } = waiting(Infinity);
    assert.equal(await wait(700), undefined);
    assert.deepEqual(clock.waits, [200, 400]);
  });

  it("observes a last time when its time is just over", async () => {
    const { appflow, clock, observed, wait } = waiting(3);
    assert.deepEqual(await wait(600), { observed });
    assert.deepEqual([clock.passed(), appflow.calls.length], [600, 3]);
  });

  it("can end with an absent registration", async () => {
    const { appflow, wait } = waiting(1);
    appflow.registrations.clear();
    assert.deepEqual(await wait(), { observed: undefined });
  });

  it("passes the failure of an observation on at once", async () => {
    const { appflow, clock, wait } = waiting(1);
    appflow.fail("describe", { code: "access-denied" });
    assert.equal((await failureOf(wait())).code, "access-denied");
    assert.deepEqual(clock.waits, []);
  });
});

/** The writes that are confirmed in this way. */
const WRITES = {
  update: ({ update }: ReturnType<typeof bench>) => update({ description: "d" }),
  unregister: ({ remove }: ReturnType<typeof bench>) => remove(),
} as const;

for (const method of ["update", "unregister"] as const)
  describe(`A write (${method})`, () => {
    const registered = () => {
      const at = bench();
      const before: Observation = at.appflow.put("crm");
      const isWritten = () => at.appflow.registrations.get("crm") !== before;
      const writes = () => at.appflow.methods().filter((name) => name === method).length;
      return { at, isWritten, writes, run: () => WRITES[method](at) };
    };

    for (const outcome of ["retried", "ambiguous"] as const)
      it(`that is ${outcome} and had its effect is done, and isn't repeated`, async () => {
        const { at, isWritten, writes, run } = registered();
        at.appflow.fail(method, { code: "throttled", outcome, effect: true });
        await run();
        assert.deepEqual([isWritten(), writes()], [true, 1]);
      });

    it("fails with its refusal where an earlier attempt had no effect", async () => {
      const { at, run } = registered();
      at.appflow.fail(method, { code: "throttled", outcome: "retried" });
      const { code, message } = await failureOf(run());
      assert.equal(code, "throttled");
      assert.match(message, wordsOn("throttled"));
    });

    it("that broke and never shows has an ambiguous outcome, in the service's words", async () => {
      const { at, run } = registered();
      at.appflow.fail(method, { code: "service-failed", outcome: "ambiguous" });
      const { code, message } = await failureOf(run());
      assert.equal(code, "outcome-ambiguous");
      assert.match(message, wordsOn("service-failed"));
      assert.doesNotMatch(message, /accepted/);
      assert.ok(at.clock.passed() > 20_000, String(at.clock.passed()));
    });

    it("that AppFlow accepted and never shows is not confirmed", async () => {
      const { at, run } = registered();
      at.appflow.lag(Infinity);
      const { code, message } = await failureOf(run());
      assert.equal(code, "not-confirmed");
      assert.match(message, /AppFlow accepted/);
    });

    it("that AppFlow refuses fails at once", async () => {
      const { at, run } = registered();
      at.appflow.fail(method, { code: "rejected" });
      assert.equal((await failureOf(run())).code, "rejected");
      assert.deepEqual(at.clock.waits, []);
    });

    for (const [what, broken, code] of [
      ["accepted", [], "access-denied"],
      ["broke", [{ code: "connection-lost", outcome: "ambiguous" }], "outcome-ambiguous"],
    ] as const)
      it(`that ${what} and can't be observed fails with what matters: ${code}`, async () => {
        const { at, run } = registered();
        for (const trouble of broken) at.appflow.fail(method, trouble);
        at.appflow.fail("describe", { code: "access-denied", after: 1, times: Infinity });
        assert.equal((await failureOf(run())).code, code);
      });
  });

describe("A forced write", () => {
  for (const [code, outcome] of [
    ["throttled", "retried"],
    ["timed-out", "ambiguous"],
  ] as const)
    it(`that is ${outcome} fails: that the function was asked shows nowhere`, async () => {
      const { appflow, update } = bench();
      appflow.put("crm");
      appflow.fail("update", { code, outcome, effect: true });
      const run = update({ triggers: [2] }, stateOf({ triggers: [1] }));
      assert.equal((await failureOf(run)).code, code);
    });
});

describe("An ambiguous call of which the service said nothing", () => {
  it("is told with its own message", () => {
    const broken = new DiagnosticError("connection-lost", { service: "" }, { outcome: "ambiguous" });
    assert.ok(outcomeUnknown(broken).message.includes(broken.message));
  });
});
