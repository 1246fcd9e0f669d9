import { validateHeaderName, validateHeaderValue } from "node:http";
import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";

/** A JSON schema. Its `description`, where it has one, says what a value must be. */
export interface Schema {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[] | undefined;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** The first error is enough for most: an answer of some MiB can hold millions. */
const firstError = newAjv(false);
const allErrors = newAjv(true);

function newAjv(allErrors: boolean): Ajv {
  // Limits may be Infinity. "x-pattern" is the pattern that a message names, where another one is matched.
  const ajv = new Ajv({ allErrors, verbose: true, allowUnionTypes: true, strictNumbers: false });
  ajv.addKeyword("x-pattern");
  ajv.addKeyword({ keyword: "httpHeaders", type: "object", validate: areHeaders });
  ajv.addFormat("time", (text: string) => !Number.isNaN(Date.parse(text)));
  return ajv;
}

function areHeaders(_schema: unknown, headers: Record<string, unknown>): boolean {
  try {
    return Object.entries(headers).every(([name, value]) => {
      validateHeaderName(name);
      validateHeaderValue(name, value as string);
      return typeof value === "string";
    });
  } catch {
    return false;
  }
}

export function compileSchema(schema: Schema, errors: "first" | "all" = "first"): ValidateFunction {
  return (errors === "all" ? allErrors : firstError).compile(schema);
}

/** Throws, naming the member and what it must be, for a value that its schema doesn't allow. `subject` is what the value is. */
export type Check = (subject: string, value: unknown) => void;

export function newCheck(schema: Schema): Check {
  const validate = compileSchema(schema);
  return (subject, value) => {
    // Of a choice, ajv tells what is wrong with each alternative, and last that none fits.
    if (!validate(value)) throw new Error(messageOf(subject, validate.errors?.at(-1) as ErrorObject));
  };
}

function messageOf(subject: string, { instancePath, keyword, params, parentSchema, data }: ErrorObject): string {
  const path = instancePath.split("/").slice(1).reverse();
  const place = [...path.map((name) => `"${name}"`), subject].join(" of ");
  const schema = parentSchema as Schema;
  if (keyword === "required") return `"${String(params["missingProperty"])}" of ${place} is missing`;
  if (keyword === "additionalProperties")
    return `${place} has no member "${String(params["additionalProperty"])}"; ${listNames(Object.keys(schema.properties ?? {}))}`;
  return `${place} must be ${describeSchema(schema)}${isPrimitive(data) ? `, not ${printPrimitive(data)}` : ""}`;
}

function listNames(names: readonly string[]): string {
  return names.length === 0 ? "it has none" : `there are: ${names.join(", ")}`;
}

function isPrimitive(value: unknown): value is string | number | boolean | null {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

/** Characters of a wrong value that a message shows. */
const SHOWN = 64;

function printPrimitive(value: string | number | boolean | null): string {
  return typeof value === "string" ? JSON.stringify(value.slice(0, SHOWN)) : String(value);
}

const TYPES: Readonly<Record<string, string>> = {
  string: "a string",
  boolean: "true or false",
  object: "an object",
};

/** What a value must be, in words that follow "must be". */
function describeSchema({ description, anyOf, type, minimum, maximum, ...schema }: Schema): string {
  if (description !== undefined) return description;
  if (anyOf) return anyOf.map(describeSchema).join(", or ");
  if (schema.enum) return schema.enum.map((it) => JSON.stringify(it)).join(" or ");
  if (type !== "integer") return TYPES[type as string] ?? "something else";
  return `a whole number from ${minimum}${maximum === undefined ? "" : ` to ${maximum}`}`;
}

export const text: Schema = { type: "string" };
export const name: Schema = { type: "string", minLength: 1, description: "a string that isn't empty" };
export const flag: Schema = { type: "boolean" };
export const anyObject: Schema = { type: "object" };
export const textOrTexts: Schema = {
  anyOf: [text, { type: "array", items: text }],
  description: "a string or a list of strings",
};
export const time: Schema = { ...text, format: "time", description: "a time, such as 2026-01-31T12:00:00Z" };
export const headers: Schema = {
  type: "object",
  httpHeaders: true,
  description: "an object of HTTP headers",
};

export function oneOf(...values: (string | boolean)[]): Schema {
  return { enum: values };
}

export function either(...anyOf: Schema[]): Schema {
  return { anyOf };
}

/** Without `maximum`, a number without end is whole, too. */
export function wholeNumber(minimum: number, maximum?: number): Schema {
  return { type: "integer", minimum, ...(maximum === undefined ? {} : { maximum }) };
}

/** Timers can't wait longer: 24 days, in milliseconds. */
export const LONGEST_MS = 2_147_483_647;

export function objectOf(properties: Record<string, Schema>, required: readonly string[] = []): Schema {
  return { type: "object", properties, required, additionalProperties: false };
}
