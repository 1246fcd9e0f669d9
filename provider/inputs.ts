import { createHash } from "node:crypto";
import type { Code } from "./diagnostics";
import { type Finding, finding, type Subject } from "./findings";
import { suggestionFor } from "./nearNames";

/** What the program states, with defaults filled in: plain JSON, as the engine stores it. */
export interface ConnectorRegistrationInputs {
  connectorLabel: string;
  connectorProvisioningConfig: { lambda: { lambdaArn: string } };
  connectorProvisioningType: string;
  description?: string;
  clientToken?: string;
  region?: string;
  adopt?: boolean;
  forceDelete?: boolean;
  triggers?: unknown[];
}

/**
 * What the state holds of a registration. `description` is there when this resource manages it, and is then never
 * undefined; it is absent when the registration was adopted by a program that does not state one.
 */
export interface ConnectorRegistrationState extends ConnectorRegistrationInputs {
  region: string;
  accountId: string;
  connectorArn?: string;
  connectorName?: string;
  connectorOwner?: string;
  connectorVersion?: string;
  connectorModes?: string[];
  /** When an update had AppFlow ask the function, by this machine's clock; absent while only the registration did. ISO 8601. */
  askedAt?: string;
  /** When a run began to register it that never saw it registered, by this machine's clock; else absent. ISO 8601. */
  registeringSince?: string;
  /** ISO 8601. */
  registeredAt?: string;
  registeredBy?: string;
}

/** Inputs as a JavaScript caller may give them, or the engine with unknowns in them: anything at all. */
export type RawInputs = Readonly<Record<string, unknown>>;

/** How the engine writes a value that preview can't know (measured; @pulumi/pulumi's rpc.unknownValue). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isUnknown(value: unknown): boolean {
  return value === UNKNOWN;
}

/** The text, where there is one and it is known. */
export function known(value: unknown): string | undefined {
  return typeof value === "string" && !isUnknown(value) ? value : undefined;
}

const LAMBDA_ARN =
  /^arn:(aws|aws-cn|aws-us-gov):lambda:([a-z0-9-]+):([0-9]{12}):function:[a-zA-Z0-9-_]+(:[a-zA-Z0-9-_$]+)?$/;

const REGION = /^[a-z]{2}(-[a-z]+)+-[0-9]+$/;

interface Rule {
  readonly type: "string" | "boolean" | "array";
  /** Under which code a value of the right type is refused; there is one where a bound is. */
  readonly code?: Code;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  /** What a value that does not match is not. */
  readonly not?: string;
}

/**
 * What the API's model rejects. Lengths and patterns are the model's (appflow 2020-08-23); AWS matches the whole value.
 * Where this is stricter or laxer than the model, the reason stands beside it.
 */
