import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { architecturePage, listImports, PAGE } from "../../../tools/architecturePage";

/** Each `file` → `file` of a section. */
function callsOf(page: string, heading: string): { from: string; to: string }[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(heading)) ?? "";
  return [...section.matchAll(/`([^`]+\.ts)` → `([^`]+\.ts)`/g)].map(([, from = "", to = ""]) => ({
    from,
    to,
  }));
}

describe("docs/architecture.md", function () {
  this.timeout(30_000);
  const page = readFileSync(PAGE, "utf8");
  let imports: ReturnType<typeof listImports> = [];
  before(() => (imports = listImports()));

  it("draws the folders as the code imports them (npm run docs)", () => {
    assert.equal(architecturePage(imports, page), page);
  });

  for (const heading of ["The way of a create", "The way of a refresh"])
    it(`${heading}: every step is an import, over at most 12 files`, () => {
      const calls = callsOf(page, heading);
      assert.ok(calls.length > 5);
      const wrong = calls.filter(({ from, to }) => !imports.some((it) => it.from === from && it.to === to));
      assert.deepEqual(wrong, []);
      assert.ok(new Set(calls.flatMap(({ from, to }) => [from, to])).size <= 12);
    });
});
