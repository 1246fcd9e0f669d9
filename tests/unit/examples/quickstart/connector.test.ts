import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";

const FOLDER = join(__dirname, "../../../../examples/quickstart/connector");

/** The members of all answers together. */
interface Answer {
  readonly isSuccess: boolean;
  readonly errorDetails?: { readonly errorCode: string; readonly errorMessage: string };
  readonly entities?: readonly { readonly entityIdentifier: string }[];
  readonly entityDefinition?: { readonly fields: readonly { fieldName: string; isPrimaryKey: boolean }[] };
  readonly records?: readonly string[];
  readonly nextToken?: string | null;
  readonly [more: string]: unknown;
}
type Row = Record<string, string>;

const connector = createRequire(__filename)(FOLDER) as { handler(request: object): Promise<Answer> };

/** Invokes the function as Lambda does: what goes in and what comes out is JSON. */
async function ask(type: string, request: object = {}): Promise<Answer> {
  const sent = JSON.parse(JSON.stringify({ type: `${type}Request`, ...request })) as object;
  return JSON.parse(JSON.stringify(await connector.handler(sent))) as Answer;
}

const rowsOf = ({ records }: Answer): Row[] => (records ?? []).map((record) => JSON.parse(record) as Row);

async function readAll(entityIdentifier: string, maxResults: number): Promise<Row[]> {
  const rows: Row[] = [];
  let nextToken: string | null | undefined = null;
  do {
    const page: Answer = await ask("QueryData", { entityIdentifier, maxResults, nextToken });
    assert.ok(page.records && page.records.length > 0 && page.records.length <= maxResults);
    rows.push(...rowsOf(page));
    nextToken = page.nextToken;
  } while (nextToken);
  return rows;
}

describe("the quickstart's connector", () => {
  it("says what it is, as the README and the tour tell it", async () => {
    const answer = await ask("DescribeConnectorConfiguration", { locale: "en_US" });
    const { isSuccess, connectorOwner, connectorName, connectorVersion, connectorModes } = answer;
    assert.deepEqual(
      [isSuccess, connectorOwner, connectorName, connectorVersion, connectorModes],
      [true, "pulumi-appflow-connector examples", "IntlData", "1.0.0", ["SOURCE", "DESTINATION"]],
    );
  });

  for (const type of ["ValidateCredentials", "ValidateConnectorRuntimeSettings"])
    it(`accepts what a connector profile brings (${type})`, async () => {
      assert.deepEqual(await ask(type), { isSuccess: true });
    });

  it("lists entities whose fields, key and records belong together, page by page", async () => {
    const { entities = [] } = await ask("ListEntities");
    assert.equal(entities.length, 2);
    for (const { entityIdentifier } of entities) {
      const { entityDefinition } = await ask("DescribeEntity", { entityIdentifier });
      const names = entityDefinition?.fields.map(({ fieldName }) => fieldName);
      const keys = entityDefinition?.fields.filter(({ isPrimaryKey }) => isPrimaryKey) ?? [];
      assert.equal(keys.length, 1);
      const rows = await readAll(entityIdentifier, 7);
      for (const row of rows) assert.deepEqual(Object.keys(row), names);
      assert.deepEqual(rows, rowsOf(await ask("QueryData", { entityIdentifier })));
      assert.equal(new Set(rows.map((row) => row[keys[0]?.fieldName ?? ""])).size, rows.length);
    }
  });

  it("ends without a token when the last page is full", async () => {
    const { length } = await readAll("Calendar", 1000);
    assert.equal((await ask("QueryData", { entityIdentifier: "Calendar", maxResults: length })).nextToken, null);
  });

  it("retrieves by key or by another field, the selected fields alone", async () => {
    const retrieve = (request: object) => ask("RetrieveData", { entityIdentifier: "Currency", ...request });
    const francs = { code: "CHF", name: "Swiss Franc" };
    assert.deepEqual(rowsOf(await retrieve({ ids: ["CHF", "XXY"] })), [francs]);
    assert.deepEqual(rowsOf(await retrieve({ ids: ["Swiss Franc"], idFieldName: "name", selectedFieldNames: [] })), [
      francs,
    ]);
    assert.deepEqual((await retrieve({ ids: ["CHF"], selectedFieldNames: ["name"] })).records, [
      '{"name":"Swiss Franc"}',
    ]);
  });

  it("writes all records or none, and hands over what was written", async () => {
    const upsert = (...rows: object[]) =>
      ask("WriteData", {
        entityIdentifier: "Calendar",
        operation: "UPSERT",
        records: rows.map((row) => JSON.stringify(row)),
      });
    const retrieve = async () => rowsOf(await ask("RetrieveData", { entityIdentifier: "Calendar", ids: ["mayan"] }));
    const refused = await upsert({ code: "mayan", name: "Mayan" }, { code: "nameless" });
    assert.equal(refused.errorDetails?.errorCode, "InvalidArgument");
    assert.deepEqual(await retrieve(), []);
    for (const name of ["Mayan", "Long Count"]) {
      const { isSuccess, writeRecordResults } = await upsert({ code: "mayan", name });
      assert.deepEqual([isSuccess, writeRecordResults], [true, [{ isSuccess: true, recordId: "mayan" }]]);
      assert.deepEqual(await retrieve(), [{ code: "mayan", name }]);
    }
  });

  const refusals: [type: string, request: object, errorCode: string, message: RegExp][] = [
    ["DeleteEverything", {}, "InvalidArgument", /no answer to "DeleteEverythingRequest"/],
    ["DescribeEntity", { entityIdentifier: "Planet" }, "ResourceNotFoundError", /no entity "Planet"/],
    ["QueryData", { entityIdentifier: "Planet" }, "ResourceNotFoundError", /no entity "Planet"/],
    ["QueryData", { entityIdentifier: "Currency", filterExpression: "code = 'CHF'" }, "InvalidArgument", /filter/],
    ["WriteData", { entityIdentifier: "Currency", operation: "DELETE" }, "InvalidArgument", /UPSERT/],
  ];
  for (const [type, request, errorCode, message] of refusals)
    it(`answers ${errorCode} to ${type} ${JSON.stringify(request)}`, async () => {
      const { isSuccess, errorDetails } = await ask(type, request);
      assert.deepEqual([isSuccess, errorDetails?.errorCode], [false, errorCode]);
      assert.match(errorDetails?.errorMessage ?? "", message);
    });

  it("answers a fault of its own as well, instead of throwing it, and logs it", async () => {
    const { error } = console;
    const logged: unknown[] = [];
    console.error = (fault) => void logged.push(fault);
    try {
      const request = { entityIdentifier: "Currency", operation: "UPSERT", records: ["no JSON"] };
      assert.equal((await ask("WriteData", request)).errorDetails?.errorCode, "ServerError");
    } finally {
      console.error = error;
    }
    assert.ok(logged[0] instanceof SyntaxError);
  });
});
