import assert from "node:assert/strict";
import { check, create } from "../../../provider/connectorRegistration";
import { holder } from "../../../provider/taken";
import { arnOf, contextOf, failureOf, inMemoryAppFlow, inputsOf, REGION } from "./given";

describe("The way out of a label that a forced replacement meets", () => {
  const reasonOf = async (retains: boolean) => {
    const appflow = inMemoryAppFlow();
    const context = contextOf(appflow);
    const inputs = inputsOf({ region: REGION });
    appflow.put("crm");
    check(context, {}, { ...inputs }, { claim: { identity: "1", name: "crm", retains } });
    return (await failureOf(create(context, inputs))).message;
  };

  it("is to unregister it first", async () => {
    assert.match(await reasonOf(false), /or state `deleteBeforeReplace: true`, which also deletes/);
  });

  it("says that retainOnDelete stands in its way, where that is stated", async () => {
    assert.match(
      await reasonOf(true),
      /`deleteBeforeReplace: true` and no `retainOnDelete`, which keeps the old registration and its label/,
    );
  });
});

describe("Who holds a label", () => {
  const found = inMemoryAppFlow().put("crm", { description: "theirs" });
  const wordsFor = (lambdaArn: string | null, description: string | null) =>
    holder(found, { lambdaArn, description });

  it("is told with the description only where that can't be one of the program's own, now or before", () => {
    assert.match(wordsFor(arnOf("other"), "ours"), /description "theirs"/);
    for (const [lambdaArn, description] of [
      [arnOf("crm"), "ours"],
      [arnOf("other"), "theirs"],
      [null, "ours"],
      [arnOf("other"), null],
    ])
      assert.ok(!wordsFor(lambdaArn, description).includes("theirs"));
  });
});
