import assert from "node:assert/strict";
import { create } from "../../../../provider/lifecycle/create";
import { delete as remove } from "../../../../provider/lifecycle/delete";
import { ACCOUNT, contextOf, failureOf, inMemoryAppFlow, inputsOf, REGION } from "../../../support/inMemory/context";
import { bench, stateOf } from "../../../support/inMemory/lifecycle";

describe("delete", () => {
  it("unregisters, and waits until the registration is gone", async () => {
    const { appflow, clock, remove } = bench();
    appflow.put("crm");
    appflow.lag(2);
    await remove();
    assert.equal(appflow.registrations.size, 0);
    assert.deepEqual(clock.waits, [200, 400]);
    const observations = ["describe", "describe", "describe"];
    assert.deepEqual(appflow.methods(), ["region", "describe", "unregister", ...observations]);
  });

  it("is done when the registration is gone already, in the right account", async () => {
    const { appflow, clock, remove } = bench();
    await remove();
    assert.deepEqual(appflow.methods(), ["region", "describe", "account", "describe"]);
    assert.deepEqual(clock.waits, [1_000]);
  });

  it("observes twice before it takes a registration for gone", async () => {
    const { appflow, remove } = bench();
    appflow.lag(1);
    appflow.put("crm");
    await remove();
    assert.equal(appflow.registrations.size, 0);
  });

  it("removes the old registration of a replacement that moved to another region", async () => {
    const [old, fresh] = [inMemoryAppFlow(), inMemoryAppFlow(ACCOUNT, "eu-west-2")];
    const context = { ...contextOf(), appflow: (region?: string) => (region === REGION ? old : fresh) };
    old.put("crm");
    await create(context, inputsOf({ region: "eu-west-2" }));
    await remove(context, "crm", stateOf());
    assert.deepEqual([old.registrations.size, fresh.registrations.size], [0, 1]);
  });
});

describe("delete of a registration that connector profiles use", () => {
  const used = (...names: string[]) => {
    const at = bench();
    at.appflow.put("crm");
    at.appflow.profileNames.push(...names);
    return at;
  };

  it("is refused with the names of this connector's profiles, and the service's words", async () => {
    const { appflow, remove } = used("sales", "support");
    const { code, message } = await failureOf(remove());
    assert.equal(code, "in-use");
    assert.ok(message.includes("connector profiles use it: sales, support; "), message);
    assert.ok(message.includes("the service's words on in-use"), message);
    assert.match(message, /--region eu-west-1 --connector-label 'crm' --force-delete/);
    assert.equal(appflow.registrations.size, 1);
    assert.equal(appflow.calls.find(({ method }) => method === "profiles")?.label, "crm");
  });

  for (const [isDenied, profiles] of [
    [true, "which ones could not be listed"],
    [false, "none that is listed"],
  ] as const)
    it(`is refused although ${isDenied ? "they can't be listed" : "none is listed"}`, async () => {
      const { appflow, remove } = used();
      appflow.fail("unregister", { code: "in-use" });
      if (isDenied) appflow.fail("profiles", { code: "access-denied" });
      const { code, message } = await failureOf(remove());
      assert.equal(code, "in-use");
      assert.ok(message.includes(`connector profiles use it: ${profiles}; `), message);
    });

  for (const forceDelete of [false, true])
    it(`is forced only as the state says: ${forceDelete}`, async () => {
      const { appflow, remove } = used(...(forceDelete ? ["sales"] : []));
      await remove(stateOf(forceDelete ? { forceDelete } : {}));
      assert.equal(appflow.calls.find(({ method }) => method === "unregister")?.forceDelete, forceDelete);
      assert.equal(appflow.registrations.size, 0);
    });

  for (const effect of [true, false])
    it(`is settled by observing after an attempt that broke ${effect ? "after" : "before"} its effect`, async () => {
      const { appflow, remove } = used();
      appflow.fail("unregister", { code: "in-use", outcome: "retried", effect });
      if (effect) await remove();
      else assert.equal((await failureOf(remove())).code, "in-use");
      assert.equal(appflow.registrations.size, effect ? 0 : 1);
    });
});
