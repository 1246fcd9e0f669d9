import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** What the example connector answers: the members of all its operations together. */
export interface Answer {
  isSuccess: boolean;
  errorDetails: { errorCode: string; errorMessage: string; retryAfterSeconds: number | null } | null;
  entities?: { entityIdentifier: string; isWritable: boolean }[];
  entityDefinition?: { entity: { entityIdentifier: string }; fields: Field[] };
  errorsByInputField?: Record<string, string> | null;
  nextToken?: string | null;
  records?: string[];
  writeRecordResults?: { isSuccess: boolean; recordId: string; errorMessage: string | null }[];
  [more: string]: unknown;
}

export interface Field {
  fieldName: string;
  dataType: string;
  isPrimaryKey: boolean;
  filterOperators: string[];
  readProperties: Record<string, boolean>;
  writeProperties: Record<string, unknown>;
}

export const FOLDER = resolve(__dirname, "../../../examples/quickstart/connector");

const connector = createRequire(__filename)(FOLDER) as { handler(event: unknown): Promise<Answer> };

/** Invokes the function as Lambda does: what goes in and what comes out is JSON. */
export async function invoke(event: unknown): Promise<Answer> {
  const sent: unknown = event === undefined ? undefined : JSON.parse(JSON.stringify(event));
  return JSON.parse(JSON.stringify(await connector.handler(sent))) as Answer;
}

export function query(entityIdentifier: string, more: object = {}, settings: object = {}): Promise<Answer> {
  const connectorContext = { apiVersion: "v1", connectorRuntimeSettings: settings };
  return invoke({ type: "QueryDataRequest", entityIdentifier, connectorContext, ...more });
}

export function write(operation: string, records: unknown[], more: object = {}): Promise<Answer> {
  return invoke({
    type: "WriteDataRequest",
    entityIdentifier: "Holiday",
    connectorContext: { apiVersion: "v1" },
    operation,
    idFieldNames: ["id"],
    records: records.map((record) => (typeof record === "string" ? record : JSON.stringify(record))),
    ...more,
  });
}

/** The records of an answer, parsed. */
export function rowsOf(answer: Answer): Record<string, unknown>[] {
  if (!answer.records) throw new Error(`No records: ${JSON.stringify(answer)}`);
  return answer.records.map((record) => JSON.parse(record) as Record<string, unknown>);
}

/** Gives every test of the surrounding block a file of holidays of its own. */
export function useOwnFile(): { path(): string } {
  let folder = "";
  const path = (): string => join(folder, "holidays.jsonl");
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "holidays-"));
    process.env.HOLIDAY_FILE = path();
  });
  afterEach(() => {
    delete process.env.HOLIDAY_FILE;
    rmSync(folder, { recursive: true, force: true });
  });
  return { path };
}
