import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { DIAGNOSTICS } from "../../../provider/diagnostics/catalog";
import { diagnosticsPage, PAGE } from "../../../tools/diagnosticsPage";

describe("The page of diagnostics", () => {
  const page = readFileSync(PAGE, "utf8");

  it("is what the table gives; `npm run docs` writes it", () => assert.equal(page, diagnosticsPage()));

  it("has an anchor for every code, and none for anything else", () => {
    assert.deepEqual(
      [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading),
      Object.keys(DIAGNOSTICS),
    );
  });

  it("repeats each example's way out as the fix", () => {
    for (const entry of page.split(/^## /m).slice(1)) {
      const [, message = "", fix = "none"] = /```text\n(.*)\n```\n\n\*\*Fix:\*\* (.*)\n/.exec(entry) ?? [];
      assert.ok(message.includes(` ${fix} See `), entry);
    }
  });
});
