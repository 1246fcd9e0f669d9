import assert from "node:assert/strict";
import { query, rowsOf, useOwnFile, write } from "./connectorSupport";

const HOLIDAYS = [
  { id: "a", name: "New Year's Day", date: "2026-01-01", regionCode: null, dayOff: true },
  { id: "b", name: "Carnival", date: "2026-02-16", regionCode: "DE", dayOff: false },
  { id: "c", name: 'The "Long" Day', date: "2026-06-21", regionCode: "SE", dayOff: true },
  { id: "d", name: "Unity Day", date: "2026-10-03", regionCode: "DE", dayOff: true },
];

// A filter, and the keys of the holidays that it lets through.
const MATCHES: [string, string][] = [
  ["id = 'a'", "a"],
  ['id = "a"', "a"],
  ["id='a'", "a"],
  ["id != 'a'", "bcd"],
  ["name CONTAINS 'Day'", "acd"],
  ["name contains 'day'", ""],
  [String.raw`name = 'New Year\'s Day'`, "a"],
  [String.raw`name = "The \"Long\" Day"`, "c"],
  ["name = 'AND'", ""],
  ["id IN ('a', 'c', 'x')", "ac"],
  ["id in ('b')", "b"],
  ["date = 2026-02-16", "b"],
  ["date > 2026-02-16", "cd"],
  ["date >= 2026-02-16", "bcd"],
  ["date < '2026-02-16'", "a"],
  ["date <= 2026-02-16", "ab"],
  ["date between 2026-02-16 and 2026-06-21", "bc"],
  ["date BETWEEN 2026-02-01 AND 2026-06-20T23:59:59.999Z", "b"],
  [`date = ${Date.UTC(2026, 9, 3)}`, "d"],
  ["dayOff = true", "acd"],
  ["dayOff != TRUE", "b"],
  ["dayOff = False", "b"],
  ["regionCode = null", "a"],
  ["regionCode != null", "bcd"],
  ["regionCode != 'DE'", "ac"],
  ["regionCode IN ('SE', null)", "ac"],
  ["updatedAt > 2020-01-01T00:00:00Z", "abcd"],
  ["NOT id = 'a'", "bcd"],
  ["not (id = 'a' or id = 'b')", "cd"],
  // AND binds before OR, NOT before both
  ["id = 'a' OR id = 'b' AND dayOff = true", "a"],
  ["(id = 'a' OR id = 'b') AND dayOff = true", "a"],
  ["id = 'd' OR regionCode = 'DE' AND dayOff = false", "bd"],
  ["(id = 'd' OR regionCode = 'DE') AND dayOff = false", "b"],
  ["NOT dayOff = true AND id = 'b'", "b"],
  ["dayOff = true LIMIT 2", "ac"],
  ["LIMIT 3", "abc"],
  ["", "abcd"],
  ["   ", "abcd"],
];

const REFUSED: [string, RegExp][] = [
  ["id == 'a'", /expected a value, found =/],
  ["id <> 'a'", /expected a value, found >/],
  ["id", /expected one of/],
  ["'a' = id", /name of a field/],
  ["id = ", /found the end/],
  ["id = 'a", /can't be read from here/],
  ["id = 'a' id = 'b'", /expected the end/],
  ["(id = 'a'", /expected \), found the end/],
  ["id = 'a' LIMIT 0", /whole number/],
  ["id = 'a' LIMIT '5'", /whole number/],
  ["LIMIT 5 LIMIT 5", /expected the end/],
  ["colour = 'red'", /no field "colour"; there are id, name/],
  ["name > 'a'", /can't be compared by >/],
  ["dayOff < true", /can't be compared/],
  ["date CONTAINS '2026'", /can't be compared/],
  ["date > null", /no Date/],
  ["date = 2026-02-31", /no Date/],
  ["date = 'soon'", /no Date/],
  ["dayOff = 'perhaps'", /no Boolean/],
  ["id IN ()", /expected a value/],
  ["id Between 'a' And 'b'", /expected one of/],
  ["id = 'a'; DROP", /can't be read from here/],
  [`${"(".repeat(60)}id = 'a'${")".repeat(60)}`, /nested deeper/],
  [`${"NOT ".repeat(9000)}id = 'a'`, /longer than/],
];

describe("the example connector's filters", () => {
  useOwnFile();

  beforeEach(async () => {
    assert.equal((await write("INSERT", HOLIDAYS)).isSuccess, true);
  });

  for (const [filterExpression, ids] of MATCHES) {
    it(`finds "${ids}" by: ${filterExpression}`, async () => {
      const rows = rowsOf(await query("Holiday", { filterExpression }));
      assert.equal(rows.map((row) => row.id).join(""), ids);
    });
  }

  for (const [filterExpression, message] of REFUSED) {
    it(`refuses: ${filterExpression.slice(0, 40)}`, async () => {
      const answer = await query("Holiday", { filterExpression });
      assert.equal(answer.errorDetails?.errorCode, "InvalidArgument", JSON.stringify(answer));
      assert.match(answer.errorDetails.errorMessage, message);
    });
  }

  it("takes a long chain of conditions, which is no nesting", async () => {
    const filterExpression = Array.from({ length: 500 }, (_, index) => `id = 'x${index}'`).join(" OR ");
    assert.deepEqual(rowsOf(await query("Holiday", { filterExpression })), []);
  });
});
