import assert from "node:assert/strict";
import { type AppFlow, openAppFlow } from "../../../provider/aws/appflow";
import { DiagnosticError } from "../../../provider/diagnostics/diagnostic";
import { connectionTo, REGION } from "../contract/target";
import { type Account, type Detour, LABEL, openAccount } from "./account";
import type { Case } from "./cases";
import type { Route } from "./faultRow";
import { assertAfterFault, assertExplains, assertReached, registrationsIn } from "./invariants";
import { PROGRAM } from "./operations";
import { REMEDIES } from "./remedies";
import { run, type Scene } from "./scene";
import { withShortLimits } from "./timeLimits";
import { whyUndetectable } from "./undetectable";

/** More remedies in a row are no way out. */
const MOST_REMEDIES = 3;

/** No command takes longer with the limits of the matrix, in milliseconds. */
const DEADLINE = 30_000;

/** Runs the command with the fault, does what the messages say until one succeeds, and checks what must hold on the way. */
export async function runCase(testCase: Case): Promise<void> {
  const { fault, operation, point } = testCase;
  const account = await openAccount({ ...fault.settings });
  try {
    const { stack, program } = await operation.prepare(account);
    const scene: Scene = { account, stack, program, command: operation.command };
    if (point.isGone) account.emulator.connectors.remove(LABEL);
    await account.clock.wait(60_000);
    account.emulator.journal.clear();
    const before = registrationsIn(account);
    const failure = await runWithFault(testCase, scene);
    assertAfterFault(testCase, scene, before, failure);
    await recover(testCase, scene, failure);
    await assertRecovered(testCase, scene);
  } finally {
    await account.emulator.close();
  }
}

/** Runs the command with the fault, and takes the fault away again. */
async function runWithFault(testCase: Case, scene: Scene): Promise<DiagnosticError | undefined> {
  const { faults, journal } = scene.account.emulator;
  const detour = detourOf(testCase, scene.account);
  addFaults(testCase, scene.account);
  const failure = await failureOf(run(scene, { detour }));
  faults.clear();
  const faulted = journal.entries.filter(({ fault }) => fault !== undefined);
  const hits: string[] = [...detour.hits, ...faulted.map(({ operation }) => operation)];
  for (const { operation } of testCase.point.calls) assert.ok(hits.includes(operation), `${operation} is hit`);
  return failure;
}

function addFaults({ fault, point, persistent }: Case, { emulator: { faults } }: Account): void {
  const { kinds = [], otherFaults = [], ambiguous } = fault;
  const effect = kinds.length === 1 && ambiguous === "effect" ? { effect: true } : {};
  for (const call of point.calls)
    for (const [index, kind] of kinds.entries()) {
      const isLast = index === kinds.length - 1;
      faults.add({ ...call, kind, times: persistent && isLast ? "always" : 1, ...effect });
    }
  for (const other of otherFaults) faults.add({ ...other, times: "always" });
}

function detourOf({ fault, point, persistent }: Case, account: Account): Detour {
  const { externalChange } = fault;
  const { emulator } = account;
  const route = fault.route?.(emulator.url);
  return {
    calls: route || externalChange ? point.calls : [],
    persistent,
    ...(route ? { appflow: openRoute(account, route), isLasting: !route.hasShortLimits } : {}),
    ...(externalChange ? { externalChange: () => externalChange(emulator) } : {}),
    hits: [],
  };
}

function openRoute({ emulator, settings }: Account, route: Route): AppFlow {
  const { url = emulator.url, hasShortLimits = false } = route;
  const connection = connectionTo({ ...emulator, url }, { ...settings, ...route.settings });
  const appflow = openAppFlow(connection, REGION);
  return hasShortLimits ? withShortLimits(appflow) : appflow;
}

/** The diagnostic that a command fails with. A command that doesn't end fails the case. */
async function failureOf(command: Promise<void>): Promise<DiagnosticError | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the command has not ended after ${DEADLINE} ms`)), DEADLINE);
  });
  try {
    await Promise.race([command, late]);
    return undefined;
  } catch (error) {
    if (error instanceof DiagnosticError) return error;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Does what each message says, until a command succeeds. */
async function recover(testCase: Case, scene: Scene, first: DiagnosticError | undefined): Promise<void> {
  let failure = first;
  if (testCase.isGivenUp) {
    scene.program = undefined;
    failure = await failureOf(run(scene, { as: "up" }));
  }
  if (whyUndetectable(testCase)) failure = await failureOf(run(scene, { as: "up --refresh" }));
  for (let remedies = 0; failure && remedies < MOST_REMEDIES; remedies += 1) {
    assertExplains(failure);
    const remedy = REMEDIES[failure.code];
    assert.ok(remedy, `no remedy is known: ${failure.message}`);
    failure = await failureOf(remedy(scene));
  }
  assert.equal(failure, undefined, `no way out: ${failure?.message}`);
}

/** The next run brings about what the program states, and the one after it has nothing to do. */
async function assertRecovered(testCase: Case, scene: Scene): Promise<void> {
  const { journal } = scene.account.emulator;
  if (testCase.operation.name === "delete" && whyUndetectable(testCase)) {
    // What was left behind is adopted, and then removed for good.
    scene.program = { ...PROGRAM, adopt: true };
    await run(scene, { as: "up" });
    scene.program = undefined;
  }
  await run(scene, { as: "up" });
  assertReached(testCase, scene);
  journal.clear();
  await run(scene, { as: "up" });
  assert.deepEqual(journal.entries, []);
}
