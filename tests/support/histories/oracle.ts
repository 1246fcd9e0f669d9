// Knows who made each registration, and checks what happens against the rules. It knows the account and the state; of the
// provider it knows only what goes in and comes out.
import { isDeepStrictEqual } from "node:util";
import type { Registration } from "../../../emulator/index";
import { DiagnosticError } from "../../../provider/diagnostics/diagnostic";
import type { Read } from "../../../provider/lifecycle/read";
import { findDisagreement } from "../engine/agreement";
import { type Declaration, json, type Operation, type Resource, type Stack } from "../engine/engine";
import type { Account } from "./accounts";
import type { Disruption, Watch } from "./calls";
import { newRegistrationSet, type RegistrationSet } from "./registrationSet";
import { type Report, Violation } from "./rules";
import { whyUnfounded } from "./unfounded";
import { type Facts, isLive, judgeWrite, nameOf, type OngoingOperation } from "./writes";

export interface Oracle extends Watch {
  /** What this stack registered or adopted. */
  readonly managed: RegistrationSet;
  readonly report: Report;
  /** A run of the engine begins, which is to keep these resources of the state. */
  beginRun(isKept: (resource: Resource) => boolean): void;
  begin(operation: Operation): void;
  succeeded(result: unknown): void;
  failed(error: unknown, disruption: Disruption): void;
  killed(): void;
  /** A failure of a run, of any kind. */
  judgeError(error: unknown): void;
  /** The state of a clean run beside the account and the program. */
  judgeState(program: readonly Declaration[]): void;
  /** Throws the first violation so far. */
  assertNoViolation(): void;
}

export function newOracle(account: Account, stack: Stack): Oracle {
  const violations: Violation[] = [];
  const report: Report = (rule, details) => void violations.push(new Violation(rule, details));
  /** The labels of which the state may say something else than the account, and rightly so. */
  const drifted = new Set<string>();
  const managed = newRegistrationSet();
  /** What killed processes registered and nobody saved: the next create says that the label is taken. */
  const unsaved = newRegistrationSet();
  let facts: Facts = { account, stack, managed, report, isKept: () => true };
  let ongoing = newOperation({ op: "read", name: "nothing" });

  return {
    managed,
    report,
    beginRun: (isKept) => void (facts = { ...facts, isKept }),
    begin: (operation) => void (ongoing = newOperation(operation)),
    unreliable: (label) => {
      drifted.add(label);
      ongoing.unreliable.add(label);
      ongoing.observed.delete(label);
    },
    observed: (label) => void ongoing.observed.add(label),
    effect: (effect) => {
      drifted.add(effect.label);
      ongoing.observed.delete(effect.label);
      judgeWrite(facts, ongoing, effect);
      ongoing.effects.push(effect);
    },
    succeeded: (result) => {
      const id = judgeSuccess(facts, ongoing, result);
      if (ongoing.operation.op !== "delete" && ongoing.observed.has(id)) drifted.delete(id);
    },
    failed: (error, disruption) => judgeFailure(facts, ongoing.operation, error, disruption),
    killed: () => {
      for (const { operation, after } of ongoing.effects)
        if (operation === "RegisterConnector" && after) unsaved.add(after);
    },
    judgeError: (error) => {
      if (!isDiagnostic(error)) report("no-diagnostic", String(error instanceof Error ? error.stack : error));
    },
    judgeState: (program) => {
      for (const declaration of program) {
        const difference = findDifference(facts, declaration, drifted);
        if (difference) report("state-differs", `${declaration.name}: ${difference}`);
      }
    },
    assertNoViolation: () => {
      const isOrphaned = (it: Registration) =>
        managed.has(it) && !unsaved.has(it) && !stack.resources.some(({ id }) => id === it.connectorLabel);
      for (const { connectorLabel } of account.registrations().filter(isOrphaned))
        report("orphaned", `${connectorLabel} is registered, and nothing in the state says so`);
      if (violations[0]) throw violations[0];
    },
  };
}

function newOperation(operation: Operation): OngoingOperation {
  return { operation, effects: [], unreliable: new Set(), observed: new Set() };
}

function isDiagnostic(error: unknown): error is DiagnosticError {
  if (!(error instanceof DiagnosticError) || error.code === "internal-error") return false;
  return error.message.includes(`docs/diagnostics.md#${error.code}`);
}

/** How the state of a declared resource differs from the account or the program. */
function findDifference(
  { stack, account }: Facts,
  { name, args }: Declaration,
  drifted: ReadonlySet<string>,
): string | undefined {
  const resource = stack.resources.find((it) => it.name === name && isLive(it));
  if (!resource) return "it is not in the state";
  if (drifted.has(resource.id)) return undefined;
  const registration = account.registration(resource.id);
  if (!registration) return "the state has it, and the account does not";
  return findDisagreement(resource, args, registration);
}

function judgeFailure({ report, account }: Facts, operation: Operation, error: unknown, disruption: Disruption): void {
  if (!(error instanceof DiagnosticError)) return;
  const { partial, message } = error;
  if (partial && !isDeepStrictEqual(partial, json(partial))) report("not-json", `partial of ${operation.name}`);
  const why = whyUnfounded(account, operation, error, disruption);
  if (why) report("unfounded", `${operation.op} ${operation.name}: ${why}: ${message}`);
}

/** Returns the label. */
function judgeSuccess(facts: Facts, ongoing: OngoingOperation, result: unknown): string {
  const { op, name, id = (result as { id: string }).id } = ongoing.operation;
  if (result !== undefined && !isDeepStrictEqual(result, json(result))) facts.report("not-json", `${op} of ${name}`);
  const registration = facts.account.registration(id);
  if (!registration) return id;
  if (op === "read") judgeRead(facts, ongoing, result as Read | undefined, registration);
  else if (op === "delete") judgeDelete(facts, ongoing, registration);
  else judgeCreateOrUpdate(facts, ongoing, registration);
  return id;
}

function judgeRead(
  { managed, report }: Facts,
  ongoing: OngoingOperation,
  result: Read | undefined,
  registration: Registration,
): void {
  const name = nameOf(ongoing, registration.connectorLabel);
  const isPending = ongoing.operation.resource?.outputs["registeringSince"] !== undefined;
  const isOthers = isPending && !managed.has(registration);
  if (!result) {
    // Somebody else may own the label of a create that never had its effect.
    if (!isOthers) report("dropped", `${name}, which is registered`);
    return;
  }
  // A stale observation may show a registration that is gone.
  if (result.outputs.registeredAt !== registration.registeredAt) return;
  if (isOthers) report("recorded-others", name);
  // Whoever refreshes sees what is there, and from then on means it.
  managed.add(registration);
}

function judgeCreateOrUpdate({ managed, report }: Facts, ongoing: OngoingOperation, found: Registration): void {
  // A change after the last observation shows in the next refresh.
  if (managed.has(found) || !ongoing.observed.has(found.connectorLabel)) return;
  if (ongoing.operation.inputs?.["adopt"] !== true) report("recorded-others", nameOf(ongoing, found.connectorLabel));
  managed.add(found);
}

function judgeDelete({ managed, report, stack }: Facts, ongoing: OngoingOperation, found: Registration): void {
  const { resource } = ongoing.operation;
  const label = found.connectorLabel;
  if (!managed.has(found) || found.registeredAt !== resource?.outputs["registeredAt"]) return;
  if (stack.resources.some((it) => it !== resource && it.id === label && isLive(it))) return;
  const why = ongoing.unreliable.has(label) ? " after a stale observation" : "";
  report("left-registered", `${nameOf(ongoing, label)} succeeded, and it is still registered${why}`);
}
