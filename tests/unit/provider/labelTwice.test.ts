import assert from "node:assert/strict";
import { check } from "../../../provider/check";
import { UNKNOWN } from "../../../provider/inputs";
import { suggestionFor } from "../../../provider/nearNames";
import { contextOf, inputsOf, REGION } from "./given";

const claim = (name: string) => ({ claim: { name, identity: `identity of ${name}` } });

describe("Two resources of one run that have the same label", () => {
  const context = contextOf();
  const codes = (name: string, changes = {}, run = context) =>
    check(run, {}, { ...inputsOf(), region: REGION, ...changes }, claim(name)).findings;

  it("are both named, on the second one", () => {
    assert.deepEqual(codes("first"), []);
    const [finding] = codes("second");
    assert.equal(finding?.code, "label-twice");
    assert.match(finding?.message ?? "", /resource first .* Give second or first another label/);
  });

  it("are not one resource that is checked twice, as a replacement is", () => {
    assert.deepEqual(codes("first"), []);
  });

  it("are none while the label or the region is unknown", () => {
    for (const changes of [{ connectorLabel: UNKNOWN }, { region: UNKNOWN }])
      for (const name of ["fifth", "sixth"]) assert.deepEqual(codes(name, changes), []);
  });

  it("are none in another region, under another label, or in another run", () => {
    assert.deepEqual(codes("third", { connectorLabel: "other" }), []);
    assert.deepEqual(codes("second", {}, contextOf()), []);
    const elsewhere = codes("fourth", { region: "eu-west-2" }).map(({ code }) => code);
    assert.ok(!elsewhere.includes("label-twice"));
  });
});

describe("A misspelt argument", () => {
  const names = ["connectorLabel", "description", "region"];
  for (const [misspelt, meant] of [
    ["connectorLable", "connectorLabel"],
    ["connectorlabel", "connectorLabel"],
    ["descripton", "description"],
    ["Region", "region"],
  ] as const)
    it(`${misspelt} suggests ${meant}`, () =>
      assert.equal(suggestionFor(misspelt, names), `; \`${meant}\` is`));

  for (const junk of ["x", "tags", "x".repeat(5000)])
    it(`${junk.slice(0, 5)} suggests nothing`, () => assert.equal(suggestionFor(junk, names), ""));
});
