import { randomUUID } from "node:crypto";
import type { Registration } from "./appflow";
import { LIMITS } from "./connection";
import type { Site } from "./context";
import { isOfTime, refuseUnsettled } from "./ownership";
import { matching, settledAfter, unconfirmed, unsettled } from "./converge";
import { DiagnosticError, withPartial } from "./findings";
import type { ConnectorRegistrationState } from "./inputs";
import { labelTaken } from "./refusals";
import { settled } from "./settle";
import { given, outputsOf, type Placed } from "./state";

/** One intent to register: what is asked for, and how far it has come over all attempts. */
interface Progress {
  readonly stated: Placed;
  /** By this machine's clock, in milliseconds. */
  readonly began: number;
  /** The ARN that RegisterConnector answered with, once it did. */
  arn?: string;
  /** The failure that left an attempt open. */
  open?: DiagnosticError;
}

/**
 * Registers a label that was free a moment ago, and returns what DescribeConnector then shows. A call that broke is settled by
 * looking: what equals the program's and is not older is what the call made, since there was nothing before it. Otherwise the
 * call is repeated with the same token. A token that the program states may be spent, on another label or on a registration
 * that is gone (AppFlow remembers it for 8 hours), so a fresh one follows it. What can't be settled is thrown as partly
 * created, so that the engine saves it and the next run settles it.
 */
export async function register(
  site: Site,
  inputs: Placed,
  fresh: string = randomUUID(),
): Promise<ConnectorRegistrationState> {
  const { clock, appflow } = site;
  const stated = { ...inputs, description: inputs.description ?? "" };
  const progress: Progress = { stated, began: clock.now() + (await appflow.clockOffset()) };
  try {
    let token = inputs.clientToken ?? fresh;
    for (let attempts = 2; attempts > 0;) {
      const made = await attempt(site, token, progress);
      if (made) return outputsOf(stated, made);
      if (progress.open) attempts -= 1;
      else if (token === fresh) break;
      else token = fresh;
    }
    throw progress.open ? unsettled(site, progress.open) : unconfirmed(site, "the registration");
  } catch (error) {
    throw error instanceof DiagnosticError ? await saved(site, error, progress) : error;
  }
}

/** One call, and what the label shows after it. Returns undefined while nothing of ours shows; throws what is definite. */
async function attempt(site: Site, token: string, progress: Progress): Promise<Registration | undefined> {
  const { appflow, subject, clock } = site;
  const { stated } = progress;
  const answer = await ask(site, stated, token);
  if (typeof answer === "string") {
    progress.arn = answer;
    delete progress.open;
    const isOurs = matching(stated.connectorProvisioningConfig.lambda.lambdaArn, stated.description);
    return (await settled(clock, () => appflow.describe(stated.connectorLabel, subject), isOurs))?.seen;
  }
  if (answer.outcome === "definite") return afterRefusal(site, answer, token, progress);
  progress.open = answer;
  const shown = (await settledAfter(site, answer, (seen) => seen !== undefined))?.seen;
  return isMade(shown, progress) ? shown : undefined;
}

/** Returns the ARN, or the failure. */
async function ask({ appflow, subject }: Site, stated: Placed, clientToken: string) {
  const { connectorLabel, connectorProvisioningType, description } = stated;
  const { lambdaArn } = stated.connectorProvisioningConfig.lambda;
  const wish = { connectorLabel, connectorProvisioningType, lambdaArn, clientToken };
  try {
    return (await appflow.register({ ...wish, ...(description ? { description } : {}) }, subject)) ?? "";
  } catch (error) {
    if (error instanceof DiagnosticError) return error;
    throw error;
  }
}

/** Whether an attempt whose answer got lost made what is shown. */
function isMade(shown: Registration | undefined, { stated, began }: Progress): shown is Registration {
  const { lambdaArn } = stated.connectorProvisioningConfig.lambda;
  return matching(lambdaArn, stated.description)(shown) && isOfTime(began, shown);
}

/** A refusal is final, unless it is a conflict with what an earlier attempt made, or the stated token is spent. */
async function afterRefusal(site: Site, refusal: DiagnosticError, token: string, progress: Progress) {
  if (refusal.code !== "label-conflict") throw refusal;
  const { appflow, subject, clock } = site;
  const { stated, began, open, arn } = progress;
  const unknown = open ? unsettled(site, open) : refusal;
  const look = () => appflow.describe(stated.connectorLabel, subject);
  const settlement = await settled(clock, look, (seen) => seen !== undefined, LIMITS.conflict).catch(() => {
    throw unknown;
  });
  const shown = settlement?.seen;
  const mayBeOurs = open !== undefined || arn !== undefined;
  const { lambdaArn } = stated.connectorProvisioningConfig.lambda;
  if (mayBeOurs && matching(lambdaArn, stated.description)(shown)) {
    refuseUnsettled(shown, { ...stated, registeringSince: new Date(began).toISOString() }, subject);
    return shown;
  }
  if (shown) {
    delete progress.open;
    throw labelTaken(site, shown, stated);
  }
  if (token === stated.clientToken) return undefined;
  throw unknown;
}

/** What was made and can't be looked at, or may have been made, must not be lost: the next run settles it. */
async function saved(site: Site, error: DiagnosticError, { stated, began, arn, open }: Progress) {
  if (arn === undefined && !open) return error;
  const named = /^arn:[^:]*:appflow:[^:]*:([0-9]{12}):/.exec(arn ?? "")?.[1];
  const accountId = named ?? (await site.appflow.account(site.subject).catch(() => undefined));
  const registeringSince = new Date(began).toISOString();
  const properties = { ...stated, ...given("accountId", accountId), registeringSince };
  // A copy: calls that wait for the same credentials may share their failure.
  return withPartial(error, { id: stated.connectorLabel, properties });
}
