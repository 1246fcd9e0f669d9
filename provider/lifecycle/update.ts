import { failure } from "../diagnostics/diagnostic";
import { compareWithState, desiredDescription, isReregistered, isStateOnly } from "../resource/diff";
import { notesOf, toUnwrittenState } from "../resource/state";
import type { ConnectorRegistrationInputs, ConnectorRegistrationState, Observation } from "../resource/types";
import { beginOperation, type LifecycleContext, notify, type OperationContext } from "./context";
import { converge } from "./converge";
import { refuseUnconfirmed } from "./createPending";
import { confirmAbsence, observeInAccount } from "./observe";
import { findRecreation, refuseRecreated } from "./recreatedExternally";
import { register } from "./register";

/**
 * Brings the registration in line with the program. One that is up to date is not written, and a change that AppFlow is never
 * told makes no call.
 */
export function update(
  context: LifecycleContext,
  id: string,
  state: ConnectorRegistrationState,
  inputs: ConnectorRegistrationInputs,
): Promise<ConnectorRegistrationState> {
  const { region, accountId, connectorArn } = state;
  const difference = compareWithState({ ...state }, { ...inputs });
  if (connectorArn && isStateOnly(difference)) return Promise.resolve(toUnwrittenState(state, inputs));
  return beginOperation(context, { action: "updating", label: id, region, accountId }, async (operation) => {
    const located = { ...notesOf({ ...state }), ...inputs, region: operation.scope.region };
    const observed = await observeForUpdate(operation, state);
    if (!observed) return register(operation, located);
    const isAdopted = adoptsIn(operation, observed, state, inputs);
    // What may be somebody else's keeps, when it is adopted, the description that isn't stated.
    const description = isAdopted ? inputs.description : desiredDescription({ ...state }, { ...inputs });
    const desired = description === undefined ? located : { ...located, description };
    return converge(operation, observed, desired, { isForced: isReregistered(difference) });
  });
}

/** Undefined where a create that was never confirmed made nothing: what it made may show late. */
async function observeForUpdate(
  operation: OperationContext,
  { accountId, connectorArn }: ConnectorRegistrationState,
): Promise<Observation | undefined> {
  const observed = await observeInAccount(operation, accountId, true);
  if (observed) return observed;
  if (connectorArn) throw failure("registration-gone", {});
  return confirmAbsence(operation, observed);
}

/** Whether an update adopts a registration that may be somebody else's. Refuses it without `adopt`. */
function adoptsIn(
  operation: OperationContext,
  observed: Observation,
  state: ConnectorRegistrationState,
  { adopt = false }: ConnectorRegistrationInputs,
): boolean {
  if (!adopt) {
    refuseUnconfirmed(observed, { ...state });
    refuseRecreated(observed, state);
    return false;
  }
  const recreation = findRecreation(observed, state);
  if (recreation) notify(operation, "registered-anew", recreation);
  return recreation !== undefined || state.connectorArn === undefined;
}
