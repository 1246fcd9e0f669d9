import type { LabelOwner } from "../diagnostics/labelConflict";
import { compact } from "./path";
import { type DesiredState, hasOtherFunction } from "./diff";
import type { Observation } from "./types";
import { isUnknown } from "./unknown";

/**
 * Who has a label, as far as messages may print it. A description that may be the program's own, of now or of an earlier run,
 * is left out: it may be a secret.
 */
export function toLabelOwner(observed: Observation, desired: DesiredState): LabelOwner {
  const { connectorArn, connectorProvisioningConfig, description, registeredAt, registeredBy } = observed;
  const isForeign =
    hasOtherFunction(observed, desired) && !isUnknown(desired.description) && desired.description !== description;
  return compact({
    connectorArn,
    lambdaArn: connectorProvisioningConfig.lambda.lambdaArn || undefined,
    description: isForeign ? description : undefined,
    registeredAt,
    registeredBy,
  });
}
