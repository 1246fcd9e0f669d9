import assert from "node:assert/strict";
import { type Answer, invoke, query, rowsOf } from "./connectorSupport";

const CONTEXT = { apiVersion: "v1" };
const SUMMER = { asOf: "2026-07-01T00:00:00Z" };

describe("the example connector's entities", () => {
  it("lists them, page by page", async () => {
    const seen: unknown[] = [];
    let nextToken: string | null = null;
    do {
      const answer: Answer = await invoke({
        type: "ListEntitiesRequest",
        connectorContext: CONTEXT,
        maxResult: 2,
        nextToken,
      });
      assert.ok(answer.entities && answer.entities.length <= 2);
      seen.push(...answer.entities.map((entity) => [entity.entityIdentifier, entity.isWritable]));
      nextToken = answer.nextToken ?? null;
    } while (nextToken !== null);
    assert.deepEqual(seen, [
      ["Currency", false],
      ["Holiday", true],
      ["Language", false],
      ["Region", false],
      ["TimeZone", false],
    ]);
  });

  it("has none beneath others", async () => {
    const list = (entitiesPath: unknown) =>
      invoke({ type: "ListEntitiesRequest", connectorContext: CONTEXT, entitiesPath });
    assert.equal((await list("/")).isSuccess, true);
    assert.equal((await list("Currency/past")).errorDetails?.errorCode, "InvalidArgument");
  });

  it("describes each with one key, and with the fields that its records have", async () => {
    for (const entity of ["Currency", "Language", "Region", "TimeZone"]) {
      const { entityDefinition } = await describeEntity(entity);
      const fields = entityDefinition?.fields ?? [];
      assert.equal(entityDefinition?.entity.entityIdentifier, entity);
      assert.equal(fields.filter((field) => field.isPrimaryKey).length, 1);
      assert.ok(fields.every((field) => field.writeProperties.isCreatable === false));
      const [row] = rowsOf(await query(entity, { maxResults: 1 }));
      assert.deepEqual(
        Object.keys(row ?? {}),
        fields.map((field) => field.fieldName),
      );
    }
  });

  it("says of Holiday what can be written and what flows can go by", async () => {
    const { entityDefinition } = await describeEntity("Holiday");
    const byName = new Map(entityDefinition?.fields.map((field) => [field.fieldName, field]));
    assert.deepEqual(byName.get("id")?.writeProperties.supportedWriteOperations, [
      "UPDATE",
      "UPSERT",
      "DELETE",
    ]);
    assert.equal(byName.get("id")?.writeProperties.isUpdatable, false);
    assert.equal(byName.get("name")?.writeProperties.isCreatable, true);
    assert.equal(byName.get("updatedAt")?.writeProperties.isCreatable, false);
    assert.equal(byName.get("updatedAt")?.readProperties.isTimestampFieldForIncrementalQueries, true);
  });

  it("answers ResourceNotFoundError for an entity that is not there", async () => {
    for (const entity of ["Planet", "constructor", null, {}]) {
      assert.equal((await describeEntity(entity)).errorDetails?.errorCode, "ResourceNotFoundError");
      assert.equal((await query(entity as string)).errorDetails?.errorCode, "ResourceNotFoundError");
    }
  });

  function describeEntity(entityIdentifier: unknown) {
    return invoke({ type: "DescribeEntityRequest", connectorContext: CONTEXT, entityIdentifier });
  }
});

describe("the example connector's data", () => {
  it("is what Node knows", async () => {
    assert.equal(rowsOf(await query("Currency")).length, Intl.supportedValuesOf("currency").length);
    assert.equal(rowsOf(await query("TimeZone")).length, Intl.supportedValuesOf("timeZone").length + 1);
    assert.deepEqual(await find("Currency", "JPY"), {
      code: "JPY",
      name: "Japanese Yen",
      symbol: "¥",
      fractionDigits: 0,
    });
    assert.deepEqual(await find("Language", "ar"), {
      code: "ar",
      name: "Arabic",
      nativeName: "العربية",
      script: "Arab",
    });
    const us = { code: "US", name: "United States", language: "en", firstDayOfWeek: 7 };
    assert.deepEqual(await find("Region", "US"), us);
  });

  it("leaves out old names and what is no country", async () => {
    const codes = rowsOf(await query("Region")).map((row) => row.code);
    assert.ok(codes.includes("DE") && codes.includes("CW"));
    for (const code of ["DD", "AN", "UK", "ZZ", "EU"]) assert.ok(!codes.includes(code), code);
    assert.ok(!rowsOf(await query("Language")).some((row) => row.code === "iw"));
  });

  it("comes in the language of the setting `locale`", async () => {
    assert.equal((await find("Region", "DE", { locale: "fr" })).name, "Allemagne");
    assert.equal((await find("Language", "de", { locale: "es" })).name, "alemán");
    assert.equal((await find("Currency", "USD", { locale: "de_DE" })).name, "US-Dollar");
    assert.match(
      String((await find("TimeZone", "Europe/Paris", { locale: "de" })).name),
      /^Mitteleuropäische/,
    );
  });

  it("tells time zones for the moment of the setting `asOf`", async () => {
    const winter = { asOf: "2026-01-01T00:00:00Z" };
    const newYork = await find("TimeZone", "America/New_York", SUMMER);
    assert.deepEqual(
      [newYork.utcOffset, newYork.offsetMinutes, newYork.changesClock],
      ["-04:00", -240, true],
    );
    assert.equal((await find("TimeZone", "America/New_York", winter)).utcOffset, "-05:00");
    const kolkata = await query("TimeZone", { filterExpression: "offsetMinutes = 330" }, SUMMER);
    assert.ok(rowsOf(kolkata).some((row) => row.utcOffset === "+05:30" && row.changesClock === false));
    assert.equal((await find("TimeZone", "UTC", SUMMER)).utcOffset, "+00:00");
  });

  async function find(entity: string, key: string, settings: object = {}) {
    const answer = await invoke({
      type: "RetrieveDataRequest",
      entityIdentifier: entity,
      connectorContext: { ...CONTEXT, connectorRuntimeSettings: settings },
      ids: [key],
    });
    const [row] = rowsOf(answer);
    assert.ok(row, `${entity} ${key}`);
    return row;
  }
});

