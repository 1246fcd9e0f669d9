// What a write may do: judged when it takes effect, by who owns what is registered under the label.
import type { Operation, Resource, Stack } from "../engine/engine";
import type { Account } from "./accounts";
import type { Effect } from "./calls";
import type { RegistrationSet } from "./registrationSet";
import type { Report } from "./rules";

/** An operation of the engine that is under way. */
export interface OngoingOperation {
  readonly operation: Operation;
  /** What has taken effect so far. */
  readonly effects: Effect[];
  /** The labels of which an observation may be wrong. */
  readonly unreliable: Set<string>;
  /** The labels that the operation has observed since they changed last. */
  readonly observed: Set<string>;
}

export interface Facts {
  readonly account: Account;
  readonly stack: Stack;
  /** What this stack registered or adopted. */
  readonly managed: RegistrationSet;
  readonly report: Report;
  /** Whether a resource of the state is to stay after this run. */
  readonly isKept: (resource: Resource) => boolean;
}

type Judge = (facts: Facts, ongoing: OngoingOperation, effect: Effect) => void;

const JUDGES: Readonly<Record<string, Judge>> = {
  RegisterConnector: judgeRegister,
  UpdateConnectorRegistration: judgeUpdate,
  UnregisterConnector: judgeUnregister,
};

export function judgeWrite(facts: Facts, ongoing: OngoingOperation, effect: Effect): void {
  JUDGES[effect.operation]?.(facts, ongoing, effect);
}

function judgeRegister(
  { managed, report }: Facts,
  ongoing: OngoingOperation,
  { operation, label, after }: Effect,
): void {
  if (!after) return;
  const { op, resource } = ongoing.operation;
  const isPending = op === "update" && resource?.outputs["connectorArn"] === undefined;
  if (op !== "create" && !isPending) report("written-elsewhere", nameOf(ongoing, label));
  const isRepeated = ongoing.effects.some((earlier) => earlier.operation === operation);
  if (isRepeated && !ongoing.unreliable.has(label)) report("registered-twice", nameOf(ongoing, label));
  managed.add(after);
}

function judgeUpdate({ managed, report }: Facts, ongoing: OngoingOperation, { label, before }: Effect): void {
  const { op, inputs, resource } = ongoing.operation;
  if (!before) return;
  if (op !== "create" && op !== "update") return report("written-elsewhere", nameOf(ongoing, label));
  if (inputs?.["adopt"] === true || (op === "update" && managed.has(before))) return;
  if (!ongoing.unreliable.has(label))
    return report("updated-others", nameOf(ongoing, label) + describePending(resource));
  // Nobody notices a change between the observation and the write. From here on it is like what the stack made.
  managed.add(before);
}

function judgeUnregister(
  { managed, report, stack, isKept, account }: Facts,
  ongoing: OngoingOperation,
  { label, before }: Effect,
): void {
  const { op, resource } = ongoing.operation;
  const name = nameOf(ongoing, label);
  if (!before) return;
  if (op !== "delete") return report("written-elsewhere", name);
  // Somebody can always come in between an observation and a write: AppFlow offers nothing against that.
  if (!managed.has(before) && ongoing.unreliable.has(label)) return;
  if (!managed.has(before)) return report("unregistered-others", name + describePending(resource));
  const manager = stack.resources.find((it) => it !== resource && it.id === label && isLive(it) && isKept(it));
  if (manager) report("unregistered-live", `${name}, which ${manager.name} manages`);
  const isForced = resource?.outputs["forceDelete"] === true;
  if (account.profiles().includes(label) && !isForced) report("unregistered-in-use", name);
}

/** Whether a resource manages its registration: it waits neither for its deletion nor for its new creation. */
export function isLive({ pendingDelete, pendingReplacement }: Resource): boolean {
  return !pendingDelete && !pendingReplacement;
}

function describePending(resource: Resource | undefined): string {
  return resource?.outputs["registeredAt"] === undefined ? ", which was never confirmed" : "";
}

export function nameOf({ operation: { op, name } }: OngoingOperation, label: string): string {
  return `${op} ${name} of ${label}`;
}
