import type { Registration } from "./appflow";
import { LIMITS } from "./connection";
import { matching } from "./converge";
import { failure, type Subject } from "./findings";
import type { ConnectorRegistrationState } from "./inputs";
import { holder } from "./taken";

/** Whether a registration may have been made after a time of this machine's clock, in milliseconds. */
export function madeAfter(began: number, { registeredAt }: Registration): boolean {
  return registeredAt === undefined || Date.parse(registeredAt) >= began - LIMITS.skew;
}

/**
 * Whether a registration is the state's. A state with `registeringSince` is of a run that never saw what it registered under
 * the label, which was free before: what is there now is its own if it equals what was asked for and is not older; somebody
 * else's if neither holds; and where that can't be told, nothing is touched and this throws.
 */
export function isOwn(
  found: Registration,
  { registeringSince, connectorProvisioningConfig, description = "" }: Partial<ConnectorRegistrationState>,
  subject: Subject,
): boolean {
  if (registeringSince === undefined || !connectorProvisioningConfig) return true;
  const { lambdaArn } = connectorProvisioningConfig.lambda;
  const isEqual = matching(lambdaArn, description)(found);
  const isAfter = madeAfter(Date.parse(registeringSince), found);
  if (isEqual === isAfter) return isEqual;
  throw failure("registration-unsettled", subject, {
    since: registeringSince,
    label: found.connectorLabel,
    holder: holder(found, { description: null, lambdaArn }),
  });
}
