import assert from "node:assert/strict";
import { confirmAbsence } from "../../../../provider/lifecycle/observe";
import { ACCOUNT, failureOf, without, withoutAmbientRegion } from "../../../support/inMemory/context";
import { bench, OTHER, stateOf } from "../../../support/inMemory/lifecycle";

describe("A second observation", () => {
  it("isn't made where the first one shows a registration", async () => {
    const { appflow, clock, operation } = bench();
    const observed = appflow.put("crm");
    assert.equal(await confirmAbsence(operation, observed), observed);
    assert.deepEqual([appflow.methods(), clock.waits], [[], []]);
  });

  for (const isThere of [true, false])
    it(`follows a moment later and decides: ${isThere}`, async () => {
      const { appflow, clock, operation } = bench();
      const second = isThere ? appflow.put("crm") : undefined;
      assert.deepEqual(await confirmAbsence(operation, undefined), second);
      assert.deepEqual([appflow.methods(), clock.waits], [["describe"], [1_000]]);
    });
});

describe("A state that records no account, as of a create that nobody could confirm,", () => {
  withoutAmbientRegion();
  const unrecorded = () => without(stateOf(), "accountId") as ReturnType<typeof stateOf>;

  for (const [what, account] of [
    ["this account", ACCOUNT],
    ["another account", OTHER],
  ] as const)
    for (const isThere of [true, false])
      it(`is neither read nor deleted in ${what}, whether the label is registered (${isThere})`, async () => {
        const { appflow, read, remove } = bench(account);
        if (isThere) appflow.put("crm");
        for (const run of [read(unrecorded()), remove(unrecorded())]) {
          const { code, message } = await failureOf(run);
          assert.equal(code, "account-unknown");
          assert.ok(message.includes(account), message);
        }
        assert.ok(!appflow.methods().includes("unregister"));
      });

  it("is settled by an update, on what that observes", async () => {
    const { appflow, update } = bench(OTHER);
    appflow.put("crm");
    const outputs = await update({ description: "d" }, unrecorded());
    assert.deepEqual([outputs.accountId, outputs.description], [OTHER, "d"]);
  });

  it("isn't settled by an update that observes nothing, or an excluded account", async () => {
    const { update } = bench();
    assert.equal((await failureOf(update({ description: "d" }, unrecorded()))).code, "account-unknown");
    const excluded = bench(ACCOUNT, { connection: { forbiddenAccountIds: [ACCOUNT] } });
    excluded.appflow.put("crm");
    const { code } = await failureOf(excluded.update({ description: "d" }, unrecorded()));
    assert.equal(code, "account-not-allowed");
    assert.deepEqual(excluded.appflow.requests("update"), []);
  });
});
