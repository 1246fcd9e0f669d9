import { randomUUID } from "node:crypto";
import { isUpToDate } from "../resource/diff";
import { toState } from "../resource/state";
import type { ConnectorRegistrationState, LocatedInputs, Observation } from "../resource/types";
import { confirmWrite } from "./consistency";
import type { OperationContext } from "./context";
import { withRefusalExplained } from "./refusalCause";

interface Options {
  /** Write although the registration is up to date, so that AppFlow asks the function again. */
  readonly isForced: boolean;
}

/**
 * Brings a registration in line with the inputs. One that is up to date is not written; a description that is undefined stays
 * as it is.
 */
export function converge(
  operation: OperationContext,
  observed: Observation,
  inputs: LocatedInputs,
  options: Options,
): Promise<ConnectorRegistrationState> {
  const { lambdaArn } = inputs.connectorProvisioningConfig.lambda;
  return withRefusalExplained(operation, lambdaArn, () => update(operation, observed, inputs, options));
}

async function update(
  operation: OperationContext,
  observed: Observation,
  inputs: LocatedInputs,
  { isForced }: Options,
): Promise<ConnectorRegistrationState> {
  const { service, clock } = operation;
  if (!isForced && isUpToDate(observed, inputs)) return toState(inputs, observed);
  const { connectorLabel } = observed;
  const { connectorProvisioningConfig, description } = inputs;
  const askedAt = new Date(clock.now() + (await service.clockOffset())).toISOString();
  const write = () =>
    service.update({ connectorLabel, connectorProvisioningConfig, description, clientToken: randomUUID() });
  // Whether the function was asked again shows nowhere, so observing can't settle a forced write.
  if (isForced) await write();
  const written = await confirmWrite(
    operation,
    isForced ? () => Promise.resolve() : write,
    (shown) => isUpToDate(shown, inputs),
    "the change",
  );
  return { ...toState(inputs, written.observed!), askedAt };
}
