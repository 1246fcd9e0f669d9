// One preview at work, on an AppFlow and a Lambda in memory.
import type { Lambda } from "../../../provider/aws/lambda";
import type { Connection } from "../../../provider/config/connection";
import type { LookupPlan, PreviewedResource } from "../../../provider/preview/plan";
import { openPreviewSession, type SessionOptions } from "../../../provider/preview/session";
import { UNKNOWN } from "../../../provider/resource/unknown";
import { arnOf, inMemoryAppFlow, REGION } from "./context";
import { inMemoryLambda } from "./lambda";

/** The plan of a registration that is new, and whose function is unknown as yet. */
export const planOf = (label: string | undefined, changes: Partial<LookupPlan> = {}): LookupPlan => ({
  isNew: true,
  isFunctionAsked: false,
  label,
  region: REGION,
  adopt: false,
  description: "absent",
  ...changes,
});

/** The same where the function is known. */
export const askingPlan = (label: string | undefined, changes: Partial<LookupPlan> = {}) =>
  planOf(label, { isFunctionAsked: true, ...changes });

/** The plan of an update: the label is the resource's own already. */
export const updatePlan = (label: string | undefined) => askingPlan(label, { isNew: false });

/** A resource that waits for nothing, and whose function is `crm`. */
export const resourceOf = (changes: Partial<PreviewedResource> = {}): PreviewedResource => ({
  desired: desiring(arnOf("crm")),
  retainsOnDelete: false,
  isDeletedFirst: false,
  isWaiting: false,
  ...changes,
});

/** What a program states; without a description, it states none. */
export const desiring = (lambdaArn: string, description?: string) => ({
  connectorProvisioningConfig: { lambda: { lambdaArn } },
  ...(description === undefined ? {} : { description }),
});

/** A resource with another function; by default with one that nobody knows yet. */
export const resourceWith = (lambdaArn = UNKNOWN, changes: Partial<PreviewedResource> = {}) =>
  resourceOf({ desired: desiring(lambdaArn), ...changes });

interface Options extends Partial<SessionOptions> {
  readonly connection?: Partial<Connection>;
  readonly account?: string;
  /** Where functions are looked up; undefined is nowhere. */
  readonly lambda?: Lambda | undefined;
}

/** A preview session, where it makes its lookups, and what it finds: whole, or as `severity code`. */
export function openSession({ connection = {}, account, lambda, ...options }: Options = {}) {
  const appflow = inMemoryAppFlow(account);
  const services = {
    connection: { assumeRoles: [], endpoints: {}, ...connection },
    appflow: () => appflow,
    lambda: () => lambda,
  };
  const { lookUp, compareAge } = openPreviewSession(services, REGION, {
    hasProviderEnvironment: true,
    mode: "error",
    invokesFunctions: false,
    ...options,
  });
  const findings = async (...args: Parameters<typeof lookUp>) => (await lookUp(...args)).map(short);
  return { appflow, lookUp, compareAge, findings };
}

/** The same with a Lambda that has some functions. */
export function openSessionWith(functions: Parameters<typeof inMemoryLambda>[0], options: Options = {}) {
  const lambda = inMemoryLambda(functions);
  return { lambda, ...openSession({ lambda, ...options }) };
}

export const short = ({ severity, code }: { severity: string; code: string }) => `${severity} ${code}`;

/** What is under way goes as far as it can. */
export const aTurn = () => new Promise((resolve) => setImmediate(resolve));

/** A call that never ends. */
export const never = () => new Promise<never>(() => undefined);
