import { FAULT } from "../faults/faultTable";
import type { FunctionRegistration } from "../functions/registry";
import type { JsonObject } from "../schemas/json";
import { anyObject, either, name, objectOf, oneOf, type Schema, text, textOrTexts, time } from "../schemas/validators";
import { REGISTRATION_CHANGES } from "../store/registrations";
import type { Controls } from "./controls";

/** A request to a control, checked. */
interface ControlRequest {
  query: Record<string, string>;
  /** Of the query, as the controls take it. */
  scope: [accountId?: string, region?: string];
  body: JsonObject;
}

/** `query` and `body` say what a control takes; other members are refused. */
type Row = readonly [
  route: string,
  does: string,
  query: Schema,
  body: Schema,
  handle: (controls: Controls, request: ControlRequest) => unknown,
];

const none = objectOf({});
const SCOPE = { accountId: text, region: text };
const inScope = objectOf(SCOPE);
const labelled = objectOf({ label: name, ...SCOPE }, ["label"]);
const named = objectOf({ name, ...SCOPE }, ["name"]);
const ofFunction = objectOf({ arn: name }, ["arn"]);
const ofStatement = objectOf({ arn: name, sid: text }, ["arn"]);

const PROFILE = objectOf(
  {
    name,
    connectorLabel: name,
    connectionMode: oneOf("Public", "Private"),
    accountId: text,
    region: text,
  },
  ["name", "connectorLabel"],
);

/** Other members of IAM's statements aren't evaluated. */
const STATEMENT = objectOf(
  {
    Sid: text,
    Effect: oneOf("Allow", "Deny"),
    Principal: either(oneOf("*"), anyObject),
    Action: textOrTexts,
    Resource: textOrTexts,
    Condition: anyObject,
  },
  ["Effect", "Principal", "Action"],
);

const FUNCTION = objectOf(
  {
    arn: name,
    source: objectOf({ node: text, python: text, handler: text, interpreter: text, url: text, answer: {} }),
    policy: either(oneOf("appflow", "none"), {
      type: "array",
      items: anyObject,
      description: "a list of statements",
    }),
    state: oneOf("Active", "Pending", "Failed", "Inactive"),
    lastModified: time,
  },
  ["arn", "source"],
);

/** Registering takes the ARN beside the details. */
function registerFunction({ functions }: Controls, { body }: ControlRequest): void {
  const { arn, source, ...details } = body as unknown as FunctionRegistration & { arn: string };
  functions.register(arn, source, details);
}

/** Every control under /_emulator. */
export const CONTROLS: readonly Row[] = [
  ["GET /health", "says that the emulator serves", none, none, () => ({ status: "ok" })],
  ["GET /connectors", "the registrations", inScope, none, (c, r) => c.connectors.list(...r.scope)],
  [
    "GET /connector",
    "one registration, or null",
    labelled,
    none,
    (c, { query, scope }) => c.connectors.get(query.label, ...scope),
  ],
  [
    "PUT /connector",
    "puts a registration there",
    labelled,
    REGISTRATION_CHANGES,
    (c, { query, scope, body }) => c.connectors.put(query.label, body, ...scope),
  ],
  [
    "PATCH /connector",
    "changes a registration",
    labelled,
    REGISTRATION_CHANGES,
    (c, { query, scope, body }) => c.connectors.edit(query.label, body, ...scope),
  ],
  [
    "DELETE /connector",
    "removes a registration",
    labelled,
    none,
    (c, { query, scope }) => c.connectors.remove(query.label, ...scope),
  ],
  ["GET /profiles", "the connector profiles", inScope, none, (c, r) => c.profiles.list(...r.scope)],
  ["POST /profiles", "creates a profile", none, PROFILE, (c, r) => c.profiles.create(r.body as never)],
  [
    "DELETE /profiles",
    "removes a profile",
    named,
    none,
    (c, { query, scope }) => c.profiles.remove(query.name, ...scope),
  ],
  ["GET /functions", "the functions and how they ran last", none, none, (c) => c.functions.list()],
  ["PUT /functions", "registers a function", none, FUNCTION, registerFunction],
  ["DELETE /functions", "removes a function", ofFunction, none, (c, r) => c.functions.remove(r.query.arn)],
  [
    "POST /functions/permissions",
    "lets somebody invoke a function",
    ofFunction,
    STATEMENT,
    (c, { query, body }) => c.functions.addPermission(query.arn, body as never),
  ],
  [
    "DELETE /functions/permissions",
    "takes a permission away, or all",
    ofStatement,
    none,
    (c, { query }) => c.functions.removePermission(query.arn, query.sid),
  ],
  ["GET /faults", "the faults that can still hit", none, none, (c) => c.faults.list()],
  ["POST /faults", "adds a fault", none, FAULT, (c, r) => c.faults.add(r.body as never)],
  ["DELETE /faults", "clears the faults", none, none, (c) => c.faults.clear()],
  ["GET /journal", "the calls", none, none, (c) => c.journal.entries],
  ["DELETE /journal", "clears the journal", none, none, (c) => c.journal.clear()],
];
