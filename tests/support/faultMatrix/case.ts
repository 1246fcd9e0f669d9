// One case of the fault matrix: what is run, and what must hold afterwards.
import assert from "node:assert/strict";
import { type AppFlow, openAppFlow } from "../../../provider/aws/appflow";
import { DiagnosticError } from "../../../provider/diagnostics/diagnostic";
import { connectionTo, REGION } from "../contract/target";
import { FAULTS } from "./faults";
import { type Account, type Detour, LABEL, openAccount } from "./account";
import { type LifecycleOperation, OPERATIONS, type Place, PROGRAM } from "./operations";
import { REMEDIES } from "./remedies";
import type { FaultRow, Way } from "./row";
import { type Stack, up, upRefresh } from "./stack";
import { inShortTime } from "./time";
import { whyUnknowable } from "./unknowable";
import * as verdict from "./verdict";

export interface Case {
  readonly fault: FaultRow;
  readonly operation: LifecycleOperation;
  readonly place: Place;
  readonly persistent: boolean;
  /** The user gives the resource up instead of following the word. */
  readonly isGivenUp?: boolean;
}

/** What one case works with. */
export interface Scene {
  readonly it: Case;
  readonly account: Account;
  readonly stack: Stack;
}

/** More remedies than this in a row are no way out. */
const MOST_REMEDIES = 3;

/** Longer than this, in milliseconds, no command takes with the limits of the matrix. */
const DEADLINE = 30_000;

export function casesOf(fault: FaultRow): Case[] {
  return OPERATIONS.flatMap((operation) =>
    operation.places
      .filter(({ calls }) => calls.every((call) => fault.on?.includes(call.operation) ?? true))
      .filter(({ calls }) => calls.length === 1 || fault.leaves !== undefined)
      .flatMap((place) => [false, true].map((persistent) => ({ fault, operation, place, persistent })))
      .flatMap((it) => (canBeGivenUp(it) ? [it, { ...it, isGivenUp: true }] : [it])),
  );
}

/** A create that ends with nobody knowing what it has come to. */
function canBeGivenUp({ fault, operation, place, persistent }: Case): boolean {
  return operation.name === "create" && place.calls.length > 1 && persistent && fault.harmless === undefined;
}

export function titleOf({ operation, place, persistent, isGivenUp }: Case): string {
  const parts = [
    operation.name,
    place.name,
    persistent ? "persistent" : "once",
    isGivenUp ? "then given up" : "",
  ];
  return parts.filter(Boolean).join(", ");
}

export const CASES = FAULTS.map((fault) => ({ fault, cases: casesOf(fault) }));

export async function runCase(it: Case): Promise<void> {
  const account = await openAccount({ ...it.fault.settings });
  try {
    const scene: Scene = { it, account, stack: await it.operation.given(account) };
    if (it.place.isGone) account.emulator.connectors.remove(LABEL);
    await account.clock.wait(60_000);
    account.emulator.journal.clear();
    const before = verdict.registrationsIn(account);
    const failure = await broken(scene);
    verdict.assertAfterwards(scene, before, failure);
    await recover(scene, failure);
    await settle(scene);
  } finally {
    await account.emulator.close();
  }
}

/** Runs the command with the fault, and takes the fault away again. */
async function broken({ it, account, stack }: Scene): Promise<DiagnosticError | undefined> {
  const { faults, journal } = account.emulator;
  const detour = detourOf(it, account);
  armFaults(it, account);
  const failure = await failureOf(it.operation.command(stack, account.context(detour)));
  faults.clear();
  const faulted = journal.entries.filter(({ fault }) => fault !== undefined);
  const hits: string[] = [...detour.hits, ...faulted.map(({ operation }) => operation)];
  for (const { operation } of it.place.calls) assert.ok(hits.includes(operation), `${operation} is hit`);
  return failure;
}

function armFaults({ fault, place, persistent }: Case, { emulator }: Account): void {
  const { kinds = [], beside = [], leaves } = fault;
  const late = leaves === "the effect" ? { effect: true } : {};
  for (const call of place.calls)
    for (const [index, kind] of kinds.entries()) {
      const isLast = index === kinds.length - 1;
      emulator.faults.add({
        ...call,
        kind,
        times: persistent && isLast ? "always" : 1,
        ...(kinds.length === 1 ? late : {}),
      });
    }
  for (const other of beside) emulator.faults.add({ ...other, times: "always" });
}

function detourOf({ fault, place, persistent }: Case, account: Account): Detour {
  const { through, meanwhile } = fault;
  const { emulator } = account;
  const way = through?.(emulator.url);
  return {
    calls: way || meanwhile ? place.calls : [],
    persistent,
    ...(way ? { other: openAnother(account, way), isLasting: !way.isShort } : {}),
    ...(meanwhile ? { meanwhile: () => meanwhile(emulator) } : {}),
    hits: [],
  };
}

function openAnother({ emulator, settings }: Account, way: Way): AppFlow {
  const { url = emulator.url, isShort = false } = way;
  const connection = connectionTo({ ...emulator, url }, { ...settings, ...way.settings });
  const appflow = openAppFlow(connection, REGION);
  return isShort ? inShortTime(appflow) : appflow;
}

/** The diagnostic that a command fails with. That it ends at all is part of it. */
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

/** Follows the word of each message, until a command succeeds. */
async function recover(scene: Scene, first: DiagnosticError | undefined): Promise<void> {
  const { it, account, stack } = scene;
  let failure = first;
  if (it.isGivenUp) {
    delete stack.program;
    failure = await failureOf(up(stack, account.context()));
  }
  if (whyUnknowable(it)) failure = await failureOf(upRefresh(stack, account.context()));
  for (let turn = 0; failure && turn < MOST_REMEDIES; turn += 1) {
    verdict.assertTells(failure);
    const remedy = REMEDIES[failure.code];
    assert.ok(remedy, `nobody knows what to do: ${failure.message}`);
    failure = await failureOf(remedy({ account, stack, command: it.operation.command }));
  }
  assert.equal(failure, undefined, `no way out: ${failure?.message}`);
}

/** The next run brings about what the program states, and the one after it has nothing to do. */
async function settle({ it, account, stack }: Scene): Promise<void> {
  if (it.operation.name === "delete" && whyUnknowable(it)) {
    // What was left behind is taken over, and removed for good.
    stack.program = { ...PROGRAM, adopt: true };
    await up(stack, account.context());
    delete stack.program;
  }
  await up(stack, account.context());
  verdict.assertReached({ it, account, stack });
  account.emulator.journal.clear();
  await up(stack, account.context());
  assert.deepEqual(account.emulator.journal.entries, []);
}
