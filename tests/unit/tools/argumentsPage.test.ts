import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { ARGUMENTS, OUTPUTS } from "../../../provider/resource/schema";
import { argumentsPage, PAGE } from "../../../tools/argumentsPage";

describe("The page of arguments", () => {
  const page = readFileSync(PAGE, "utf8");
  const rows = new Map([...page.matchAll(/^\| `([^`]+)` \|(.*)\|$/gm)].map(([, name, rest]) => [name, rest]));
  const rowOf = (name: string) =>
    rows
      .get(name)
      ?.split("|")
      .map((cell) => cell.trim());

  it("is what the table gives; `npm run docs` writes it", () => assert.equal(page, argumentsPage()));

  it("has every argument and every output, and the members of objects", () => {
    const members = ["connectorProvisioningConfig.lambda", "connectorProvisioningConfig.lambda.lambdaArn"];
    assert.deepEqual([...rows.keys()].sort(), [...ARGUMENTS, ...members, ...OUTPUTS].sort());
  });

  for (const [name, required, type, change] of [
    ["connectorLabel", "no", "string", "replaces"],
    ["connectorProvisioningConfig", "yes", "object", "in place"],
    ["connectorProvisioningConfig.lambda.lambdaArn", "yes", "string", "in place"],
    ["clientToken", "no", "string", "no change"],
    ["forceDelete", "no", "boolean", "in place, without a call"],
    ["triggers", "no", "array", "in place, and AppFlow asks the function again"],
  ] as const)
    it(`says of ${name} whether it is required, its type and what a change does`, () => {
      assert.deepEqual(rowOf(name)?.slice(0, 3), [required, type, change]);
    });
});
