import assert from "node:assert/strict";
import { check } from "../../../../provider/lifecycle/check";
import { failureOf, inputsOf, REGION } from "../../../support/inMemory/context";
import { bench } from "../../../support/inMemory/lifecycle";

describe("The way out of a label that is taken while it is registered", () => {
  for (const retainsOnDelete of [true, false])
    it(`names the option that keeps the old registration only where it is stated: ${retainsOnDelete}`, async () => {
      const { appflow, context, create } = bench();
      const claimant = { identity: "1", name: "crm", retainsOnDelete };
      check(context, {}, { ...inputsOf({ region: REGION }) }, { claimant });
      appflow.before("register", () => appflow.put("crm"));
      const { code, message } = await failureOf(create({ region: REGION }));
      assert.equal(code, "label-taken");
      assert.match(message, /`deleteBeforeReplace: true`/);
      assert.equal(message.includes("no `retainOnDelete`"), retainsOnDelete);
    });
});