describe("the example connector's queries", () => {
  it("page to the end: every record once, in one order", async () => {
    const seen = await readAll("Currency", { maxResults: 25 });
    assert.equal(seen.pages, Math.ceil(Intl.supportedValuesOf("currency").length / 25));
    assert.deepEqual(
      seen.rows.map((row) => row.code),
      [...Intl.supportedValuesOf("currency")].sort(),
    );
  });

  it("end without a token when the last page is full", async () => {
    const all = rowsOf(await query("Currency"));
    const answer = await query("Currency", { maxResults: all.length });
    assert.equal(answer.nextToken, null);
    assert.equal(rowsOf(answer).length, all.length);
  });

  it("keep a LIMIT over all pages", async () => {
    const seen = await readAll("Region", { filterExpression: "code != 'AD' LIMIT 7", maxResults: 3 });
    assert.equal(seen.pages, 3);
    assert.equal(seen.rows.length, 7);
    assert.equal(rowsOf(await query("Region", { filterExpression: "limit 10" })).length, 10);
  });

  it("refuse page sizes and tokens that are none", async () => {
    for (const maxResults of [0, -1, 1.5, "10", {}]) await refuses({ maxResults }, /size of a page/);
    const forged = Buffer.from(JSON.stringify({ after: 7, left: 1 })).toString("base64url");
    for (const nextToken of ["2", "%%%", 7, {}, forged]) await refuses({ nextToken }, /nextToken/);
  });

  it("return the selected fields only", async () => {
    const filterExpression = "code = 'EUR'";
    const answer = await query("Currency", { selectedFieldNames: ["symbol", "code"], filterExpression });
    assert.deepEqual(answer.records, ['{"symbol":"€","code":"EUR"}']);
    for (const selectedFieldNames of [null, []]) {
      const [row] = rowsOf(await query("Currency", { selectedFieldNames, filterExpression }));
      assert.equal(Object.keys(row ?? {}).length, 4);
    }
    await refuses({ selectedFieldNames: ["code", "colour"] }, /no field "colour"; it has code, name/);
    await refuses({ selectedFieldNames: "code" }, /is a list/);
  });

  async function refuses(more: object, message: RegExp) {
    const answer = await query("Currency", more);
    assert.equal(answer.errorDetails?.errorCode, "InvalidArgument", JSON.stringify(more));
    assert.match(answer.errorDetails.errorMessage, message);
  }

  async function readAll(entity: string, more: object) {
    const rows: Record<string, unknown>[] = [];
    let nextToken: string | null | undefined;
    let pages = 0;
    do {
      const answer = await query(entity, { ...more, nextToken });
      rows.push(...rowsOf(answer));
      nextToken = answer.nextToken;
      pages += 1;
    } while (nextToken && pages < 100);
    return { rows, pages };
  }
});

describe("the example connector's retrieval by value", () => {
  it("finds by key and by any other field, and skips what is not there", async () => {
    assert.deepEqual(codesOf(await retrieve({ ids: ["EUR", "XXY", "CHF", "EUR"] })), ["CHF", "EUR"]);
    assert.deepEqual(codesOf(await retrieve({ ids: ["Euro"], idFieldName: "name" })), ["EUR"]);
    assert.ok(codesOf(await retrieve({ ids: ["3"], idFieldName: "fractionDigits" })).includes("KWD"));
    assert.deepEqual(codesOf(await retrieve({ ids: [] })), []);
  });

  it("refuses a field that is not there, and ids that are no list of texts", async () => {
    for (const more of [{ ids: ["EUR"], idFieldName: "colour" }, {}, { ids: "EUR" }, { ids: [1] }]) {
      assert.equal((await retrieve(more)).errorDetails?.errorCode, "InvalidArgument");
    }
  });

  function retrieve(more: object) {
    const type = "RetrieveDataRequest";
    return invoke({ type, entityIdentifier: "Currency", connectorContext: CONTEXT, ...more });
  }

  function codesOf(answer: Answer) {
    return rowsOf(answer)
      .map((row) => row.code)
      .sort();
  }
});
