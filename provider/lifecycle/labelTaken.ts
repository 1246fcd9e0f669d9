import { type DiagnosticError, failure } from "../diagnostics/diagnostic";
import { labelConflictFacts } from "../diagnostics/labelConflict";
import { hasOtherFunction } from "../resource/diff";
import { toLabelOwner } from "../resource/labelOwner";
import type { LocatedInputs, Observation } from "../resource/types";
import type { OperationContext } from "./context";

/** The failure of an operation whose label is somebody's. */
export function labelTaken(
  { scope, claimant }: OperationContext,
  observed: Observation,
  inputs: LocatedInputs,
): DiagnosticError {
  const facts = labelConflictFacts({
    label: inputs.connectorLabel,
    owner: toLabelOwner(observed, inputs),
    hasOtherFunction: hasOtherFunction(observed, inputs),
    retainsOnDelete: claimant?.retainsOnDelete ?? false,
  });
  return failure("label-taken", facts, { ...scope, accountId: observed.accountId });
}