export const RULES: Readonly<Record<string, Rule>> = {
  connectorLabel: {
    type: "string",
    code: "label-invalid",
    min: 2,
    max: 256,
    pattern: /^[a-zA-Z0-9][\w!@#.-]+$/,
  },
  description: { type: "string", code: "description-invalid", max: 1024, pattern: /^[\s\w/!@#+=.-]*$/ },
  connectorProvisioningType: {
    type: "string",
    code: "provisioning-type-invalid",
    pattern: /^LAMBDA$/,
    not: "LAMBDA",
  },
  // The model says arn:aws: and any service; only a Lambda function can stand here, in every partition.
  "connectorProvisioningConfig.lambda.lambdaArn": {
    type: "string",
    code: "function-invalid",
    max: 512,
    pattern: LAMBDA_ARN,
    not: "the ARN of a Lambda function",
  },
  clientToken: { type: "string", code: "client-token-invalid", min: 1, max: 256, pattern: /^[ -~]+$/ },
  region: { type: "string", code: "region-invalid", pattern: REGION, not: "a region" },
  adopt: { type: "boolean" },
  forceDelete: { type: "boolean" },
  triggers: { type: "array" },
};

/** The arguments of a ConnectorRegistration. */
export const ARGUMENTS = [...new Set(Object.keys(RULES).map((path) => path.split(".")[0] ?? path))];

/** The label of a resource that states none: its name, made legal, and a hash that keeps stacks apart. */
export function defaultLabel(organization: string, project: string, stack: string, name: string): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([organization, project, stack, name]))
    .digest("hex");
  const legal = name.replace(/[^\w!@.-]/g, "-").replace(/^[^a-zA-Z0-9]+/, "");
  return `${legal.slice(0, 248) || "connector"}-${hash.slice(0, 7)}`;
}

/** All that is wrong with what a program states, apart from what only the service can know. Makes no call. */
export function validate(inputs: RawInputs, subject: Subject): Finding[] {
  return [
    ...unknownArguments(inputs, subject),
    ...Object.entries(RULES).flatMap(([path, rule]) => judge(at(inputs, path), path, rule, subject)),
    ...functionMissing(inputs, subject),
    ...functionRegion(inputs, subject),
    ...labelHash(inputs, subject),
  ];
}

/** The function that inputs of any shape name, if they name one. */
export function lambdaArnOf(inputs: RawInputs): unknown {
  return at(inputs, "connectorProvisioningConfig.lambda.lambdaArn");
}

/** The value at a dotted path. What lies below an unknown is unknown; what lies below anything else is absent. */
function at(inputs: RawInputs, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => {
    if (isUnknown(value)) return value;
    return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }, inputs);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function judge(value: unknown, path: string, rule: Rule, subject: Subject): Finding[] {
  if (value === undefined || value === null || isUnknown(value)) return [];
  const actual = Array.isArray(value) ? "array" : typeof value;
  if (actual !== rule.type) {
    return [
      finding("error", "argument-type", subject, {
        property: path,
        expected: aOrAn(rule.type),
        actual: aOrAn(actual),
      }),
    ];
  }
  const fault = typeof value === "string" ? faultOf(value, rule) : undefined;
  return fault && rule.code ? [finding("error", rule.code, subject, { fault } as never)] : [];
}

/** The value itself is never part of it: it may be a secret. */
function faultOf(value: string, { min = 0, max = Infinity, pattern, not }: Rule): string | undefined {
  if (value === "" && (min > 0 || not)) return "is empty";
  if (value.length < min) return `is shorter than ${min} characters`;
  if (value.length > max) return `has ${value.length} characters, and the most is ${max}`;
  if (pattern && !pattern.test(value))
    return not ? `is not ${not}` : "has characters that AppFlow does not take";
  return undefined;
}

function aOrAn(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

/** What may stand where; a misspelt name must not be dropped silently. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  "": ARGUMENTS,
  connectorProvisioningConfig: ["lambda"],
  "connectorProvisioningConfig.lambda": ["lambdaArn"],
};

function unknownArguments(inputs: RawInputs, subject: Subject): Finding[] {
  return Object.entries(NAMES).flatMap(([path, names]) => {
    const value = path ? at(inputs, path) : inputs;
    const unknown = isRecord(value) ? Object.keys(value).filter((key) => !names.includes(key)) : [];
    return unknown.map((key) => {
      const property = path ? `${path}.${key}` : key;
      const suggestion = suggestionFor(key, names);
      return finding("error", "argument-unknown", subject, { property, suggestion, known: names.join(", ") });
    });
  });
}

function functionMissing(inputs: RawInputs, subject: Subject): Finding[] {
  let path = "";
  for (const key of ["connectorProvisioningConfig", "lambda", "lambdaArn"]) {
    path = path ? `${path}.${key}` : key;
    const value = at(inputs, path);
    if (isUnknown(value)) return [];
    if (value === undefined || value === null) {
      return [finding("error", "function-missing", subject, { property: path })];
    }
    if (key !== "lambdaArn" && !isRecord(value)) {
      const facts = {
        property: path,
        expected: "an object",
        actual: aOrAn(Array.isArray(value) ? "array" : typeof value),
      };
      return [finding("error", "argument-type", subject, facts)];
    }
  }
  return [];
}

/** Where the function lives that inputs name; undefined while that is unknown, or no function's ARN. */
export function functionPlace(inputs: RawInputs): { region: string; accountId: string } | undefined {
  const lambdaArn = lambdaArnOf(inputs);
  const [, , region, accountId] = (typeof lambdaArn === "string" && LAMBDA_ARN.exec(lambdaArn)) || [];
  return region && accountId ? { region, accountId } : undefined;
}

function functionRegion(inputs: RawInputs, subject: Subject): Finding[] {
  const functionRegion = functionPlace(inputs)?.region;
  const region = inputs["region"];
  if (!functionRegion || typeof region !== "string" || !REGION.test(region)) return [];
  if (region === functionRegion) return [];
  return [finding("error", "function-region", subject, { functionRegion, region })];
}

function labelHash(inputs: RawInputs, subject: Subject): Finding[] {
  const label = inputs["connectorLabel"];
  return typeof label === "string" && label.includes("#")
    ? [finding("warning", "label-hash", subject, {})]
    : [];
}
