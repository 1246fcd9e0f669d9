// What the engine or a program does with a registration while answers are garbled.
import * as pulumi from "@pulumi/pulumi";
import type { Fault } from "../../../emulator/index";
import { openServices } from "../../../provider/aws/services";
import type { Finding } from "../../../provider/diagnostics/diagnostic";
import { openPreviewSession, type PreviewSession } from "../../../provider/preview/session";
import * as appflow from "../../../sdk";
import { PROVIDER_LITERAL } from "../../../sdk/literal";
import { openHost, type Properties } from "../contract/host";
import { ACCOUNT, arnOf, REGION } from "../contract/target";
import { askingPlan, desiring, resourceOf } from "../inMemory/preview";
import { CHANGED, INPUTS, LABEL, SINCE, STATE } from "./account";

/** What the engine has in the state: outputs, or nothing once the registration is gone. */
export type Saved = Properties | "gone";

/** What comes of a journey. */
export interface Result {
  readonly answer: unknown;
  readonly saved?: Saved;
  readonly isFailed?: boolean;
  /** What the user is told beside the answer. */
  readonly messages?: readonly string[];
}

type Run = (settings: Record<string, string>) => Promise<Result>;

export interface Journey {
  /** Whose code reads the answers. */
  readonly by: "run" | "refresh" | "program" | "preview";
  /** The operations whose answers are garbled. */
  readonly calls: readonly string[];
  readonly run: Run;
  /** Whether the registration is there when it begins. */
  readonly isThere?: boolean;
  /** What the state has when it begins, and keeps when it fails. */
  readonly state?: Properties;
  /** What else goes wrong. */
  readonly faults?: readonly Fault[];
  readonly settings?: Readonly<Record<string, string>>;
  /** A connector profile that uses the registration. */
  readonly profile?: string;
  /** The description that the registration has when all went well. */
  readonly achieves?: string;
}

const journey = (
  by: Journey["by"],
  calls: Journey["calls"],
  run: Run,
  given: Omit<Journey, "by" | "calls" | "run"> = {},
): Journey => ({ by, calls, run, ...given });

function creating(inputs: Properties): Run {
  return async (settings) => {
    const answer = await (await openHost(settings)).create(inputs);
    return { answer, saved: { ...answer.outs } };
  };
}

function reading(state: Properties): Run {
  return async (settings) => {
    const answer = await (await openHost(settings)).read(LABEL, state);
    return { answer, saved: answer.id ? { ...answer.props } : "gone" };
  };
}

function updating(inputs: Properties): Run {
  return async (settings) => {
    const answer = await (await openHost(settings)).update(LABEL, STATE, inputs);
    return { answer, saved: { ...answer.outs } };
  };
}

const deleting: Run = async (settings) => {
  await (await openHost(settings)).delete(LABEL, STATE);
  return { answer: {}, saved: "gone" };
};

function lookingUp(lookUp: () => Promise<unknown>): Run {
  return async () => {
    // Each run has services of its own.
    await pulumi.runtime.setMocks({ call: () => ({}), newResource: () => ({ id: "id", state: {} }) });
    return { answer: await lookUp() };
  };
}

function previewing(preview: (session: PreviewSession) => Promise<Finding[]>): Run {
  return async (settings) => {
    const options = { hasProviderEnvironment: true, mode: "error", invokesFunctions: true } as const;
    const services = openServices((name) => settings[name]);
    const answer = await preview(openPreviewSession(services, REGION, options));
    return { answer, messages: answer.map(({ message }) => message) };
  };
}

const PLAN = askingPlan(LABEL, { description: "stated" });
const RESOURCE = resourceOf({ desired: desiring(arnOf("crm"), "of sales") });
const UNCHANGED = {
  scope: { action: "checking", label: LABEL, region: REGION },
  lambdaArn: arnOf("crm"),
  listAskedAt: () => [SINCE],
};

function refused(operation: string, type: string, after = 0): Fault {
  return { operation, kind: { error: { type } }, times: "always", after };
}

/** Nobody can observe what was registered, so that the answer of RegisterConnector is all there is. */
const UNOBSERVED = refused("DescribeConnector", "AccessDeniedException", 1);
/** The same, with an answer that lacks the ARN. */
const UNANSWERED = [UNOBSERVED, { operation: "RegisterConnector", kind: { body: "{}" } }];
const ROLE = JSON.stringify({
  roleArn: `arn:aws:iam::${ACCOUNT}:role/deployer`,
  webIdentityToken: "a token",
});
const SETTINGS = {
  allowed: { "aws:allowedAccountIds": JSON.stringify([ACCOUNT]) },
  role: { "aws:assumeRole": ROLE },
  token: { "aws:assumeRoleWithWebIdentity": ROLE },
};
const THERE = { isThere: true };
const MANAGED = { isThere: true, state: STATE };
const GONE = { state: STATE };

