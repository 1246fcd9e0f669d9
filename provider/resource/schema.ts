import type { Code } from "../diagnostics/catalog";
import type { ConnectorRegistrationInputs, ConnectorRegistrationState, Observation } from "./types";

/** One property of a ConnectorRegistration. */
export interface Property {
  readonly name: string;
  readonly type: "string" | "boolean" | "array" | "object";
  /** One or two sentences for the documentation. */
  readonly doc: string;
  /** Who says it: the program ("input"), AppFlow ("output"), or an earlier operation for a later one ("note"). */
  readonly role: "input" | "output" | "note";
  /**
   * How a change is written: by a new registration, by UpdateConnectorRegistration, by the same even where nothing else
   * differs ("reregister"), in the state alone, or not at all. Default: not at all.
   */
  readonly change?: "replace" | "update" | "reregister" | "state";
  /**
   * What a program that leaves it out wants: what is there already, nothing where this resource manages it ("remove"), or
   * the default. Without this, leaving it out is a change like any other.
   */
  readonly omitted?: "keep" | "remove" | "default";
  readonly default?: unknown;
  /** The code of a finding where the value is missing; only a required property has one. */
  readonly missing?: Code;
  /** The code of a finding where a value of the right type breaks a bound. */
  readonly invalid?: Code;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  /** What a value that breaks the pattern is not, for the message. */
  readonly expected?: string;
  /** The value may be a secret, so no message prints it and AWS's words that quote it are withheld. */
  readonly isSensitive?: boolean;
  /** The members of an object. */
  readonly properties?: readonly Property[];
}

const LAMBDA_ARN =
  /^arn:(aws|aws-cn|aws-us-gov):lambda:([a-z0-9-]+):([0-9]{12}):function:[a-zA-Z0-9-_]+(:[a-zA-Z0-9-_$]+)?$/;

const REGION = /^[a-z]{2}(-[a-z]+)+-[0-9]+$/;

/**
 * THE table. Lengths and patterns are those of AppFlow's API model (2020-08-23), and AWS matches the whole value. Where a row
 * is stricter or laxer than the model, the reason stands beside it.
 */
