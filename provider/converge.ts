import { randomUUID } from "node:crypto";
import type { Registration } from "./appflow";
import { LIMITS } from "./connection";
import type { Site } from "./context";
import { wantedDescription } from "./diff";
import { DiagnosticError, failure } from "./findings";
import type { ConnectorRegistrationState } from "./inputs";
import { settled } from "./settle";
import { given, outputsOf, type Placed } from "./state";

/**
 * Registers a label that was free a moment ago, and returns what DescribeConnector then shows. A call that broke is
 * settled by looking: a registration that equals ours is the one that the call made, since there was none before it.
 * Where there is still none, the call is repeated with the same token. A token that the program states may be spent, on
 * another label or on a registration that is gone (AppFlow remembers it for 8 hours), so a fresh one follows it.
 */
export async function register(site: Site, inputs: Placed): Promise<ConnectorRegistrationState> {
  const stated = { ...inputs, description: inputs.description ?? "" };
  const isOurs = matching(inputs.connectorProvisioningConfig.lambda.lambdaArn, stated.description);
  const fresh = randomUUID();
  const tokens = inputs.clientToken === undefined ? [fresh, fresh] : [inputs.clientToken, fresh, fresh];
  for (const [index, token] of tokens.entries()) {
    const mayBeSpent = token === inputs.clientToken;
    const broken = await request(site, inputs, token, mayBeSpent);
    const shown = await shownAfter(site, stated, isOurs, broken);
    if (isOurs(shown)) return outputsOf(stated, shown);
    if (broken && (shown || index === tokens.length - 1)) {
      throw failure("outcome-ambiguous", site.subject, { service: broken.words || broken.message });
    }
    if (!broken && !mayBeSpent) break;
  }
  throw saved(unconfirmed(site, "the registration"), stated);
}

/** Asks for the registration. Returns the failure that leaves the outcome open, and throws the one that doesn't. */
async function request(site: Site, inputs: Placed, clientToken: string, mayBeSpent: boolean) {
  const { connectorLabel, connectorProvisioningType, description } = inputs;
  const { lambdaArn } = inputs.connectorProvisioningConfig.lambda;
  const wish = { connectorLabel, connectorProvisioningType, lambdaArn, clientToken };
  try {
    await site.appflow.register({ ...wish, ...(description ? { description } : {}) }, site.subject);
    return undefined;
  } catch (error) {
    if (isAmbiguous(error)) return error;
    const isConflict = error instanceof DiagnosticError && error.code === "label-conflict";
    if (isConflict && mayBeSpent && !(await site.appflow.describe(connectorLabel, site.subject)))
      return error;
    throw error;
  }
}

/** What the label shows once the call's effect, or anybody's, is there; undefined when it stays free. */
async function shownAfter(
  { appflow, subject, clock }: Site,
  stated: Placed,
  isOurs: (seen: Registration | undefined) => boolean,
  broken: DiagnosticError | undefined,
): Promise<Registration | undefined> {
  const look = () => appflow.describe(stated.connectorLabel, subject);
  if (broken?.outcome === "definite") return undefined;
  if (broken) return (await settled(clock, look, (seen) => seen !== undefined))?.seen;
  const shown = await settled(clock, look, isOurs).catch((error: unknown) => {
    throw error instanceof DiagnosticError ? saved(error, stated) : error;
  });
  return shown?.seen;
}

/** A registration that was made and can't be looked at must not be lost: the next run settles it. */
function saved(error: DiagnosticError, stated: Placed): DiagnosticError {
  error.partial = { id: stated.connectorLabel, properties: stated };
  return error;
}

/** What a registration shall be like, and whether to write it even if it is like that already. */
export interface Goal {
  readonly inputs: Placed;
  /** The description that is wanted; undefined leaves it as it is. */
  readonly description: string | undefined;
  /** Write all the same, so that AppFlow asks the function again. */
  readonly force: boolean;
}

export function goal(state: ConnectorRegistrationState, inputs: Placed, force = false): Goal {
  const description = wantedDescription({ ...state }, { ...inputs }) as string | undefined;
  return { inputs, description, force };
}

/** Brings a registration that exists in line with the goal; one that is already is not written. */
export async function converge(
  site: Site,
  found: Registration,
  { inputs, description, force }: Goal,
): Promise<ConnectorRegistrationState> {
  const { appflow, subject, clock } = site;
  const { connectorLabel } = found;
  const { lambdaArn } = inputs.connectorProvisioningConfig.lambda;
  const stated: Placed = { ...inputs, ...given("description", description) };
  const matches = matching(lambdaArn, description);
  if (!force && matches(found)) return outputsOf(stated, found);
  try {
    await appflow.update({ connectorLabel, lambdaArn, description, clientToken: randomUUID() }, subject);
  } catch (error) {
    // Whether the function was asked again can't be seen from outside: a forced update must be repeated.
    if (force || !isAmbiguous(error)) throw error;
  }
  const shown = await settled(clock, () => appflow.describe(connectorLabel, subject), matches);
  if (!shown?.seen) throw unconfirmed(site, "the change");
  return outputsOf(stated, shown.seen);
}

function matching(lambdaArn: string, description: string | undefined) {
  return (seen: Registration | undefined): seen is Registration =>
    seen?.lambdaArn === lambdaArn && (description === undefined || (seen.description ?? "") === description);
}

export function isAmbiguous(error: unknown): error is DiagnosticError {
  return error instanceof DiagnosticError && error.outcome === "ambiguous";
}

export function unconfirmed({ subject }: Site, what: string): DiagnosticError {
  return failure("not-confirmed", subject, { what, seconds: String(LIMITS.settle / 1000) });
}

/** Who holds a label, for people. A description that may be the program's own is left out: it may be a secret. */
export function holder(found: Registration, ownDescription: unknown): string {
  const { lambdaArn, registeredAt, registeredBy, description, connectorArn } = found;
  const isForeign =
    ownDescription === undefined || (typeof ownDescription === "string" && ownDescription !== description);
  const details = [
    lambdaArn && `function ${lambdaArn}`,
    description && isForeign && `description "${description}"`,
    registeredAt && `registered at ${registeredAt}`,
    registeredBy && `by ${registeredBy}`,
  ].filter(Boolean);
  return details.length > 0 ? `${connectorArn} (${details.join(", ")})` : connectorArn;
}
