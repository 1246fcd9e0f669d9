import assert from "node:assert/strict";
import type { AppFlow } from "../../../provider/appflow";
import { LIMITS } from "../../../provider/connection";
import { bench, creating } from "./bench";
import { failureOf } from "./given";

/** Each call takes as long as a call may. */
function slow(appflow: AppFlow, clock: { wait: (milliseconds: number) => Promise<void> }) {
  for (const name of ["describe", "register", "update", "unregister"] as const) {
    const call = appflow[name].bind(appflow) as (...args: unknown[]) => Promise<never>;
    appflow[name] = async (...args: unknown[]) => {
      await clock.wait(LIMITS.call);
      return call(...args);
    };
  }
}

describe("An operation", () => {
  for (const operation of ["create", "read", "update", "delete"] as const)
    it(`(${operation}) ends in time, although every call takes its longest and each write breaks`, async () => {
      const { appflow, clock, update, read, remove } = bench();
      const made = creating();
      for (const at of [appflow, made.appflow])
        for (const method of ["register", "update", "unregister"] as const)
          at.fail(method, { code: "timed-out", outcome: "ambiguous", times: Infinity });
      appflow.put("crm");
      slow(appflow, clock);
      slow(made.appflow, made.clock);
      const run = { create: made.run, read, update: () => update({ description: "d" }), delete: remove };
      await run[operation]().catch(() => undefined);
      assert.ok(
        clock.passed() + made.clock.passed() <= LIMITS.operation,
        String(clock.passed() + made.clock.passed()),
      );
    });

  it("that has had its time makes no further call, and what it may have made is saved", async () => {
    const { appflow, clock, run } = creating();
    const register = appflow.register.bind(appflow);
    appflow.register = async (wish, subject) => {
      await register(wish, subject);
      await clock.wait(LIMITS.operation + 1);
      return "arn:aws:appflow:eu-west-1:123456789012:connector/crm";
    };
    const { code, message, partial } = await failureOf(run());
    assert.deepEqual([code, partial?.id], ["operation-timed-out", "crm"]);
    assert.match(message, /after 15 minutes/);
    assert.deepEqual(appflow.methods(), ["region", "describe", "register"]);
  });

  it("has as much time as its limit says", async () => {
    const { appflow, clock, update } = bench();
    const describe = appflow.describe.bind(appflow);
    appflow.put("crm");
    appflow.describe = async (label, subject) => {
      await clock.wait(LIMITS.operation - clock.passed());
      return describe(label, subject);
    };
    await update({ description: "d" });
    assert.equal(appflow.registrations.get("crm")?.description, "d");
  });
});