const lookingOneUp = lookingUp(() => appflow.getConnectorRegistration({ connectorLabel: LABEL }));
const lookingAllUp = lookingUp(() => appflow.listConnectorRegistrations());
const previewingOne = previewing((session) => session.lookUp(PLAN, RESOURCE));
const previewingAdoption = previewing((session) => session.lookUp({ ...PLAN, adopt: true }, RESOURCE));
const comparingAge = previewing((session) => session.compareAge(UNCHANGED));

const DESCRIBE = "DescribeConnector";
const UPDATE = "UpdateConnectorRegistration";
const CALLER = "GetCallerIdentity";
const PREVIEWED = ["ListConnectors", "GetFunction", "GetPolicy", CALLER, "Invoke"];

// What stands behind a refusal is read as preview reads it.
export const JOURNEYS: Readonly<Record<string, Journey>> = {
  "creating one that nobody can observe": journey("run", ["RegisterConnector"], creating(INPUTS), {
    faults: [UNOBSERVED],
  }),
  "creating one of which nothing is known": journey("run", [CALLER], creating(INPUTS), {
    faults: UNANSWERED,
  }),
  "creating one": journey("run", ["RegisterConnector", DESCRIBE], creating(INPUTS), { achieves: "of sales" }),
  "creating one in an allowed account": journey("run", [CALLER], creating(INPUTS), {
    settings: SETTINGS.allowed,
    achieves: "of sales",
  }),
  "creating one whose label is taken": journey("run", [DESCRIBE], creating(INPUTS), THERE),
  adopting: journey("run", [DESCRIBE, UPDATE], creating({ ...CHANGED, adopt: true }), {
    ...THERE,
    achieves: "of marketing",
  }),
  reading: journey("refresh", [DESCRIBE], reading(STATE), MANAGED),
  "reading what is gone": journey("refresh", [DESCRIBE, CALLER], reading(STATE), GONE),
  "reading for a program": journey("refresh", [DESCRIBE], reading({ __provider: PROVIDER_LITERAL }), THERE),
  "reading with a role": journey("refresh", ["AssumeRole"], reading(STATE), {
    ...MANAGED,
    settings: SETTINGS.role,
  }),
  "reading with an identity provider's token": journey("refresh", ["AssumeRoleWithWebIdentity"], reading(STATE), {
    ...MANAGED,
    settings: SETTINGS.token,
  }),
  updating: journey("run", [DESCRIBE, UPDATE], updating(CHANGED), { ...MANAGED, achieves: "of marketing" }),
  "registering anew": journey("run", [DESCRIBE, UPDATE], updating({ ...INPUTS, triggers: [1] }), MANAGED),
  deleting: journey("run", [DESCRIBE, "UnregisterConnector"], deleting, MANAGED),
  "deleting what is gone": journey("run", [DESCRIBE, CALLER], deleting, GONE),
  "deleting what is in use": journey("run", ["UnregisterConnector", "DescribeConnectorProfiles"], deleting, {
    ...MANAGED,
    profile: "sales",
  }),
  "looking one up": journey("program", [DESCRIBE, "GetFunction"], lookingOneUp, THERE),
  "looking all up": journey("program", ["ListConnectors", CALLER], lookingAllUp, {
    ...THERE,
    settings: SETTINGS.allowed,
  }),
  "previewing a new one": journey("preview", PREVIEWED, previewingOne, { settings: SETTINGS.allowed }),
  "previewing one whose label is taken": journey("preview", ["ListConnectors", DESCRIBE], previewingOne, THERE),
  "previewing an adoption": journey("preview", [DESCRIBE], previewingAdoption, THERE),
  "previewing one that stays": journey("preview", ["GetFunction"], comparingAge, THERE),
  "creating what AppFlow refuses": journey("preview", ["GetFunction", "GetPolicy"], creating(INPUTS), {
    faults: [refused("RegisterConnector", "AccessDeniedException")],
  }),
  "creating one too many": journey("preview", ["ListConnectors"], creating(INPUTS), {
    faults: [refused("RegisterConnector", "ServiceQuotaExceededException")],
  }),
};
