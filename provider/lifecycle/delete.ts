import { DiagnosticError, failure } from "../diagnostics/diagnostic";
import type { ConnectorRegistrationState } from "../resource/types";
import { confirmWrite } from "./consistency";
import { beginOperation, type LifecycleContext, notify, type OperationContext, serializeLabel } from "./context";
import { refuseUnconfirmed } from "./createPending";
import { confirmAbsence, observeInAccount } from "./observe";
import { refuseRecreated } from "./recreatedExternally";

/** Unregisters the connector and confirms that it is gone. Refuses what isn't this resource's, or is in use. */
function remove(context: LifecycleContext, id: string, state: ConnectorRegistrationState): Promise<void> {
  const { region, accountId } = state;
  return beginOperation(context, { action: "unregistering", label: id, region, accountId }, (operation) =>
    serializeLabel(operation, () => unregisterIfOwned(operation, state)),
  );
}

export { remove as delete };

async function unregisterIfOwned(operation: OperationContext, state: ConnectorRegistrationState): Promise<void> {
  const observed = await confirmAbsence(operation, await observeInAccount(operation, state.accountId));
  if (!observed) return;
  // The resource was renamed, or its replacement forced, and another one manages the registration now.
  const { label, region } = operation.scope;
  if (!operation.ownership.giveUp({ label, region, accountId: observed.accountId }))
    return notify(operation, "handed-over", {});
  refuseUnconfirmed(observed, { ...state });
  refuseRecreated(observed, state);
  await unregister(operation, state.forceDelete ?? false);
}

async function unregister(operation: OperationContext, forceDelete: boolean): Promise<void> {
  const { service, scope } = operation;
  const write = () => service.unregister(scope.label, forceDelete);
  try {
    await confirmWrite(operation, write, (observed) => observed === undefined, "that it is gone");
  } catch (error) {
    throw error instanceof DiagnosticError && error.code === "in-use" ? await inUse(operation, error) : error;
  }
}

/** Says which connector profiles are in the way. That they can't be listed must not hide the refusal itself. */
async function inUse({ service, scope }: OperationContext, refusal: DiagnosticError): Promise<DiagnosticError> {
  const names = await service.profiles(scope.label).catch(() => undefined);
  const profiles = names ? names.join(", ") || "none that is listed" : "which ones could not be listed";
  return failure("in-use", { profiles, service: refusal.serviceMessage });
}
