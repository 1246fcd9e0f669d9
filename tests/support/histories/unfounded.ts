import type { Code } from "../../../provider/diagnostics/catalog";
import type { DiagnosticError } from "../../../provider/diagnostics/diagnostic";
import type { Operation } from "../engine/engine";
import type { Account } from "./accounts";
import type { Disruption } from "./calls";

type Proof = (account: Account, operation: Operation) => boolean;

const labelOf = ({ id, inputs }: Operation) => id ?? String(inputs?.["connectorLabel"]);
const isRegistered: Proof = (account, operation) => account.registration(labelOf(operation)) !== undefined;

/** What must be so where a run without a fault fails with a code. */
const PROOFS: Readonly<Partial<Record<Code, Proof>>> = {
  "label-taken": isRegistered,
  "label-conflict": (_, { inputs }) => inputs?.["clientToken"] !== undefined,
  "in-use": (account, operation) => account.profiles().includes(labelOf(operation)),
  // A delete of what is gone succeeds.
  "registration-gone": (account, operation) => operation.op === "update" && !isRegistered(account, operation),
  "registration-unsettled": (account, operation) =>
    operation.resource?.outputs["registeringSince"] !== undefined && isRegistered(account, operation),
  "registration-foreign": (account, operation) => {
    const registration = account.registration(labelOf(operation));
    const recordedAt = operation.resource?.outputs["registeredAt"];
    return registration !== undefined && registration.registeredAt !== recordedAt;
  },
  "connector-failed": (_, { inputs }) => JSON.stringify(inputs).includes(":crashed"),
  "account-unknown": (_, { resource }) => resource?.outputs["accountId"] === undefined,
};

/** What a stale observation must not lead to: there is time for another one. */
const NEVER_FROM_STALE: readonly Code[] = ["not-confirmed", "outcome-ambiguous"];

/** Why nothing bears a failure out; undefined where something does, or where a fault may be behind it. */
export function whyUnfounded(
  account: Account,
  operation: Operation,
  { code }: DiagnosticError,
  disruption: Disruption,
): string | undefined {
  if (disruption === "fault") return undefined;
  if (disruption === "stale observation")
    return NEVER_FROM_STALE.includes(code) ? "an observation was stale, no more" : undefined;
  const proof = PROOFS[code];
  if (!proof) return `nothing went wrong that could be ${code}`;
  return proof(account, operation) ? undefined : `nothing in the account bears ${code} out`;
}
