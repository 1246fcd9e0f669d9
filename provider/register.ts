import { randomUUID } from "node:crypto";
import type { Registration } from "./appflow";
import { LIMITS } from "./connection";
import type { Site } from "./context";
import { matching, settledAfter, unconfirmed, unsettled } from "./converge";
import { DiagnosticError, failure } from "./findings";
import type { ConnectorRegistrationState } from "./inputs";
import { settled } from "./settle";
import { given, outputsOf, type Placed } from "./state";
import { takenBy } from "./taken";

/** How far a registration has come, over all attempts. */
interface Progress {
  /** The ARN that RegisterConnector answered with, once it did. */
  arn?: string;
  /** The failure that left the last attempt open. */
  open?: DiagnosticError;
}

/**
 * Registers a label that was free a moment ago, and returns what DescribeConnector then shows. A call that broke is
 * settled by looking: a registration that equals ours is the one that the call made, since there was none before it.
 * Where there is still none, the call is repeated with the same token. A token that the program states may be spent, on
 * another label or on a registration that is gone (AppFlow remembers it for 8 hours), so a fresh one follows it.
 */
export async function register(site: Site, inputs: Placed): Promise<ConnectorRegistrationState> {
  const stated = { ...inputs, description: inputs.description ?? "" };
  const fresh = randomUUID();
  const tokens = inputs.clientToken === undefined ? [fresh, fresh] : [inputs.clientToken, fresh, fresh];
  const progress: Progress = {};
  try {
    for (const token of tokens) {
      const made = await attempt(site, stated, token, progress);
      if (made) return outputsOf(stated, made);
      if (progress.arn !== undefined && token === fresh) break;
    }
    throw progress.open ? unsettled(site, progress.open) : unconfirmed(site, "the registration");
  } catch (error) {
    if (!(error instanceof DiagnosticError) || progress.arn === undefined) throw error;
    throw await saved(site, error, stated, progress.arn);
  }
}

/** One call, and what the label shows after it. Returns undefined while it stays free; throws what is definite. */
async function attempt(site: Site, stated: Placed, token: string, progress: Progress) {
  const { appflow, subject, clock } = site;
  const isOurs = matching(stated.connectorProvisioningConfig.lambda.lambdaArn, stated.description);
  const look = () => appflow.describe(stated.connectorLabel, subject);
  const answer = await ask(site, stated, token);
  if (typeof answer === "string") {
    progress.arn = answer;
    delete progress.open;
    return (await settled(clock, look, isOurs))?.seen;
  }
  if (answer.outcome !== "ambiguous") return afterRefusal(site, stated, answer, token === stated.clientToken);
  progress.open = answer;
  const shown = (await settledAfter(site, answer, (seen) => seen !== undefined))?.seen;
  if (shown && !isOurs(shown)) throw unsettled(site, answer);
  return shown;
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

/** A refusal is final, unless an earlier attempt of the SDK's had its effect, or the stated token is spent. */
async function afterRefusal(
  { appflow, subject, clock }: Site,
  stated: Placed,
  refusal: DiagnosticError,
  isStatedToken: boolean,
): Promise<Registration | undefined> {
  const { lambdaArn } = stated.connectorProvisioningConfig.lambda;
  const isConflict = refusal.code === "label-conflict";
  if (refusal.outcome === "definite" && !isConflict) throw refusal;
  const look = () => appflow.describe(subject.label ?? "", subject);
  const settlement = await settled(clock, look, (seen) => seen !== undefined, LIMITS.refusal).catch(() => {
    throw refusal;
  });
  const shown = settlement?.seen;
  if (shown && refusal.outcome === "retried" && matching(lambdaArn, stated.description)(shown)) return shown;
  if (shown && isConflict) {
    throw failure(
      "label-taken",
      subject,
      takenBy(shown, { description: null, lambdaArn }, shown.connectorLabel),
    );
  }
  if (!shown && isConflict && isStatedToken) return undefined;
  throw refusal;
}

/** A registration that was made and can't be looked at must not be lost: the next run settles it. */
async function saved(
  site: Site,
  error: DiagnosticError,
  stated: Placed,
  arn: string,
): Promise<DiagnosticError> {
  const accountId = arn.split(":")[4] ?? (await site.appflow.account(site.subject).catch(() => undefined));
  error.partial = { id: stated.connectorLabel, properties: { ...stated, ...given("accountId", accountId) } };
  return error;
}
