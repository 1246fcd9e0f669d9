import assert from "node:assert/strict";
import { compareNames, newPage } from "../../../../../emulator/services/appflow/pages";
import { AWS_CONNECTORS } from "../../../../../emulator/services/appflow/awsConnectors";

const entries = ["a", "B", "c", "D", "e"].map((name) => [name, name] as const);

function walk(list: typeof entries, size: number): string[][] {
  const pages: string[][] = [];
  let nextToken: string | undefined;
  do {
    const served = newPage("List", list, { maxResults: size, ...(nextToken ? { nextToken } : {}) }, 2);
    pages.push(served.entries);
    nextToken = served.nextToken;
  } while (nextToken);
  return pages;
}

describe("A page of a list", () => {
  it("follows the one before, and the last has no token", () => {
    assert.deepEqual(walk(entries, 2), [["a", "B"], ["c", "D"], ["e"]]);
    assert.deepEqual(walk(entries, 5), [["a", "B", "c", "D", "e"]]);
    assert.deepEqual(walk([], 5), [[]]);
  });

  it("has the default size when none is asked for", () => {
    assert.deepEqual(newPage("List", entries, {}, 3).entries, ["a", "B", "c"]);
  });

  it("neither repeats nor hides an entry when the list changes in between", () => {
    const first = newPage("List", entries, { maxResults: 2 }, 2);
    const changed = [
      ["0", "0"],
      ["a", "a"],
      ["BB", "BB"],
      ["c", "c"],
    ] as const;
    const input = { maxResults: 9, nextToken: first.nextToken as string };
    assert.deepEqual(newPage("List", changed, input, 2).entries, ["BB", "c"]);
  });

  it("is refused for a token that isn't the operation's", () => {
    const { nextToken } = newPage("Other", entries, { maxResults: 1 }, 2);
    for (const token of [nextToken as string, "x", "W10", "bnVsbA"])
      assert.throws(() => newPage("List", entries, { nextToken: token }, 2), { name: "ValidationException" });
  });

  it("is ordered without regard to case first", () => {
    assert.deepEqual(["b", "A", "a", "B"].sort(compareNames), ["A", "a", "B", "b"]);
  });

  it("of AWS's own connectors has no two alike", () => {
    const types = AWS_CONNECTORS.map((it) => it.connectorType);
    assert.equal(new Set(types).size, types.length);
    assert.ok(types.length >= 48);
  });
});
