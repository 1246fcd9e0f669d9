import type { Registration } from "./appflow";
import { LIMITS } from "./connection";
import { matching } from "./converge";
import { failure, type Subject } from "./findings";
import type { ConnectorRegistrationState } from "./inputs";
import { holder } from "./taken";

/** Whether its age lets a registration be of an operation that began at a time of AWS's clock, in milliseconds. */
export function isOfTime(began: number, { registeredAt }: Registration): boolean {
  if (registeredAt === undefined) return true;
  const age = Date.parse(registeredAt) - began;
  return age >= -LIMITS.skew && age <= LIMITS.operation + LIMITS.skew;
}

/**
 * A state with `registeringSince` is of a run that never saw what it registered under the label, which was free before. What is
 * there now is its own if it equals what was asked for and was registered then. Anything else can't be told, and isn't touched.
 */
export function refuseUnsettled(
  found: Registration,
  { registeringSince, connectorProvisioningConfig, description = "" }: Partial<ConnectorRegistrationState>,
  subject: Subject,
): void {
  if (registeringSince === undefined || !connectorProvisioningConfig) return;
  const { lambdaArn } = connectorProvisioningConfig.lambda;
  const isEqual = matching(lambdaArn, description)(found);
  if (isEqual && isOfTime(Date.parse(registeringSince), found)) return;
  throw failure("registration-unsettled", subject, {
    since: registeringSince,
    label: found.connectorLabel,
    region: subject.region ?? "",
    holder: holder(found, { description: null, lambdaArn }),
  });
}
