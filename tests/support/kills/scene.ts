import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Emulator } from "../../../emulator/index";
import { type Change, CHANGES, type KillCase, type Operation } from "./cases";
import { type Engine, held, startPulumi, until, withoutMetadata } from "./killing";
import { type Goal, recover } from "./recovery";
import type { Project } from "../project";
import type { Stage } from "../stage";

/** Kills as the case says, recovers as a user does who reads what is printed, and looks at what is left. */
export async function playKill(stage: Stage, kill: KillCase): Promise<void> {
  const goal = await prepare(stage, kill.operation);
  const engine = await startAndHold(stage, kill, goal);
  try {
    await engine.kill(kill.victim);
    stage.aws.faults.clear();
    const { code, output } = await engine.ended;
    assert.notEqual(code, 0, output);
  } finally {
    await engine.end();
  }
  const { remedies } = await recover(stage.project, goal);
  assert.deepEqual(remedies, kill.remedies);
  await assertEnd(stage, kill.operation, goal);
}

/** Brings the account and the stack to where the operation begins; returns what the user wants of it. */
export async function prepare({ project }: Stage, operation: Operation): Promise<Goal> {
  const { before, after = before, command, words = [] }: Change = CHANGES[operation];
  withoutMetadata(project);
  if (before) {
    project.program(before(false));
    const { code, output } = await project.up("--skip-preview");
    assert.equal(code, 0, output);
  }
  return { command, words, program: (adopt) => project.program(after!(adopt)) };
}

/** Starts the operation and returns when the call hangs and the account is as it shall be at the kill. */
export async function startAndHold({ aws, project }: Stage, kill: KillCase, goal: Goal): Promise<Engine> {
  aws.journal.clear();
  aws.faults.add(kill.hang);
  goal.program(false);
  const engine = startPulumi(project, goal.command, "--yes", "--skip-preview", ...goal.words);
  try {
    if (!(await held(aws, engine))) assert.fail((await engine.ended).output);
    // A call is in the journal before it has its effect.
    const isThere = () => isDeepStrictEqual(contents(aws), kill.atKill);
    await until(isThere, `the account has ${kill.atKill.join(", ") || "nothing"}`);
    return engine;
  } catch (error) {
    await engine.end();
    throw error;
  }
}

/** What is in the account, as label and description. */
export function contents(aws: Emulator): string[] {
  const all = aws.connectors.list();
  return all.map(({ connectorLabel, description }) => `${connectorLabel} ${description}`).sort();
}

/** The account and the state have what the operation comes to, no more and no less, and nothing is left to do. */
export async function assertEnd(stage: Stage, operation: Operation, goal: Goal): Promise<void> {
  assert.deepEqual(contents(stage.aws), CHANGES[operation].ends);
  assertAgreed(stage);
  goal.program(false);
  await clearPending(stage.project);
  if (goal.command === "destroy") return;
  const { code, output } = await stage.project.preview("--expect-no-changes");
  assert.equal(code, 0, output);
}

/** The state has the registrations that are in the account, and nothing that is still to go. */
export function assertAgreed({ aws, project }: Stage): void {
  const inAccount = aws.connectors.list().map((it) => [it.connectorLabel, it.registeredAt, it.description]);
  const inState = project.state().map(({ id, outputs, delete: isLeft }) => {
    return [id, outputs["registeredAt"], outputs["description"], ...(isLeft ? ["to be deleted"] : [])];
  });
  assert.deepEqual(inState.sort(), inAccount.sort());
}

/**
 * A create that the CLI was killed in stays in the state as pending, with a warning in every run, until a refresh clears
 * it (measured). Nothing else may be pending, and clearing it changes nothing.
 */
export async function clearPending(project: Project): Promise<void> {
  const pending = pendingOperations(project);
  if (pending.length === 0) return;
  assert.deepEqual([...new Set(pending)], ["creating"]);
  const { code, output } = await project.refresh("--clear-pending-creates", "--expect-no-changes");
  assert.equal(code, 0, output);
  assert.deepEqual(pendingOperations(project), []);
}

interface Checkpoint {
  readonly checkpoint: { readonly latest?: { readonly pending_operations?: readonly { type: string }[] } };
}

/** What the engine believes to be under way. */
function pendingOperations({ env }: Project, name = "e2e"): string[] {
  const file = join(env["PULUMI_HOME"] ?? "", "state", ".pulumi", "stacks", name, "dev.json");
  const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as Checkpoint;
  return (checkpoint.latest?.pending_operations ?? []).map(({ type }) => type);
}
