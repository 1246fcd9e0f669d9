import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DIAGNOSTICS } from "../../../provider/diagnostics/catalog";

const ROOT = join(__dirname, "..", "..", "..");
const page = readFileSync(join(ROOT, "docs", "preview.md"), "utf8");

interface Model {
  readonly operations: Record<string, { readonly errors: string[] }>;
}

describe("The page of what preview foresees", () => {
  it("has each exception of RegisterConnector, once, and no other", () => {
    const text = readFileSync(join(ROOT, "emulator", "aws", "model.json"), "utf8");
    const { errors } = (JSON.parse(text) as Model).operations["RegisterConnector"];
    const rows = [...page.matchAll(/^\| (\w+Exception) +\|/gm)].map(([, name]) => name);
    assert.deepEqual(rows, [...errors].sort());
    assert.equal(rows.length, 9);
  });

  it("leads only to codes that there are", () => {
    const codes = [...page.matchAll(/diagnostics\.md#([a-z-]+)/g)].map(([, code]) => code);
    assert.ok(codes.length > 20);
    assert.deepEqual(
      codes.filter((code) => !Object.hasOwn(DIAGNOSTICS, code)),
      [],
    );
  });
});
