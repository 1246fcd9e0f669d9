import type { ErrorObject } from "ajv";
import model from "../../aws/model.json";
import { refuse, ServiceException } from "../../aws/serviceException";
import { isObject, type JsonObject, type JsonValue, omitNulls } from "../../schemas/json";
import { compileSchema, type Schema } from "../../schemas/validators";
import { DEVIATIONS, REQUIRED } from "./deviations";

interface Shape {
  type: string;
  required?: string[];
  members?: Record<string, string>;
  member?: string;
  min?: number;
  max?: number;
  pattern?: string;
  enum?: string[];
}

/** The profile operations, which model.json leaves out, as far as the emulator reads them (AppFlow API 2020-08-23). */
const PROFILE_SHAPES: Record<string, Shape> = {
  CreateConnectorProfileRequest: {
    type: "structure",
    required: ["connectorProfileName", "connectorType", "connectionMode", "connectorProfileConfig"],
    members: {
      connectorProfileName: "ConnectorProfileName",
      connectorType: "ConnectorType",
      connectorLabel: "ConnectorLabel",
      connectionMode: "ConnectionMode",
      connectorProfileConfig: "ConnectorProfileConfig",
      clientToken: "ClientToken",
    },
  },
  ConnectionMode: { type: "string", enum: ["Public", "Private"] },
  ConnectorProfileConfig: { type: "structure", members: {} },
  DeleteConnectorProfileRequest: {
    type: "structure",
    required: ["connectorProfileName"],
    members: { connectorProfileName: "ConnectorProfileName", forceDelete: "Boolean" },
  },
};

export const SHAPES: Readonly<Record<string, Shape>> = {
  ...(model.shapes as Record<string, Shape>),
  ...PROFILE_SHAPES,
};

const SIMPLE_TYPES: Record<string, string> = { integer: "integer", boolean: "boolean", timestamp: "number" };

/** JSON schema of a shape of the model. AWS's patterns match the whole string. */
function schemaOf(name: string): Schema {
  const shape = SHAPES[name];
  if (!shape) throw new Error(`the model has no shape ${name}`);
  if (shape.type === "structure") return structureSchema(name, shape);
  if (shape.type === "string") return textSchema(name, shape);
  if (shape.type === "list")
    return {
      type: "array",
      items: schemaOf(shape.member as string),
      ...boundsOf(shape, "minItems", "maxItems"),
    };
  return { type: SIMPLE_TYPES[shape.type], ...boundsOf(shape, "minimum", "maximum") };
}

function structureSchema(name: string, { members = {}, required = [] }: Shape): Schema {
  const properties = Object.entries(members).map(([member, of]) => [member, schemaOf(of)] as const);
  return {
    type: "object",
    required: [...new Set([...required, ...(REQUIRED[name] ?? [])])],
    properties: Object.fromEntries(properties),
  };
}

function textSchema(name: string, shape: Shape): Schema {
  const pattern = DEVIATIONS.find((it) => it.shape === name)?.pattern ?? shape.pattern;
  return {
    type: "string",
    ...boundsOf(shape, "minLength", "maxLength"),
    ...(shape.enum ? { enum: shape.enum } : {}),
    ...(pattern === undefined ? {} : { pattern: matchWhole(pattern, shape.max), "x-pattern": shape.pattern }),
  };
}

/** A text beyond its limit is refused for that alone: on a long text some patterns would never come to an end. */
function matchWhole(pattern: string, max?: number): string {
  return max === undefined ? `^(?:${pattern})$` : `^(?:[^]{${max + 1}}|(?:${pattern})$)`;
}

function boundsOf({ min, max }: Shape, least: string, most: string): Schema {
  return { ...(min === undefined ? {} : { [least]: min }), ...(max === undefined ? {} : { [most]: max }) };
}

export type Validate = (body: JsonValue) => JsonObject;

/** Reads a request's body by the model: nulls are left out, a wrong type or value throws AWS's exception. */
export function compileValidator(shape: string): Validate {
  const isValid = compileSchema(schemaOf(shape), "all");
  return (body) => {
    const input = omitNulls(body);
    if (!isObject(input)) refuse("SerializationException", "Start of structure or map found where not expected.");
    if (!isValid(input)) throw refusalOf(isValid.errors ?? []);
    return input;
  };
}

/** Validation errors in an answer: a request has room for many more. */
const SHOWN_ERRORS = 20;

/** Characters of a wrong value in an answer. */
const SHOWN_CHARACTERS = 512;

function refusalOf(errors: ErrorObject[]): ServiceException {
  const mistyped = errors.find((error) => error.keyword === "type");
  if (mistyped)
    return new ServiceException(
      "SerializationException",
      `${pathOf(mistyped) || "the request"} must be of type ${String(mistyped.schema)}`,
    );
  const shown = errors.slice(0, SHOWN_ERRORS).map(describeError);
  const count = `${errors.length} validation error${errors.length === 1 ? "" : "s"} detected: `;
  return new ServiceException("ValidationException", count + shown.join("; "));
}

/** AWS's words for a constraint that isn't met, by the schema's keyword. */
const CONSTRAINTS: Record<string, (limit: string, schema: Schema) => string> = {
  required: () => "Member must not be null",
  pattern: (_limit, schema) => `Member must satisfy regular expression pattern: ${schema["x-pattern"] as string}`,
  enum: (values) => `Member must satisfy enum value set: [${values.replaceAll(",", ", ")}]`,
  minLength: (limit) => `Member must have length greater than or equal to ${limit}`,
  maxLength: (limit) => `Member must have length less than or equal to ${limit}`,
  maxItems: (limit) => `Member must have length less than or equal to ${limit}`,
  minimum: (limit) => `Member must have value greater than or equal to ${limit}`,
  maximum: (limit) => `Member must have value less than or equal to ${limit}`,
};

function describeError(error: ErrorObject): string {
  const { keyword, schema, parentSchema = {}, message = keyword } = error;
  const value = keyword === "required" ? "null" : `'${print(error.data)}'`;
  const constraint = CONSTRAINTS[keyword]?.(String(schema), parentSchema) ?? message;
  return `Value ${value} at '${pathOf(error)}' failed to satisfy constraint: ${constraint}`;
}

function print(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

function pathOf({ keyword, instancePath, params }: ErrorObject): string {
  const missing = keyword === "required" ? [String(params["missingProperty"])] : [];
  const steps = instancePath.split("/").filter((step) => step !== "");
  const members = steps.map((step) => (/^\d+$/.test(step) ? `${Number(step) + 1}.member` : step));
  return [...members, ...missing].join(".");
}