export const SCHEMA = [
  {
    name: "connectorLabel",
    type: "string",
    role: "input",
    doc: "Unique per account and region. Default: the resource's name and a hash of organization, project, stack and name. A new label replaces the registration, the new one first.",
    change: "replace",
    omitted: "keep",
    missing: "label-missing",
    invalid: "label-invalid",
    min: 2,
    max: 256,
    pattern: /^[a-zA-Z0-9][\w!@#.-]+$/,
  },
  {
    name: "connectorProvisioningConfig",
    type: "object",
    role: "input",
    doc: "`{ lambda: { lambdaArn } }`. Changes in place.",
    change: "update",
    missing: "function-missing",
    properties: [
      {
        name: "lambda",
        type: "object",
        role: "input",
        doc: "The Lambda function that is the connector.",
        missing: "function-missing",
        properties: [
          {
            name: "lambdaArn",
            type: "string",
            role: "input",
            doc: "ARN of the function; a version or an alias may follow.",
            missing: "function-missing",
            invalid: "function-invalid",
            max: 512,
            // The model says arn:aws: and any service. Only a Lambda function can stand here, in every partition.
            pattern: LAMBDA_ARN,
            expected: "the ARN of a Lambda function",
          },
        ],
      },
    ],
  },
  {
    name: "connectorProvisioningType",
    type: "string",
    role: "input",
    doc: "`LAMBDA`, the only type there is.",
    change: "replace",
    omitted: "keep",
    default: "LAMBDA",
    invalid: "provisioning-type-invalid",
    pattern: /^LAMBDA$/,
    expected: "LAMBDA",
  },
  {
    name: "description",
    type: "string",
    role: "input",
    doc: "Changes in place; leaving it out removes it.",
    change: "update",
    omitted: "remove",
    default: "",
    invalid: "description-invalid",
    max: 1024,
    pattern: /^[\s\w/!@#+=.-]*$/,
    isSensitive: true,
  },
  {
    name: "clientToken",
    type: "string",
    role: "input",
    doc: "For the first RegisterConnector only.",
    invalid: "client-token-invalid",
    min: 1,
    max: 256,
    pattern: /^[ -~]+$/,
    isSensitive: true,
  },
  {
    name: "region",
    type: "string",
    role: "input",
    doc: "Another stated region replaces.",
    change: "replace",
    omitted: "keep",
    invalid: "region-invalid",
    pattern: REGION,
    expected: "a region",
  },
  {
    name: "adopt",
    type: "boolean",
    role: "input",
    doc: "Take over a registration that has the label already.",
  },
  {
    name: "forceDelete",
    type: "boolean",
    role: "input",
    doc: "Unregister even while connector profiles use it.",
    // `delete` gets the state alone, so the state must have it.
    change: "state",
    omitted: "default",
    default: false,
  },
  {
    name: "triggers",
    type: "array",
    role: "input",
    doc: "Any values; a change makes AppFlow ask the function again. Hand in the function's code hash, and new code is registered.",
    change: "reregister",
    omitted: "default",
    default: [],
  },
  { name: "accountId", type: "string", role: "output", doc: "Account of the registration." },
  { name: "connectorArn", type: "string", role: "output", doc: "ARN of the registration." },
  { name: "connectorName", type: "string", role: "output", doc: "Name, as the function states it." },
  { name: "connectorOwner", type: "string", role: "output", doc: "Owner, as the function states it." },
  { name: "connectorVersion", type: "string", role: "output", doc: "Version, as the function states it." },
  { name: "connectorModes", type: "array", role: "output", doc: "`SOURCE`, `DESTINATION` or both." },
  { name: "registeredAt", type: "string", role: "output", doc: "When it was registered; ISO 8601." },
  { name: "registeredBy", type: "string", role: "output", doc: "ARN of the caller who registered it." },
  {
    name: "askedAt",
    type: "string",
    role: "note",
    doc: "When an update had AppFlow ask the function, by AWS's clock; absent while only the registration did. ISO 8601.",
  },
  {
    name: "registeringSince",
    type: "string",
    role: "note",
    doc: "When an operation began to register it that never saw it registered, by AWS's clock; else absent. ISO 8601.",
  },
] as const satisfies readonly Property[];

type Role = Property["role"];
type NameOf<R extends Role> = Extract<(typeof SCHEMA)[number], { readonly role: R }>["name"];

/** Names that are the keys of an interface, no more and no less; else the assignment does not compile. */
type Keys<Names, T> = [Names] extends [T] ? ([T] extends [Names] ? Names[] : never) : never;

function namesOf<R extends Role>(role: R): NameOf<R>[] {
  return SCHEMA.filter((property) => property.role === role).map(({ name }) => name as NameOf<R>);
}

/** The arguments of a ConnectorRegistration. */
export const ARGUMENTS: Keys<NameOf<"input">, keyof ConnectorRegistrationInputs> = namesOf("input");

/** Outputs that only DescribeConnector says; one that it no longer says is no longer there. */
export const OUTPUTS: Keys<NameOf<"output">, Exclude<keyof Observation, keyof ConnectorRegistrationInputs>> = namesOf(
  "output",
);

/** What an operation notes in the state for a later one. */
export const NOTES: Keys<
  NameOf<"note">,
  Exclude<keyof ConnectorRegistrationState, keyof ConnectorRegistrationInputs | keyof Observation>
> = namesOf("note");

/** Where a function lives that its ARN names; undefined for anything else. */
export function parseFunctionArn(arn: unknown): { region: string; accountId: string } | undefined {
  const [, , region, accountId] = (typeof arn === "string" && LAMBDA_ARN.exec(arn)) || [];
  return region && accountId ? { region, accountId } : undefined;
}

export function isRegion(value: unknown): value is string {
  return typeof value === "string" && REGION.test(value);
}
