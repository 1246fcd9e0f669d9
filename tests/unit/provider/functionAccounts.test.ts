import assert from "node:assert/strict";
import { arnOf, ACCOUNT } from "./given";
import { looked, updating, withFunctions } from "./previewing";

describe("A function that preview would look at in an account that is excluded", () => {
  const connection = { forbiddenAccountIds: [ACCOUNT] };

  it("is not looked at", async () => {
    const { lambda, told } = withFunctions({}, { connection });
    assert.deepEqual(await told(updating("crm"), looked()), ["error account-not-allowed"]);
    assert.deepEqual(lambda.calls, []);
  });

  it("is not looked at while nobody can tell which account that is, which is told", async () => {
    const { appflow, lambda, lookUp } = withFunctions({ [arnOf("crm")]: {} }, { connection });
    appflow.fail("account", { code: "access-denied" });
    const [{ code, message }, ...more] = await lookUp(updating("crm"), looked());
    assert.deepEqual([code, more, lambda.calls], ["lookup-denied", [], []]);
    assert.match(message, /can't check whether functions exist and are active/);
  });
});
