// What people do with registrations while answers are garbled, from the engine's or a program's side.
import type { Fault } from "../../emulator";
import { openAppFlow } from "../../provider/appflow";
import { readConnection } from "../../provider/connection";
import type { Finding } from "../../provider/findings";
import { openLambda } from "../../provider/lambda";
import { type Aged, type Looked, type Note, openPreflight, type Preflight } from "../../provider/preflight";
import * as appflow from "../../sdk";
import { PROVIDER_LITERAL } from "../../sdk/literal";
import { ACCOUNT, arnOf, REGION } from "./contract";
import { CHANGED, INPUTS, LABEL, openHost, type Properties, SINCE, STATE } from "./fuzzGiven";

/** What the engine has in the state: outputs, or nothing once the registration is gone. */
export type Saved = Properties | "gone";

/** What came of a journey. */
export interface Came {
  readonly answer: unknown;
  readonly saved?: Saved;
  readonly isFailed?: boolean;
  /** What is shown beside the answer. */
  readonly messages?: readonly string[];
}

type Go = (settings: Record<string, string>) => Promise<Came>;

export interface Journey {
  /** Whose code reads the answers. */
  readonly by: "run" | "refresh" | "program" | "preview";
  /** The operations whose answers are garbled. */
  readonly calls: readonly string[];
  /** The registration is there when it begins. */
  readonly isThere?: boolean;
  /** What the state has when it begins, and keeps when it fails. */
  readonly state?: Properties;
  /** What goes wrong beside that. */
  readonly faults?: readonly Fault[];
  readonly settings?: Readonly<Record<string, string>>;
  /** A connector profile that uses the registration. */
  readonly profile?: string;
  /** The description that the registration has when all went well. */
  readonly achieves?: string;
  readonly go: Go;
}

function creating(inputs: Properties): Go {
  return async (settings) => {
    const answer = await (await openHost(settings)).create(inputs);
    return { answer, saved: { ...answer.outs } };
  };
}

function reading(state: Properties): Go {
  return async (settings) => {
    const answer = await (await openHost(settings)).read(LABEL, state);
    return { answer, saved: answer.id ? { ...answer.props } : "gone" };
  };
}

function updating(inputs: Properties): Go {
  return async (settings) => {
    const answer = await (await openHost(settings)).update(LABEL, STATE, inputs);
    return { answer, saved: { ...answer.outs } };
  };
}

const deleting: Go = async (settings) => {
  await (await openHost(settings)).delete(LABEL, STATE);
  return { answer: {}, saved: "gone" };
};

function lookingUp(look: () => Promise<unknown>): Go {
  return async () => ({ answer: await look() });
}

function previewing(look: (preflight: Preflight) => Promise<Finding[]>): Go {
  return async (settings) => {
    const { connection } = readConnection((name) => settings[name]);
    const open = (signal: AbortSignal) => ({
      appflow: openAppFlow(connection, REGION, signal),
      lambda: openLambda(connection, REGION, signal),
    });
    const options = { connection, isProvidersEnvironment: true, mode: "error", invokes: true } as const;
    const answer = await look(openPreflight(open, options));
    return { answer, messages: answer.map(({ message }) => message) };
  };
}

const NOTE: Note = {
  isNew: true,
  asks: true,
  label: LABEL,
  region: REGION,
  adopt: false,
  description: "stated",
};
const LOOKED: Looked = {
  own: { description: "of sales", lambdaArn: arnOf("crm") },
  deletesFirst: false,
  waits: false,
};
const AGED: Aged = {
  subject: { doing: "checking", label: LABEL, region: REGION },
  lambdaArn: arnOf("crm"),
  asked: () => [SINCE],
};

function refused(operation: string, type: string, after = 0): Fault {
  return { operation, kind: { error: { type } }, times: "always", after };
}

/** Nobody can look at what was registered, so that the answer of RegisterConnector is all there is. */
const UNSEEN = refused("DescribeConnector", "AccessDeniedException", 1);
const ALLOWED = { "aws:allowedAccountIds": JSON.stringify([ACCOUNT]) };

