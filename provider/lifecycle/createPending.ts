import { LIMITS } from "../aws/limits";
import { failure } from "../diagnostics/diagnostic";
import { describeOwner } from "../diagnostics/labelConflict";
import { isUpToDate } from "../resource/diff";
import { toLabelOwner } from "../resource/labelOwner";
import type { ConnectorRegistrationState, Observation, RawProperties } from "../resource/types";
import { UNKNOWN } from "../resource/unknown";

/** Whether its age lets a registration be of a create that began at a time of AWS's clock, in milliseconds. */
export function isOfTime(began: number, { registeredAt }: Observation): boolean {
  if (registeredAt === undefined) return true;
  const age = Date.parse(registeredAt) - began;
  return age >= -LIMITS.clockSkew && age <= LIMITS.operation + LIMITS.clockSkew;
}

/**
 * Refuses a registration that a pending create can't be told to have made. The state then has `registeringSince`: the label
 * was free, and the operation never saw what it registered. What is there now is its own if it is what was asked for and was
 * registered then.
 */
export function refuseUnconfirmed(observed: Observation, state: RawProperties): void {
  const {
    registeringSince,
    connectorProvisioningConfig,
    description = "",
  } = state as Partial<ConnectorRegistrationState>;
  if (registeringSince === undefined || !connectorProvisioningConfig) return;
  const desired = { connectorProvisioningConfig, description };
  if (isUpToDate(observed, desired) && isOfTime(Date.parse(registeringSince), observed)) return;
  const owner = toLabelOwner(observed, { ...desired, description: UNKNOWN });
  throw failure("registration-unsettled", { since: registeringSince, owner: describeOwner(owner) });
}
