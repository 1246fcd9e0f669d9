import assert from "node:assert/strict";
import { openServices } from "../../../../provider/aws/services";
import { REGION } from "../../../support/inMemory/context";

describe("The services of a configuration", () => {
  const settings: Record<string, string> = { "appflow:endpoint": "https://appflow.eu-west-1.amazonaws.com" };

  for (const service of ["appflow", "lambda"] as const)
    it(`have one client for each region, whoever asks (${service})`, () => {
      const open = openServices((name) => settings[name])[service];
      assert.ok(open(REGION));
      assert.equal(open(REGION), open(REGION));
      assert.notEqual(open(REGION), open("eu-west-2"));
    });
});
