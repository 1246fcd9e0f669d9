import assert from "node:assert/strict";
import { lambdaArnOf, valueAt } from "../../../../provider/resource/path";
import { UNKNOWN } from "../../../../provider/resource/unknown";

describe("The value at a path", () => {
  for (const [what, properties, expected] of [
    ["is found in objects", { a: { b: 5 } }, 5],
    ["is absent below anything else", { a: ["x"] }, undefined],
    ["is absent where only the prototype has it", { a: Object.create({ b: 5 }) as object }, undefined],
    ["is unknown below an unknown", { a: UNKNOWN }, UNKNOWN],
  ] as const)
    it(what, () => assert.equal(valueAt(properties, "a.b"), expected));

  it("of the function is unknown while anything on its way is", () => {
    for (const config of [UNKNOWN, { lambda: UNKNOWN }, { lambda: { lambdaArn: UNKNOWN } }])
      assert.equal(lambdaArnOf({ connectorProvisioningConfig: config }), UNKNOWN);
  });
});