export const JOURNEYS: Readonly<Record<string, Journey>> = {
  "creating one that nobody can look at": {
    by: "run",
    calls: ["RegisterConnector"],
    faults: [UNSEEN],
    go: creating(INPUTS),
  },
  "creating one that nobody can look at, with an answer that lacks the ARN": {
    by: "run",
    calls: ["GetCallerIdentity"],
    faults: [UNSEEN, { operation: "RegisterConnector", kind: { body: "{}" } }],
    go: creating(INPUTS),
  },
  "creating one": {
    by: "run",
    calls: ["RegisterConnector", "DescribeConnector"],
    achieves: "of sales",
    go: creating(INPUTS),
  },
  "creating one in an allowed account": {
    by: "run",
    calls: ["GetCallerIdentity"],
    settings: ALLOWED,
    achieves: "of sales",
    go: creating(INPUTS),
  },
  "creating one whose label is taken": {
    by: "run",
    calls: ["DescribeConnector"],
    isThere: true,
    go: creating(INPUTS),
  },
  adopting: {
    by: "run",
    calls: ["DescribeConnector", "UpdateConnectorRegistration"],
    isThere: true,
    achieves: "of marketing",
    go: creating({ ...CHANGED, adopt: true }),
  },
  reading: { by: "refresh", calls: ["DescribeConnector"], isThere: true, state: STATE, go: reading(STATE) },
  "reading what is gone": {
    by: "refresh",
    calls: ["DescribeConnector", "GetCallerIdentity"],
    state: STATE,
    go: reading(STATE),
  },
  "reading for a program": {
    by: "refresh",
    calls: ["DescribeConnector"],
    isThere: true,
    go: reading({ __provider: PROVIDER_LITERAL }),
  },
  updating: {
    by: "run",
    calls: ["DescribeConnector", "UpdateConnectorRegistration"],
    isThere: true,
    state: STATE,
    achieves: "of marketing",
    go: updating(CHANGED),
  },
  "registering anew": {
    by: "run",
    calls: ["DescribeConnector", "UpdateConnectorRegistration"],
    isThere: true,
    state: STATE,
    go: updating({ ...INPUTS, triggers: [1] }),
  },
  deleting: {
    by: "run",
    calls: ["DescribeConnector", "UnregisterConnector"],
    isThere: true,
    state: STATE,
    go: deleting,
  },
  "deleting what is gone": {
    by: "run",
    calls: ["DescribeConnector", "GetCallerIdentity"],
    state: STATE,
    go: deleting,
  },
  "deleting what is in use": {
    by: "run",
    calls: ["UnregisterConnector", "DescribeConnectorProfiles"],
    isThere: true,
    state: STATE,
    profile: "sales",
    go: deleting,
  },
  "looking one up": {
    by: "program",
    calls: ["DescribeConnector", "GetFunction"],
    isThere: true,
    go: lookingUp(() => appflow.getConnectorRegistration({ connectorLabel: LABEL })),
  },
  "looking all up": {
    by: "program",
    calls: ["ListConnectors", "GetCallerIdentity"],
    isThere: true,
    settings: ALLOWED,
    go: lookingUp(() => appflow.listConnectorRegistrations()),
  },
  "previewing a new one": {
    by: "preview",
    calls: ["ListConnectors", "GetFunction", "GetPolicy", "GetCallerIdentity", "Invoke"],
    settings: ALLOWED,
    go: previewing((preflight) => preflight.lookUp(NOTE, LOOKED)),
  },
  "previewing one whose label is taken": {
    by: "preview",
    calls: ["ListConnectors", "DescribeConnector"],
    isThere: true,
    go: previewing((preflight) => preflight.lookUp(NOTE, LOOKED)),
  },
  "previewing an adoption": {
    by: "preview",
    calls: ["DescribeConnector"],
    isThere: true,
    go: previewing((preflight) => preflight.lookUp({ ...NOTE, adopt: true }, LOOKED)),
  },
  "previewing one that stays": {
    by: "preview",
    calls: ["GetFunction"],
    isThere: true,
    go: previewing((preflight) => preflight.compareAge(AGED)),
  },
  // What stands behind a refusal is read as preview reads it.
  "creating what AppFlow refuses": {
    by: "preview",
    calls: ["GetFunction", "GetPolicy"],
    faults: [refused("RegisterConnector", "AccessDeniedException")],
    go: creating(INPUTS),
  },
  "creating one too many": {
    by: "preview",
    calls: ["ListConnectors"],
    faults: [refused("RegisterConnector", "ServiceQuotaExceededException")],
    go: creating(INPUTS),
  },
};
