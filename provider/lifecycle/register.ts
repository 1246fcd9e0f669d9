import { randomUUID } from "node:crypto";
import { LIMITS } from "../aws/limits";
import { DiagnosticError, isAmbiguous } from "../diagnostics/diagnostic";
import { isUpToDate } from "../resource/diff";
import { compact } from "../resource/path";
import { toState } from "../resource/state";
import type { ConnectorRegistrationState, LocatedInputs, Observation } from "../resource/types";
import { notConfirmed, outcomeUnknown, settle, waitUntilConsistent } from "./consistency";
import { continueAs, type OperationContext } from "./context";
import { isOfTime, refuseUnconfirmed } from "./createPending";
import { labelTaken } from "./labelTaken";
import { withRefusalExplained } from "./refusalCause";

/** One intent to register: what is asked for, and how far it has come over all calls. */
interface Progress {
  /** The inputs, with a description. */
  readonly desired: LocatedInputs & { readonly description: string };
  /** When it began, by AWS's clock, in milliseconds. */
  readonly began: number;
  /** The ARN that RegisterConnector answered with, once it did; empty if the answer had none. */
  arn?: string;
  /** The failure that leaves open whether a call registered the connector. */
  ambiguous?: DiagnosticError | undefined;
}

/**
 * Registers a label that was free a moment ago, and returns what DescribeConnector then shows. Observing settles a call that
 * broke: a registration that is up to date and not older is what the call made, since there was none before it. Otherwise the
 * call is repeated with the same token. A token that the program states may be spent, on another label or on a registration
 * that is gone (AppFlow remembers it for 8 hours), so a fresh one follows it. What can't be settled is thrown as partly
 * created: the engine saves it, and the next run settles it.
 */
export function register(operation: OperationContext, inputs: LocatedInputs): Promise<ConnectorRegistrationState> {
  const freshToken = randomUUID();
  const { lambdaArn } = inputs.connectorProvisioningConfig.lambda;
  return continueAs(operation, { action: "registering" }, (registering) =>
    withRefusalExplained(registering, lambdaArn, () => registerOnce(registering, inputs, freshToken)),
  );
}

async function registerOnce(
  operation: OperationContext,
  inputs: LocatedInputs,
  freshToken: string,
): Promise<ConnectorRegistrationState> {
  const began = operation.clock.now() + (await operation.service.clockOffset());
  const progress: Progress = { desired: { ...inputs, description: inputs.description ?? "" }, began };
  try {
    return toState(progress.desired, await callUntilSettled(operation, progress, freshToken));
  } catch (error) {
    throw error instanceof DiagnosticError ? await withPartial(operation, error, progress) : error;
  }
}

/** At most two calls whose outcome stays open, and one with a stated token that turns out to be spent. */
async function callUntilSettled(
  operation: OperationContext,
  progress: Progress,
  freshToken: string,
): Promise<Observation> {
  let token = progress.desired.clientToken ?? freshToken;
  for (let calls = 2; calls > 0;) {
    const registered = await call(operation, token, progress);
    if (registered) return registered;
    if (progress.ambiguous) calls -= 1;
    else if (token === freshToken) break;
    else token = freshToken;
  }
  throw progress.ambiguous ? outcomeUnknown(progress.ambiguous) : notConfirmed("the registration");
}

/** One call, and what the label shows after it. Undefined while nothing of ours shows; throws what is definite. */
async function call(
  operation: OperationContext,
  clientToken: string,
  progress: Progress,
): Promise<Observation | undefined> {
  const { desired } = progress;
  const { connectorLabel, connectorProvisioningType, connectorProvisioningConfig, description } = desired;
  const request = { connectorLabel, connectorProvisioningType, connectorProvisioningConfig, clientToken };
  try {
    progress.arn = (await operation.service.register(description ? { ...request, description } : request)) ?? "";
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    if (!isAmbiguous(error)) return afterRefusal(operation, error, clientToken, progress);
    progress.ambiguous = error;
    const consistent = await settle(operation, error, (observed) => observed !== undefined);
    return isMade(consistent?.observed, progress) ? consistent?.observed : undefined;
  }
  progress.ambiguous = undefined;
  return (await waitUntilConsistent(operation, (observed) => isUpToDate(observed, desired)))?.observed;
}

/** Whether a call whose answer got lost made what is observed. */
function isMade(observed: Observation | undefined, { desired, began }: Progress): boolean {
  return isUpToDate(observed, desired) && isOfTime(began, observed);
}

/** A refusal is final, unless it is a conflict with what an earlier call made, or the stated token is spent. */
async function afterRefusal(
  operation: OperationContext,
  refusal: DiagnosticError,
  token: string,
  progress: Progress,
): Promise<Observation | undefined> {
  if (refusal.code !== "label-conflict") throw refusal;
  const { desired, began, ambiguous, arn } = progress;
  const unknown = ambiguous ? outcomeUnknown(ambiguous) : refusal;
  const consistent = await waitUntilConsistent(operation, (observed) => observed !== undefined, LIMITS.conflict).catch(
    () => {
      throw unknown;
    },
  );
  const observed = consistent?.observed;
  const mayBeOurs = ambiguous !== undefined || arn !== undefined;
  if (mayBeOurs && isUpToDate(observed, desired)) {
    refuseUnconfirmed(observed, { ...desired, registeringSince: new Date(began).toISOString() });
    return observed;
  }
  if (observed) {
    progress.ambiguous = undefined;
    throw labelTaken(operation, observed, desired);
  }
  if (token === desired.clientToken) return undefined;
  throw unknown;
}

/** What exists and can't be observed, or may exist, must not be lost. */
async function withPartial(
  { service }: OperationContext,
  error: DiagnosticError,
  { desired, began, arn, ambiguous }: Progress,
): Promise<DiagnosticError> {
  if (arn === undefined && !ambiguous) return error;
  const named = /^arn:[^:]*:appflow:[^:]*:([0-9]{12}):/.exec(arn ?? "")?.[1];
  const accountId = named ?? (await service.account().catch(() => undefined));
  const properties = compact({ ...desired, accountId, registeringSince: new Date(began).toISOString() });
  return error.with({ partial: { id: desired.connectorLabel, properties } });
}
