import assert from "node:assert/strict";
import { LIMITS } from "../../../../provider/aws/limits";
import { failureOf } from "../../../support/inMemory/context";
import { bench } from "../../../support/inMemory/lifecycle";

describe("An operation", () => {
  for (const name of ["create", "read", "update", "remove"] as const)
    it(`ends in time (${name}), although every call takes its longest and each write breaks`, async () => {
      const at = bench();
      if (name !== "create") at.appflow.put("crm");
      for (const method of ["register", "update", "unregister"] as const)
        at.appflow.fail(method, { code: "timed-out", outcome: "ambiguous", times: Infinity });
      for (const method of ["describe", "register", "update", "unregister"] as const)
        at.appflow.before(method, () => at.clock.wait(LIMITS.call));
      const run = { ...at, update: () => at.update({ description: "d" }) }[name];
      await run().catch(() => undefined);
      assert.ok(at.clock.passed() <= LIMITS.operation, String(at.clock.passed()));
    });

  it("that has had its time makes no further call, and what it may have made is saved", async () => {
    const { appflow, clock, create } = bench();
    appflow.before("register", () => clock.wait(LIMITS.operation + 1));
    const { code, message, partial } = await failureOf(create());
    assert.deepEqual([code, partial?.id], ["operation-timed-out", "crm"]);
    assert.match(message, /^registering AppFlow connector "crm" \(eu-west-1\): .* after 15 minutes/);
    assert.deepEqual(appflow.methods(), ["region", "describe", "register"]);
  });

  it("waits for none on another label", async () => {
    const { appflow, create } = bench();
    const never = new Promise(() => undefined);
    appflow.before("register", () => (appflow.requests("register").length === 1 ? never : undefined));
    void create();
    assert.equal((await create({ connectorLabel: "erp" })).id, "erp");
  });

  it("has as much time as its limit says", async () => {
    const { appflow, clock, update } = bench();
    appflow.put("crm");
    appflow.before("describe", () => clock.wait(LIMITS.operation - clock.passed()));
    await update({ description: "d" });
    assert.equal(appflow.registrations.get("crm")?.description, "d");
  });
});
