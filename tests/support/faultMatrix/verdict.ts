// What must hold after a case of the fault matrix.
import assert from "node:assert/strict";
import type { JournalEntry } from "../../../emulator/index";
import { FAULTS, type FaultName } from "../../../emulator/faults/faultTable";
import { type Code, DIAGNOSTICS } from "../../../provider/diagnostics/catalog";
import type { DiagnosticError } from "../../../provider/diagnostics/diagnostic";
import { ACCOUNT, OTHER_ACCOUNT } from "../contract/target";
import { type Account, BYSTANDER, LABEL } from "./account";
import type { Case, Scene } from "./case";
import { FIRST_LOOK, LOOK_AFTER } from "./operations";
import type { Stack } from "./stack";
import { whyUnknowable } from "./unknowable";

const WRITES = ["RegisterConnector", "UpdateConnectorRegistration", "UnregisterConnector"];

/** All registrations of both accounts but the bystanders. */
export function registrationsIn({ emulator }: Account) {
  const all = [ACCOUNT, OTHER_ACCOUNT].flatMap((accountId) => emulator.connectors.list(accountId));
  return all.filter(({ connectorLabel }) => connectorLabel !== BYSTANDER);
}

type Registrations = ReturnType<typeof registrationsIn>;

/** Right after the command that met the fault. */
export function assertAfterwards(
  scene: Scene,
  before: Registrations,
  failure: DiagnosticError | undefined,
): void {
  const { it, account, stack } = scene;
  const entries = account.emulator.journal.entries;
  const found = registrationsIn(account);
  assert.ok(tokens(entries).length <= 1, "all attempts to register have one token");
  assert.ok(found.length <= 1, "there is at most one registration");
  const isApart = !failure && !agree(stack, found);
  assert.equal(isApart, whyUnknowable(it) !== undefined, "state and account are apart, and nobody is told");
  assert.ok(endsWell(scene, failure), `it comes to the wrong end: ${failure?.message ?? "success"}`);
  const says = codeOf(it);
  if (says) assert.equal(failure?.code, says);
  if (!failure) return;
  assertTells(failure);
  const hasWritten = entries.some((entry) => WRITES.includes(entry.operation) && hadEffect(entry, it));
  if (!hasWritten && !it.fault.meanwhile)
    assert.deepEqual(found, before, "what was not written is as it was");
  const isOrphan =
    found.some(({ registeredBy }) => registeredBy.endsWith("user/emulator")) && !stack.resource;
  assert.ok(!isOrphan, "what was registered is in the state");
}

/** The code that the case must end with; undefined where that is open. */
function codeOf({ fault: { says, on }, place, operation }: Case): Code | undefined {
  const isOnWrites = on !== undefined && !on.includes("DescribeConnector") && place.calls.length === 1;
  if (place !== FIRST_LOOK && !isOnWrites) return undefined;
  return typeof says === "object" ? says[operation.name] : says;
}

/** The message says what to do, where to read more, and no value of the program. */
export function assertTells({ code, message }: DiagnosticError): void {
  assert.ok(message.endsWith(`See pulumi-appflow-connector/docs/diagnostics.md#${code}`), message);
  for (const words of DIAGNOSTICS[code].remedy.split(/\{\w+\}/)) assert.ok(message.includes(words), message);
  assert.ok(!/canary|\n|undefined|\[object/.test(message), message);
}

/** After the last `up`: the account is what the program states, the state says so, and nothing else was touched. */
export function assertReached({ it, account, stack }: Scene): void {
  const { program, resource } = stack;
  const { journal } = account.emulator;
  const found = registrationsIn(account);
  const own = found.filter(({ connectorLabel }) => connectorLabel === program?.connectorLabel);
  assert.equal(own.length, program ? 1 : 0, "there is what the program states, once");
  assert.equal(resource?.id, program?.connectorLabel);
  assert.ok(agree(stack, own), "state and account agree");
  for (const { lambdaArn, description } of own) {
    assert.equal(lambdaArn, program?.connectorProvisioningConfig.lambda.lambdaArn);
    assert.equal(description, program?.description);
  }
  assertUntouched(
    { it, account, stack },
    found.filter((registration) => !own.includes(registration)),
  );
  const registered = journal.entries.filter((entry) => hadEffect(entry, it));
  if (!it.fault.meanwhile) assert.ok(tokens(registered).length <= 1, "it was registered once");
}

/** What is somebody else's is there as it was, and nothing else is left over. */
function assertUntouched({ it, account, stack: { program } }: Scene, left: Registrations): void {
  const { connectors } = account.emulator;
  const isTaken = program !== undefined && program.connectorLabel !== LABEL;
  const owners = left.map(({ registeredBy }) => registeredBy.split("/")[1]);
  assert.deepEqual(owners, isTaken ? ["somebody-else"] : []);
  const { lambdaArn } = connectors.get(LABEL) ?? {};
  if (it.fault.isForeign && !program?.adopt) assert.match(lambdaArn ?? "", /:somebody-elses$/);
  for (const accountId of [ACCOUNT, OTHER_ACCOUNT]) assert.ok(connectors.get(BYSTANDER, accountId));
}

function agree({ resource }: Stack, found: Registrations): boolean {
  if (!resource) return found.length === 0;
  const own = found.filter(({ connectorLabel }) => connectorLabel === resource.id);
  const { connectorArn, accountId, registeredAt, description, connectorProvisioningConfig } = resource.state;
  return (
    own.length === 1 &&
    own.every(
      (shown) =>
        shown.lambdaArn === connectorProvisioningConfig.lambda.lambdaArn &&
        (shown.description ?? "") === (description ?? "") &&
        shown.registeredAt === registeredAt &&
        shown.connectorArn === connectorArn &&
        shown.connectorArn.split(":")[4] === accountId,
    )
  );
}

/** Whether a command that can settle what it met has done so by itself, and one that can't has said so. */
function endsWell({ it, stack }: Scene, failure: DiagnosticError | undefined): boolean {
  // The label that an adoption takes over is not in its way.
  if (failure?.code === "label-taken" && stack.program?.adopt) return false;
  const isRightlyGone = it.place.isGone === true && failure?.code === "registration-gone";
  const mustSucceed = successOf(it);
  return mustSucceed === undefined || mustSucceed === (!failure || isRightlyGone);
}

/** Whether the command has to succeed, or must not; undefined where either is right. */
function successOf({ fault, operation, place, persistent }: Case): boolean | undefined {
  const { harmless, leaves } = fault;
  if (harmless === "always" || (harmless === "once" && !persistent)) return true;
  if (harmless === "after a write" && place.name === LOOK_AFTER && !persistent) return true;
  const isWriteAlone = place.calls.every((call) => WRITES.includes(call.operation));
  if (persistent || !isWriteAlone) return undefined;
  if (leaves === "the effect") return true;
  // A registration is made anew with the same token; no other write is.
  return leaves === "nothing" ? operation.name === "create" : undefined;
}

function hadEffect({ fault, status }: JournalEntry, { fault: { leaves, kinds = [] } }: Case): boolean {
  if (fault === undefined) return status === 200;
  return FAULTS[fault as FaultName].effect || (kinds.length === 1 && leaves === "the effect");
}

function tokens(entries: readonly JournalEntry[]): string[] {
  const registering = entries.filter(({ operation }) => operation === "RegisterConnector");
  return [...new Set(registering.map(({ clientToken = "none" }) => clientToken))];
}
