import assert from "node:assert/strict";
import { failureOf, invoking, without } from "../../../support/inMemory/context";
import { bench, stateOf } from "../../../support/inMemory/lifecycle";

const ANEW = { registeredAt: "2026-02-02T00:00:00.000Z", registeredBy: "arn:aws:iam::1:user/eve" };

/** An AppFlow in which somebody registered the label anew since the state was written. */
function recreated(changes = {}) {
  const at = bench();
  const observed = at.appflow.put("crm", { ...ANEW, ...changes });
  return { ...at, observed };
}

describe("A registration that was recreated externally", () => {
  it("is shown by a refresh, which says when it was registered and by whom", async () => {
    const { read, notified } = recreated();
    assert.equal((await read())?.outputs.registeredAt, ANEW.registeredAt);
    assert.match(notified.join(), /^reading AppFlow connector "crm" \(eu-west-1, 123456789012\)/);
    assert.match(notified.join(), /at 2026-02-02\S+ by \S+user\/eve, and the state's at 2026-01-01.*#registered-anew$/);
  });

  for (const method of ["update", "remove"] as const)
    it(`is refused and left as it is (${method})`, async () => {
      const { appflow, update, remove, observed } = recreated();
      const run = { update: () => update({ description: "d" }), remove: () => remove() };
      const { code, message } = await failureOf(run[method]());
      assert.equal(code, "registration-foreign");
      for (const part of ["2026-02-02", "user/eve", "2026-01-01", "pulumi refresh"])
        assert.ok(message.includes(part), `${part}: ${message}`);
      assert.deepEqual([...appflow.registrations.values()], [observed]);
    });

  it("is refused although nothing shows when and by whom", async () => {
    const { appflow, remove, observed } = recreated();
    appflow.registrations.set("crm", without(without(observed, "registeredAt"), "registeredBy"));
    const { code, message } = await failureOf(remove());
    assert.equal(code, "registration-foreign");
    assert.match(message, /made anew at an unknown time by somebody; the state's is of 2026-01-01/);
    assert.equal(appflow.registrations.size, 1);
  });

  it("is adopted by an update that says so, which keeps the description that isn't stated", async () => {
    const { appflow, update, notified } = recreated({ description: "theirs", ...invoking("theirs") });
    await update({ adopt: true });
    const { description, connectorProvisioningConfig } = appflow.registrations.get("crm")!;
    assert.deepEqual({ description, connectorProvisioningConfig }, { description: "theirs", ...invoking("crm") });
    assert.match(notified.join(), /^updating AppFlow connector "crm".*#registered-anew$/);
  });

  it("can't be told from the state's where that doesn't say when it was registered", async () => {
    const { appflow, remove, notified } = recreated();
    await remove(without(stateOf(), "registeredAt"));
    assert.deepEqual([appflow.registrations.size, notified], [0, []]);
  });

  it("is none where the times are the same, of which nothing is told", async () => {
    const { appflow, read, update, notified } = bench();
    appflow.put("crm");
    await read();
    await update({ description: "d", adopt: true });
    assert.deepEqual(notified, []);
  });
});
