import type { AppFlow } from "../aws/appflow";
import { memoize } from "../aws/concurrency";
import type { Connection } from "../config/connection";
import { finding, type Finding, inScope } from "../diagnostics/diagnostic";
import { describeOwner, labelConflictFacts } from "../diagnostics/labelConflict";
import type { Scope } from "../diagnostics/scope";
import type { LookUp } from "../functions/health";
import { refuseExcludedCaller } from "../lifecycle/accountGuard";
import { observe } from "../lifecycle/observe";
import { type DesiredState, findDrift, hasOtherFunction } from "../resource/diff";
import { toLabelOwner } from "../resource/labelOwner";
import type { Observation } from "../resource/types";
import { isUnknown } from "../resource/unknown";
import type { LookupPlan, PreviewedResource } from "./plan";

/** What is known of a label, and whether the run would write its registration. */
export interface LabelCheck {
  readonly findings: Finding[];
  readonly isWritten: boolean;
}

const FREE: LabelCheck = { findings: [], isWritten: true };

/** Checks labels: lists the custom connectors with the first one that is asked for, and describes those that are taken. */
export function openLabels(
  service: AppFlow,
  connection: Connection,
  region: string | undefined,
  lookUp: LookUp<"labels" | "owners">,
) {
  const list = memoize(() => lookUp("labels", (signal) => listLabels(service, connection, region, signal)));
  return async (plan: LookupPlan, scope: Scope, resource: PreviewedResource): Promise<LabelCheck> => {
    const { label, isNew, adopt } = plan;
    if (!isNew || label === undefined) return FREE;
    const labels = (await list())?.value;
    if (!labels?.has(label)) return FREE;
    const owner = await lookUp("owners", (signal) => observe(service, label, signal));
    if (!owner) return adopt ? FREE : reportConflict(undefined, scope, resource, labels);
    const observed = owner.value;
    if (!observed) return FREE;
    const located = { ...scope, accountId: observed.accountId };
    return adopt ? reportAdoption(observed, located, resource) : reportConflict(observed, located, resource, labels);
  };
}

function listLabels(
  service: AppFlow,
  connection: Connection,
  region: string | undefined,
  signal?: AbortSignal,
): Promise<Set<string>> {
  return inScope({ action: "listing AppFlow connectors", region }, async () => {
    await refuseExcludedCaller(connection, service);
    const connectors = await service.list(signal);
    return new Set(connectors.flatMap(({ connectorLabel }) => connectorLabel ?? []));
  });
}

/** That the label is taken is known; by whom is reported where it can be looked up. */
function reportConflict(
  observed: Observation | undefined,
  scope: Scope,
  { desired, retainsOnDelete, isDeletedFirst }: PreviewedResource,
  labels: Set<string>,
): LabelCheck {
  const facts = labelConflictFacts({
    label: scope.label ?? "",
    owner: observed && toLabelOwner(observed, desired),
    hasOtherFunction: hasOtherFunction(observed, desired),
    retainsOnDelete,
    labels,
  });
  const found = isDeletedFirst
    ? finding("warning", "label-replaced", scope, facts)
    : finding("error", "label-taken", scope, facts);
  return { findings: [found], isWritten: true };
}

function reportAdoption(observed: Observation, scope: Scope, { desired }: PreviewedResource): LabelCheck {
  const { changes, isWritten } = listChanges(observed, desired);
  const facts = { owner: describeOwner(toLabelOwner(observed, desired)), changes };
  return { findings: [finding("warning", "adopts", scope, facts)], isWritten };
}

/** What adopting changes, as a part of the message. */
function listChanges(observed: Observation, desired: DesiredState) {
  const { lambdaArn } = desired.connectorProvisioningConfig.lambda;
  if (isUnknown(lambdaArn) || isUnknown(desired.description))
    return { changes: "and brings it in line with the program", isWritten: true };
  const changed = findDrift(observed, desired).map((name) => (name === "description" ? name : "function"));
  if (changed.length === 0) {
    const changes = "which is as the program states it, so that nothing is written";
    return { changes, isWritten: false };
  }
  return { changes: `and changes its ${changed.join(" and ")}`, isWritten: true };
}
