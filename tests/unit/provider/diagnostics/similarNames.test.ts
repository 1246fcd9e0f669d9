import assert from "node:assert/strict";
import { findSimilarNames, suggestName } from "../../../../provider/diagnostics/similarNames";

describe("Names similar to one", () => {
  it("are those that differ by letters that are missing, added or others, the most similar first", () => {
    assert.deepEqual(findSimilarNames("connector", ["connectess", "conector", "connector", "connectors-", "region"]), [
      "connector",
      "conector",
      "connectors-",
      "connectess",
    ]);
  });

  it("differ by at most a third of their letters", () => {
    assert.deepEqual(findSimilarNames("crm", ["crx", "cxx", "cr", "c", "crmxy", "crmxyz"]), ["crx"]);
    assert.deepEqual(findSimilarNames("crmabc", ["crmaxx", "crmxxx"]), ["crmaxx"]);
  });

  it("are found whatever their case", () => {
    assert.deepEqual(findSimilarNames("CRM", ["crm", "erp"]), ["crm"]);
    assert.deepEqual(findSimilarNames("crm", ["CRM"]), ["CRM"]);
  });

  it("keep their order where they are as similar", () => {
    assert.deepEqual(findSimilarNames("crm", ["crx", "crb", "crm", "xrm"]), ["crm", "crx", "crb", "xrm"]);
  });

  it("are none for what is no name any more, however many letters that has", () => {
    const long = "x".repeat(100);
    assert.deepEqual(findSimilarNames(long, [long]), [long]);
    assert.deepEqual(findSimilarNames(`${long}x`, [`${long}x`]), []);
    assert.deepEqual(findSimilarNames("crm", []), []);
  });
});

describe("A suggestion", () => {
  const names = ["connectorLabel", "description", "region"];
  for (const [misspelt, meant] of [
    ["connectorLable", "connectorLabel"],
    ["connectorlabel", "connectorLabel"],
    ["descripton", "description"],
    ["Region", "region"],
  ] as const)
    it(`for ${misspelt} is ${meant}`, () => assert.equal(suggestName(misspelt, names), `; \`${meant}\` is`));

  for (const junk of ["x", "tags", "x".repeat(5000)])
    it(`for ${junk.slice(0, 5)} is none`, () => assert.equal(suggestName(junk, names), ""));

  it("is the most similar name, not the first similar one", () => {
    assert.equal(suggestName("regions", ["legions", "region", "regional"]), "; `legions` is");
    assert.equal(suggestName("regoins", ["reasons", "regions", "region"]), "; `regions` is");
  });
});
