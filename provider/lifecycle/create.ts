import type {
  ConnectorRegistrationInputs,
  ConnectorRegistrationState,
  LocatedInputs,
  Observation,
} from "../resource/types";
import { refuseExcludedCaller } from "./accountGuard";
import { beginOperation, continueAs, type LifecycleContext, type OperationContext, serializeLabel } from "./context";
import { converge } from "./converge";
import { labelTaken } from "./labelTaken";
import { confirmAbsence, observe } from "./observe";
import { register } from "./register";

export interface Created {
  readonly id: string;
  readonly outputs: ConnectorRegistrationState;
}

/**
 * Registers the connector, or takes over the registration that has its label when `adopt` says so. It observes first, and
 * returns what DescribeConnector shows afterwards.
 */
export function create(context: LifecycleContext, inputs: ConnectorRegistrationInputs): Promise<Created> {
  const { connectorLabel: label, region } = inputs;
  return beginOperation(context, { action: "registering", label, region }, async (operation) => {
    await refuseExcludedCaller(operation.connection, operation.service);
    return serializeLabel(operation, async () => {
      const outputs = await registerOrAdopt(operation, inputs);
      const { accountId } = outputs;
      context.ownership.takeOver({ label, region }, { label, region: operation.scope.region, accountId });
      return { id: label, outputs };
    });
  });
}

async function registerOrAdopt(
  operation: OperationContext,
  inputs: ConnectorRegistrationInputs,
): Promise<ConnectorRegistrationState> {
  const located = { ...inputs, region: operation.scope.region };
  const first = await observe(operation.service, inputs.connectorLabel);
  const observed = inputs.adopt ? await confirmAbsence(operation, first) : first;
  if (!observed) return register(operation, located);
  if (inputs.adopt) return adopt(operation, observed, located);
  throw labelTaken(operation, observed, located);
}

/** A description that the program doesn't state stays. */
function adopt(
  operation: OperationContext,
  observed: Observation,
  inputs: LocatedInputs,
): Promise<ConnectorRegistrationState> {
  const { accountId } = observed;
  return continueAs(operation, { action: "adopting", accountId }, (adopting) =>
    converge(adopting, observed, inputs, { isForced: false }),
  );
}
