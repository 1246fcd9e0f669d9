import assert from "node:assert/strict";
import { near, suggestionFor } from "../../../provider/nearNames";

describe("Names near to one", () => {
  it("are those that differ by letters that are missing, added or others, the nearest first", () => {
    assert.deepEqual(near("connector", ["connectess", "conector", "connector", "connectors-", "region"]), [
      "connector",
      "conector",
      "connectors-",
      "connectess",
    ]);
  });

  it("are near by at most a third of their letters", () => {
    assert.deepEqual(near("crm", ["crx", "cxx", "cr", "c", "crmxy", "crmxyz"]), ["crx"]);
    assert.deepEqual(near("crmabc", ["crmaxx", "crmxxx"]), ["crmaxx"]);
  });

  it("are near whatever their case", () => {
    assert.deepEqual(near("CRM", ["crm", "erp"]), ["crm"]);
    assert.deepEqual(near("crm", ["CRM"]), ["CRM"]);
  });

  it("keep their order where they are as near", () => {
    assert.deepEqual(near("crm", ["crx", "crb", "crm", "xrm"]), ["crm", "crx", "crb", "xrm"]);
  });

  it("are none for what is no name any more, however many letters that has", () => {
    const long = "x".repeat(100);
    assert.deepEqual(near(long, [long]), [long]);
    assert.deepEqual(near(`${long}x`, [`${long}x`]), []);
    assert.deepEqual(near("crm", []), []);
  });
});

describe("A suggestion", () => {
  it("is the nearest name, not the first one that is near", () => {
    assert.equal(suggestionFor("regions", ["legions", "region", "regional"]), "; `legions` is");
    assert.equal(suggestionFor("regoins", ["reasons", "regions", "region"]), "; `regions` is");
    assert.equal(suggestionFor("tags", ["region"]), "");
  });
});
