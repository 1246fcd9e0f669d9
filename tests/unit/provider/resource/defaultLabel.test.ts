import assert from "node:assert/strict";
import { defaultLabel } from "../../../../provider/resource/defaultLabel";
import { findLabelFault } from "../../../../provider/resource/validate";

describe("The default label", () => {
  const label = (name: string, stack = "dev") => defaultLabel("org", "project", stack, name);

  it("is the resource's name and a hash, the same on every machine", () => {
    assert.equal(label("crm"), "crm-81c448d");
  });

  it("has a dash for what no label takes, and begins with a letter or a digit", () => {
    assert.match(label("_my crm (old)"), /^my-crm--old--[0-9a-f]{7}$/);
  });

  it("keeps stacks, and names that look alike, apart", () => {
    const labels = [label("crm"), label("crm", "prod"), label("my crm"), label("my-crm"), label("my#crm")];
    assert.equal(new Set(labels).size, labels.length);
  });

  for (const name of ["", "-", "___", "ä", "a".repeat(300), "🙂 crm", "Google BigQuery", "#", "1"])
    it(`is legal for the name ${JSON.stringify(name.slice(0, 20))}`, () => {
      assert.equal(findLabelFault(label(name)), undefined);
      assert.ok(!label(name).includes("#"), "which profiles may not take");
    });
});
