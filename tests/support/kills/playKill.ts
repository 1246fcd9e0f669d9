import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { Project } from "../project";
import type { Stage } from "../stage";
import { assertEnd, contents } from "./outcome";
import { type Change, CHANGES, type KillCase, type Operation } from "./cases";
import { until } from "./processes";
import { type PulumiRun, skipMetadata, startPulumi, waitForHangingCall } from "./pulumiRun";
import { type Task, recover } from "./recovery";

/** Kills as the case says, recovers as a user does who reads what is printed, and checks what is left. */
export async function playKill(stage: Stage, kill: KillCase): Promise<void> {
  const task = await prepare(stage.project, kill.operation);
  const run = await startUntilHang(stage, kill, task);
  try {
    await run.kill(kill.victim);
    stage.aws.faults.clear();
    const { code, output } = await run.ended;
    assert.notEqual(code, 0, output);
  } finally {
    await run.end();
  }
  assert.deepEqual(await recover(stage.project, task), kill.remedies);
  await assertEnd(stage, kill.operation, task);
}

/** Brings the account and the stack to where the operation begins. Returns what the user wants of it. */
export async function prepare(project: Project, operation: Operation): Promise<Task> {
  const { before, after = before, command, cliArguments = [] }: Change = CHANGES[operation];
  skipMetadata(project);
  if (before) {
    project.program(before(false));
    const { code, output } = await project.up("--skip-preview");
    assert.equal(code, 0, output);
  }
  return { command, cliArguments, writeProgram: (adopt) => project.program(after!(adopt)) };
}

/** Starts the operation. Returns when the call hangs and the account is as it shall be at the kill. */
async function startUntilHang({ aws, project }: Stage, kill: KillCase, task: Task): Promise<PulumiRun> {
  aws.journal.clear();
  aws.faults.add(kill.hang);
  task.writeProgram(false);
  const run = startPulumi(project, task.command, "--yes", "--skip-preview", ...task.cliArguments);
  try {
    if (!(await waitForHangingCall(aws, run))) assert.fail((await run.ended).output);
    // A call is in the journal before it has its effect.
    const isThere = () => isDeepStrictEqual(contents(aws), kill.atKill);
    await until(isThere, `the account has ${kill.atKill.join(", ") || "nothing"}`);
    return run;
  } catch (error) {
    await run.end();
    throw error;
  }
}
