import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Answer, invoke, query, rowsOf, useOwnFile, write } from "./connectorSupport";

const UNITY = { id: "unity", name: "Unity Day", date: "2026-10-03", regionCode: "DE" };

describe("the example connector's writes", () => {
  const file = useOwnFile();

  it("insert: what was written is read back whole, one line a record", async () => {
    const before = new Date().toISOString();
    const answer = await write("INSERT", [UNITY, { id: "new-year", name: "New Year", date: "2027-01-01" }]);
    assert.deepEqual(answer, {
      isSuccess: true,
      errorDetails: null,
      writeRecordResults: [
        { isSuccess: true, recordId: "unity", errorMessage: null },
        { isSuccess: true, recordId: "new-year", errorMessage: null },
      ],
    });
    const [first, second] = await holidays();
    assert.ok(String(second?.updatedAt) >= before);
    assert.deepEqual({ ...second, updatedAt: "" }, { ...UNITY, dayOff: true, updatedAt: "" });
    assert.deepEqual([first?.id, first?.regionCode], ["new-year", null]);
    assert.equal(readFileSync(file.path(), "utf8").trim().split("\n").length, 2);
    assert.deepEqual(readdirSync(dirname(file.path())), ["holidays.jsonl"]);
  });

  it("insert: makes a key when none is given, and says which", async () => {
    const answer = await write("INSERT", [{ name: "Some day", date: "2026-05-05" }]);
    const [row] = await holidays();
    assert.match(String(row?.id), /^[0-9a-f-]{36}$/);
    assert.equal(answer.writeRecordResults?.[0]?.recordId, row?.id);
  });

  it("insert: refuses a key that exists, in the file or earlier in the same request", async () => {
    await write("INSERT", [UNITY]);
    const again = await write("INSERT", [{ ...UNITY, name: "Other" }]);
    assert.match(again.writeRecordResults?.[0]?.errorMessage ?? "", /exists already/);
    assert.equal((await holidays())[0]?.name, "Unity Day");
    const twice = await write("INSERT", [
      { ...UNITY, id: "x" },
      { ...UNITY, id: "x" },
    ]);
    assert.deepEqual(outcomes(twice), [true, false]);
  });

  it("update: changes the given fields only, and only what exists", async () => {
    await write("INSERT", [UNITY]);
    assert.equal((await write("UPDATE", [{ id: "unity", dayOff: false, regionCode: null }])).isSuccess, true);
    const [row] = await holidays();
    assert.deepEqual([row?.name, row?.dayOff, row?.regionCode], ["Unity Day", false, null]);
    const missing = await write("UPDATE", [{ id: "other", name: "Other" }]);
    assert.equal(missing.errorDetails?.errorCode, "InvalidArgument");
    assert.match(missing.errorDetails.errorMessage, /1 of 1 .*no record of this id/);
  });

  it("upsert: makes or changes", async () => {
    await write("UPSERT", [UNITY]);
    await write("UPSERT", [{ id: "unity", name: "Day of Unity" }]);
    const rows = await holidays();
    assert.deepEqual([rows.length, rows[0]?.name, rows[0]?.date], [1, "Day of Unity", "2026-10-03"]);
  });

  it("delete: removes what exists, and says what did not", async () => {
    await write("INSERT", [UNITY, { ...UNITY, id: "other" }]);
    const answer = await write("DELETE", [{ id: "unity" }, { id: "never" }]);
    assert.equal(answer.errorDetails?.errorCode, "PartialWriteFailure");
    assert.deepEqual(outcomes(answer), [true, false]);
    assert.deepEqual(
      (await holidays()).map((row) => row.id),
      ["other"],
    );
  });

  it("a failing record stops the others only with allOrNone", async () => {
    const records = [UNITY, { ...UNITY, id: "bad", date: "2026-02-31" }];
    const strict = await write("INSERT", records, { allOrNone: true });
    assert.deepEqual(outcomes(strict), [false, false]);
    assert.equal(strict.errorDetails?.errorCode, "InvalidArgument");
    assert.match(strict.errorDetails.errorMessage, /1 of 2 .*date is "2026-02-31"/);
    assert.deepEqual(await holidays(), []);
    const lenient = await write("INSERT", records, { allOrNone: false });
    assert.deepEqual(outcomes(lenient), [true, false]);
    assert.equal(lenient.errorDetails?.errorCode, "PartialWriteFailure");
    assert.equal((await holidays()).length, 1);
  });

  it("judges each record, and says what it must be", async () => {
    const bad: [unknown, RegExp][] = [
      ["no json", /JSON text of an object/],
      ["[1]", /JSON text of an object/],
      [{ ...UNITY, colour: "red" }, /"colour" can't be written; id, name/],
      [{ ...UNITY, updatedAt: "2026-01-01T00:00:00Z" }, /"updatedAt" can't be written/],
      ['{"__proto__":{"a":1},"id":"p","name":"P","date":"2026-01-01"}', /"__proto__" can't be written/],
      [{ ...UNITY, id: "has space" }, /letters, digits/],
      [{ ...UNITY, id: 7 }, /no id/],
      [{ ...UNITY, name: " " }, /name is " "/],
      [{ ...UNITY, name: "n".repeat(201) }, /1 to 200 characters/],
      [{ ...UNITY, date: "3 October" }, /a day that exists/],
      [{ ...UNITY, regionCode: "ZZ" }, /code of a Region/],
      [{ ...UNITY, dayOff: "yes" }, /true or false/],
      [{ id: "x" }, /name is null/],
    ];
    for (const [record, message] of bad) {
      const answer = await write("INSERT", [record]);
      assert.deepEqual(outcomes(answer), [false], JSON.stringify(record));
      assert.match(answer.writeRecordResults?.[0]?.errorMessage ?? "", message);
    }
    assert.equal(existsSync(file.path()), false);
  });

  it("refuses requests that no record could satisfy", async () => {
    const bad: [object, RegExp][] = [
      [{ operation: "TRUNCATE" }, /INSERT, UPDATE, UPSERT, DELETE/],
      [{ operation: null }, /not null/],
      [{ idFieldNames: ["name"] }, /can only be \["id"\]/],
      [{ records: "{}" }, /list of JSON texts/],
      [{ allOrNone: "yes" }, /true or false/],
      [{ entityIdentifier: "Currency" }, /can only be read/],
    ];
    for (const [more, message] of bad) {
      const answer = await write("INSERT", [UNITY], more);
      assert.equal(answer.errorDetails?.errorCode, "InvalidArgument", JSON.stringify(more));
      assert.match(answer.errorDetails.errorMessage, message);
    }
    assert.equal(existsSync(file.path()), false);
  });

  it("a write between two pages neither repeats nor hides other records", async () => {
    await write(
      "INSERT",
      ["a", "c", "e", "g"].map((id) => ({ ...UNITY, id })),
    );
    const first = await query("Holiday", { maxResults: 2 });
    await write("DELETE", [{ id: "a" }, { id: "c" }]);
    await write("INSERT", [{ ...UNITY, id: "b" }]);
    const second = await query("Holiday", { maxResults: 2, nextToken: first.nextToken });
    assert.deepEqual(
      [...rowsOf(first), ...rowsOf(second)].map((row) => row.id),
      ["a", "c", "e", "g"],
    );
  });

  it("says so when the file is damaged, and leaves it as it is", async () => {
    writeFileSync(file.path(), '{"id":"a","name":"A","date":"2026-01-01"}\n{"id":"b","na');
    const before = readFileSync(file.path(), "utf8");
    for (const answer of [await query("Holiday"), await write("INSERT", [UNITY])]) {
      assert.equal(answer.errorDetails?.errorCode, "ServerError");
      assert.match(answer.errorDetails.errorMessage, /line 2 is not a holiday/);
    }
    assert.equal(readFileSync(file.path(), "utf8"), before);
  });

  it("says so when the file can't be written", async () => {
    process.env.HOLIDAY_FILE = `${file.path()}/not/a/folder`;
    assert.equal((await write("INSERT", [UNITY])).errorDetails?.errorCode, "ServerError");
  });

  it("keeps holidays between invocations that retrieve them by id", async () => {
    await write("INSERT", [UNITY]);
    const type = "RetrieveDataRequest";
    const answer = await invoke({ type, entityIdentifier: "Holiday", connectorContext: {}, ids: ["unity"] });
    assert.equal(rowsOf(answer)[0]?.name, "Unity Day");
  });

  async function holidays() {
    return rowsOf(await query("Holiday"));
  }

  function outcomes(answer: Answer) {
    return answer.writeRecordResults?.map((result) => result.isSuccess);
  }
});
