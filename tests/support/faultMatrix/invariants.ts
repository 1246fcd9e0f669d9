// What must hold in each case of the fault matrix.
import assert from "node:assert/strict";
import type { JournalEntry, Registration } from "../../../emulator/index";
import { FAULTS, type FaultName } from "../../../emulator/faults/faultTable";
import { type Code, DIAGNOSTICS } from "../../../provider/diagnostics/catalog";
import type { DiagnosticError } from "../../../provider/diagnostics/diagnostic";
import { ACCOUNT, OTHER_ACCOUNT } from "../contract/target";
import { findDisagreement, findDrift } from "../engine/agreement";
import type { Stack } from "../engine/engine";
import { isWrite } from "../engine/interceptCalls";
import { type Account, BYSTANDER, LABEL } from "./account";
import type { Case } from "./cases";
import { FIRST_OBSERVATION, OBSERVATION_AFTER } from "./operations";
import type { Scene } from "./scene";
import { whyUndetectable } from "./undetectable";

/** All registrations of both accounts but the bystanders. */
export function registrationsIn({ emulator }: Account): Registration[] {
  const all = [ACCOUNT, OTHER_ACCOUNT].flatMap((accountId) => emulator.connectors.list(accountId));
  return all.filter(({ connectorLabel }) => connectorLabel !== BYSTANDER);
}

/** Checks what must hold right after the command that met the fault. */
export function assertAfterFault(
  testCase: Case,
  { account, stack, program }: Scene,
  before: readonly Registration[],
  failure: DiagnosticError | undefined,
): void {
  const { entries } = account.emulator.journal;
  const registrations = registrationsIn(account);
  assert.ok(tokensOf(entries).length <= 1, "all attempts to register have one token");
  assert.ok(registrations.length <= 1, "there is at most one registration");
  const isUnnoticed = !failure && !isInAgreement(stack, registrations);
  assert.equal(isUnnoticed, whyUndetectable(testCase) !== undefined, "state and account disagree, and nobody is told");
  const isRight = endsRight(testCase, failure, program?.adopt === true);
  assert.ok(isRight, `it comes to the wrong end: ${failure?.message ?? "success"}`);
  const code = codeOf(testCase);
  if (code) assert.equal(failure?.code, code);
  if (!failure) return;
  assertExplains(failure);
  const hasWritten = entries.some((entry) => isWrite(entry.operation) && hadEffect(entry, testCase));
  if (!hasWritten && !testCase.fault.externalChange)
    assert.deepEqual(registrations, before, "what was not written is as it was");
  const isOrphaned = registrations.some(isRegisteredByProgram) && stack.resources.length === 0;
  assert.ok(!isOrphaned, "what was registered is in the state");
}

/** The program's credentials are the emulator's default. */
export function isRegisteredByProgram({ registeredBy }: Registration): boolean {
  return registeredBy.endsWith("user/emulator");
}

/** The code that the case must fail with; undefined where that is open. */
function codeOf({ fault, point, operation, persistent }: Case): Code | undefined {
  const { on = ["DescribeConnector"] } = fault;
  const isAboutWrites = !on.includes("DescribeConnector") && point.calls.length === 1;
  if (point !== FIRST_OBSERVATION && !isAboutWrites) return undefined;
  const code = (persistent ? fault.codeIfPersistent : undefined) ?? fault.code;
  return typeof code === "object" ? code[operation.name] : code;
}

