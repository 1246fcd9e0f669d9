import assert from "node:assert/strict";
import { ACCOUNT, arnOf } from "../../../support/inMemory/context";
import { openSessionWith, resourceOf, updatePlan } from "../../../support/inMemory/preview";

describe("A function that preview would look up in an account that is excluded", () => {
  const connection = { forbiddenAccountIds: [ACCOUNT] };

  it("is not looked up", async () => {
    const { lambda, findings } = openSessionWith({}, { connection });
    assert.deepEqual(await findings(updatePlan("crm"), resourceOf()), ["error account-not-allowed"]);
    assert.deepEqual(lambda.calls, []);
  });

  it("is not looked up while nobody can tell which account that is, which is told", async () => {
    const { appflow, lambda, lookUp } = openSessionWith({ [arnOf("crm")]: {} }, { connection });
    appflow.fail("account", { code: "access-denied" });
    const [{ code, message }, ...more] = await lookUp(updatePlan("crm"), resourceOf());
    assert.deepEqual([code, more, lambda.calls], ["lookup-denied", [], []]);
    assert.match(message, /can't check whether functions exist and are active/);
  });
});
