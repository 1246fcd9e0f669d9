import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import { exception, type ServiceException } from "../errors";
import { isObject, type JsonObject, type JsonValue, withoutNulls } from "../json";
import model from "../model.json";
import { DEMANDED, DEVIATIONS } from "./deviations";

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
export function schemaOf(name: string): JsonObject {
  const shape = SHAPES[name];
  if (!shape) throw new Error(`the model has no shape ${name}`);
  if (shape.type === "structure") return structure(name, shape);
  if (shape.type === "list")
    return {
      type: "array",
      items: schemaOf(shape.member as string),
      ...bounds(shape, "minItems", "maxItems"),
    };
  if (shape.type === "string") return text(name, shape);
  return { type: SIMPLE_TYPES[shape.type], ...bounds(shape, "minimum", "maximum") };
}

function structure(name: string, shape: Shape): JsonObject {
  const members = Object.entries(shape.members ?? {});
  const required = [...new Set([...(shape.required ?? []), ...(DEMANDED[name] ?? [])])];
  return {
    type: "object",
    required,
    properties: Object.fromEntries(members.map(([member, of]) => [member, schemaOf(of)])),
  };
}

function text(name: string, shape: Shape): JsonObject {
  const pattern = DEVIATIONS.find((it) => it.shape === name)?.pattern ?? shape.pattern;
  return {
    type: "string",
    ...bounds(shape, "minLength", "maxLength"),
    ...(shape.enum ? { enum: shape.enum } : {}),
    ...(pattern === undefined ? {} : { pattern: whole(pattern, shape.max), "x-pattern": shape.pattern }),
  };
}

/** A text beyond its limit is refused for that, and isn't matched: on a long one some patterns would never come to an end. */
function whole(pattern: string, max?: number): string {
  return max === undefined ? `^(?:${pattern})$` : `^(?:[^]{${max + 1}}|(?:${pattern})$)`;
}

function bounds(shape: Shape, least: string, most: string): JsonObject {
  return {
    ...(shape.min === undefined ? {} : { [least]: shape.min }),
    ...(shape.max === undefined ? {} : { [most]: shape.max }),
  };
}

export type Validate = (body: JsonValue) => JsonObject;

/** Reads a request's body by the model: nulls are left out, a wrong type or value throws AWS's exception. */
export function validator(shape: string): Validate {
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: false });
  const check: ValidateFunction = ajv.compile(schemaOf(shape));
  return (body) => {
    const input = withoutNulls(body);
    if (!isObject(input))
      throw exception("SerializationException", "Start of structure or map found where not expected.");
    if (!check(input)) throw refusal(check.errors ?? []);
    return input;
  };
}

/** Validation errors that an answer tells: a list can hold as many as fit into a request. */
const SHOWN = 20;

/** Characters that it tells of a wrong value. */
const VALUE_SHOWN = 512;

function refusal(errors: ErrorObject[]): ServiceException {
  const mistyped = errors.find((error) => error.keyword === "type");
  if (mistyped) {
    const where = memberPath(mistyped) || "the request";
    return exception("SerializationException", `${where} must be of type ${String(mistyped.schema)}`);
  }
  const found = errors.slice(0, SHOWN).map(constraint);
  const count = `${errors.length} validation error${errors.length === 1 ? "" : "s"} detected: `;
  return exception("ValidationException", count + found.join("; "));
}

/** AWS's words for a constraint that isn't met, by the schema's keyword. */
const CONSTRAINTS: Record<string, (error: ErrorObject) => string> = {
  required: () => "Member must not be null",
  pattern: (it) =>
    `Member must satisfy regular expression pattern: ${(it.parentSchema as JsonObject)["x-pattern"] as string}`,
  enum: (it) => `Member must satisfy enum value set: [${(it.schema as string[]).join(", ")}]`,
  minLength: (it) => `Member must have length greater than or equal to ${it.schema as number}`,
  maxLength: (it) => `Member must have length less than or equal to ${it.schema as number}`,
  minItems: (it) => `Member must have length greater than or equal to ${it.schema as number}`,
  maxItems: (it) => `Member must have length less than or equal to ${it.schema as number}`,
  minimum: (it) => `Member must have value greater than or equal to ${it.schema as number}`,
  maximum: (it) => `Member must have value less than or equal to ${it.schema as number}`,
};

function constraint(error: ErrorObject): string {
  const missing = error.keyword === "required";
  const value = missing
    ? "null"
    : `'${shortened(typeof error.data === "string" ? error.data : JSON.stringify(error.data))}'`;
  const words = CONSTRAINTS[error.keyword]?.(error) ?? error.message ?? error.keyword;
  return `Value ${value} at '${memberPath(error)}' failed to satisfy constraint: ${words}`;
}

function shortened(value: string): string {
  return value.length > VALUE_SHOWN ? `${value.slice(0, VALUE_SHOWN)}…` : value;
}

function memberPath(error: ErrorObject): string {
  const missing = error.keyword === "required" ? [String(error.params["missingProperty"])] : [];
  const steps = error.instancePath.split("/").filter((step) => step !== "");
  const members = steps.map((step) => (/^\d+$/.test(step) ? `${Number(step) + 1}.member` : step));
  return [...members, ...missing].join(".");
}
