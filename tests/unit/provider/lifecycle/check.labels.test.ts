import assert from "node:assert/strict";
import { check } from "../../../../provider/lifecycle/check";
import { UNKNOWN } from "../../../../provider/resource/unknown";
import { contextOf, inputsOf, REGION } from "../../../support/inMemory/context";

const claimantOf = (name: string) => ({ claimant: { name, identity: `identity of ${name}` } });

describe("Two resources of one run that have the same label", () => {
  const context = contextOf();
  const findingsOf = (name: string, changes = {}, run = context) =>
    check(run, {}, { ...inputsOf(), region: REGION, ...changes }, claimantOf(name)).findings;

  it("are both named, on the second one", () => {
    assert.deepEqual(findingsOf("first"), []);
    const [finding] = findingsOf("second");
    assert.equal(finding?.code, "label-twice");
    assert.match(finding?.message ?? "", /resource first .* Give second or first another label/);
  });

  it("are not one resource that is checked twice, as a replacement is", () => {
    assert.deepEqual(findingsOf("first"), []);
  });

  it("are told on whichever claims the label last, when a replacement moves there", () => {
    const run = contextOf();
    const codes = (name: string, region: string) =>
      findingsOf(name, { region, connectorProvisioningConfig: UNKNOWN }, run).map(({ code }) => code);
    assert.deepEqual(codes("moving", "eu-west-2"), []);
    assert.deepEqual(codes("staying", REGION), []);
    assert.deepEqual(codes("moving", REGION), ["label-twice"]);
    assert.deepEqual(codes("staying", REGION), []);
  });

  it("are none while the label or the region is unknown", () => {
    for (const changes of [{ connectorLabel: UNKNOWN }, { region: UNKNOWN }])
      for (const name of ["fifth", "sixth"]) assert.deepEqual(findingsOf(name, changes), []);
  });

  it("are none in another region, under another label, or in another run", () => {
    assert.deepEqual(findingsOf("third", { connectorLabel: "other" }), []);
    assert.deepEqual(findingsOf("second", {}, contextOf()), []);
    const elsewhere = findingsOf("fourth", { region: "eu-west-2" }).map(({ code }) => code);
    assert.ok(!elsewhere.includes("label-twice"));
  });
});
