import { readAmbientRegion } from "../config/connection";
import { failure } from "../diagnostics/diagnostic";
import type { Scope } from "../diagnostics/scope";
import { toInputs, toRefreshedState } from "../resource/state";
import type { ConnectorRegistrationInputs, Observation, RawProperties } from "../resource/types";
import { knownString } from "../resource/unknown";
import { findLabelFault } from "../resource/validate";
import { refuseExcludedAccount } from "./accountGuard";
import { beginOperation, type LifecycleContext, notify, type OperationContext } from "./context";
import type { Created } from "./create";
import { refuseUnconfirmed } from "./createPending";
import { confirmAbsence, observe, observeInAccount } from "./observe";
import { findRecreation } from "./recreatedExternally";

/** What is there now, with the inputs that a program states to get it. */
export interface Read extends Created {
  readonly inputs: ConnectorRegistrationInputs;
}

/**
 * Reads what is really there: for `pulumi refresh` with the state, for `ConnectorRegistration.get` with next to nothing.
 * Undefined when the registration is gone, which only the account and region that had it can tell.
 */
export async function read(context: LifecycleContext, id: string, state: RawProperties): Promise<Read | undefined> {
  const scope = scopeOf(context, id, state);
  const fault = findLabelFault(scope.label);
  if (fault) throw failure("label-invalid", { fault }, scope);
  return beginOperation(context, scope, async (operation) => {
    const observed = await observeForRead(operation, state);
    if (!observed) return undefined;
    refuseExcludedAccount(operation.connection, observed.accountId);
    refuseUnconfirmed(observed, state);
    const recreation = findRecreation(observed, state);
    if (recreation) notify(operation, "registered-anew", recreation);
    const outputs = toRefreshedState(state, operation.scope.region, observed);
    return { id: scope.label, outputs, inputs: toInputs(outputs) };
  });
}

async function observeForRead(operation: OperationContext, state: RawProperties): Promise<Observation | undefined> {
  const { service, scope } = operation;
  const hasState = state["connectorProvisioningConfig"] !== undefined;
  const first =
    hasState || scope.accountId
      ? await observeInAccount(operation, scope.accountId)
      : await observe(service, scope.label);
  const observed = await confirmAbsence(operation, first);
  // The engine would take a missing registration that a program reads for one without outputs.
  if (!observed && !hasState) throw failure("registration-absent", {});
  return observed;
}

/** The id is a label, or a connector's ARN, which also names region and account. */
function scopeOf({ connection }: LifecycleContext, id: string, state: RawProperties): Scope & { label: string } {
  const arn = /^arn:[^:]+:appflow:([^:]+):([0-9]{12}):.*\/(.+)$/.exec(id);
  const [, arnRegion, arnAccount, label = id] = arn ?? [];
  const region = arnRegion ?? knownString(state["region"]) ?? connection.region ?? readAmbientRegion();
  return { action: "reading", label, region, accountId: knownString(state["accountId"]) ?? arnAccount };
}