/** Checks that the message says what to do, where to read more, and no value of the program. */
export function assertExplains({ code, message }: DiagnosticError): void {
  assert.ok(message.endsWith(`See pulumi-appflow-connector/docs/diagnostics.md#${code}`), message);
  for (const text of DIAGNOSTICS[code].remedy.split(/\{\w+\}/)) assert.ok(message.includes(text), message);
  assert.ok(!/canary|\n|undefined|\[object/.test(message), message);
}

/** Checks after the last `up`: account, state and program agree, and nothing else was touched. */
export function assertReached(testCase: Case, { account, stack, program }: Scene): void {
  const { journal } = account.emulator;
  const registrations = registrationsIn(account);
  const managed = registrations.filter(({ connectorLabel }) => connectorLabel === program?.connectorLabel);
  assert.equal(managed.length, program ? 1 : 0, "there is what the program states, once");
  const ids = stack.resources.map(({ id }) => id);
  assert.deepEqual(ids, program ? [program.connectorLabel] : []);
  for (const resource of stack.resources)
    assert.equal(findDisagreement(resource, { ...program }, managed[0]), undefined);
  const others = registrations.filter((registration) => !managed.includes(registration));
  assertUntouched(testCase, account, program, others);
  const registered = journal.entries.filter((entry) => hadEffect(entry, testCase));
  if (!testCase.fault.externalChange) assert.ok(tokensOf(registered).length <= 1, "it was registered once");
}

/** Checks that what somebody else owns is as it was, and that nothing else is left over. */
function assertUntouched(
  { fault }: Case,
  { emulator: { connectors } }: Account,
  program: Scene["program"],
  others: readonly Registration[],
): void {
  const hasOtherLabel = program !== undefined && program.connectorLabel !== LABEL;
  const owners = others.map(({ registeredBy }) => registeredBy.split("/")[1]);
  assert.deepEqual(owners, hasOtherLabel ? ["somebody-else"] : []);
  if (fault.otherOwner && !program?.adopt) {
    assert.ok(hasOtherLabel, "what somebody else owns is not in the state");
    assert.deepEqual(connectors.get(LABEL), { ...connectors.get(LABEL), ...fault.otherOwner });
  }
  for (const accountId of [ACCOUNT, OTHER_ACCOUNT]) assert.ok(connectors.get(BYSTANDER, accountId));
}

function isInAgreement({ resources }: Stack, registrations: readonly Registration[]): boolean {
  if (resources.length === 0) return registrations.length === 0;
  return resources.every((resource) => {
    const [found, ...others] = registrations.filter(({ connectorLabel }) => connectorLabel === resource.id);
    return found !== undefined && others.length === 0 && findDrift(resource, found) === undefined;
  });
}

/** Whether a command that can settle what it met has done so, and one that can't has said so. */
function endsRight(testCase: Case, failure: DiagnosticError | undefined, isAdopting: boolean): boolean {
  if (failure?.code === "label-taken" && isAdopting) return false;
  const isRightlyGone = testCase.point.isGone === true && failure?.code === "registration-gone";
  const mustSucceed = hasToSucceed(testCase);
  return mustSucceed === undefined || mustSucceed === (!failure || isRightlyGone);
}

/** Whether the command has to succeed, or has to fail; undefined where either is right. */
function hasToSucceed({ fault, operation, point, persistent }: Case): boolean | undefined {
  const { succeeds, ambiguous } = fault;
  if (succeeds === "always" || (succeeds === "once" && !persistent)) return true;
  if (succeeds === "after a write" && point.name === OBSERVATION_AFTER && !persistent) return true;
  const isWriteAlone = point.calls.every((call) => isWrite(call.operation));
  if (persistent || !isWriteAlone) return undefined;
  if (ambiguous === "effect") return true;
  // Only RegisterConnector is repeated, with the same token.
  return ambiguous === "no effect" ? operation.name === "create" : undefined;
}

function hadEffect({ fault, status }: JournalEntry, { fault: { ambiguous, kinds = [] } }: Case): boolean {
  if (fault === undefined) return status === 200;
  return FAULTS[fault as FaultName].effect || (kinds.length === 1 && ambiguous === "effect");
}

function tokensOf(entries: readonly JournalEntry[]): string[] {
  const registering = entries.filter(({ operation }) => operation === "RegisterConnector");
  return [...new Set(registering.map(({ clientToken = "none" }) => clientToken))];
}
