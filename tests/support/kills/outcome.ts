// What an account and a state come to, and whether they agree.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "../../../emulator/index";
import type { Project } from "../project";
import type { Stage } from "../stage";
import { CHANGES, type Operation } from "./cases";
import type { Task } from "./recovery";

/** What is in the account, as label and description. */
export function contents(aws: Emulator): string[] {
  const registrations = aws.connectors.list();
  return registrations.map(({ connectorLabel, description }) => `${connectorLabel} ${description}`).sort();
}

/** Checks that account and state have what the operation comes to, no more and no less, and that nothing is left to do. */
export async function assertEnd(stage: Stage, operation: Operation, task: Task): Promise<void> {
  assert.deepEqual(contents(stage.aws), CHANGES[operation].ends);
  assertAgreed(stage);
  task.writeProgram(false);
  await clearPending(stage.project);
  if (task.command === "up") await assertUnchanged(stage.project);
}

/** Checks that the program has nothing to do. */
export async function assertUnchanged(project: Project): Promise<void> {
  const { code, output } = await project.preview("--expect-no-changes");
  assert.equal(code, 0, output);
}

/** Checks that the state has the registrations that are in the account, and nothing that is still to be deleted. */
export function assertAgreed({ aws, project }: Stage): void {
  const inAccount = aws.connectors.list().map((it) => [it.connectorLabel, it.registeredAt, it.description]);
  const inState = project.state().map(({ id, outputs, delete: isLeft }) => {
    return [id, outputs["registeredAt"], outputs["description"], ...(isLeft ? ["to be deleted"] : [])];
  });
  assert.deepEqual(inState.sort(), inAccount.sort());
}

/**
 * Clears the create that the CLI was killed in: it stays in the state as pending, with a warning in every run, until a
 * refresh clears it (measured). Nothing else may be pending, and clearing it changes nothing.
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

/** The operations that the engine believes to be under way. */
function pendingOperations({ env }: Project): string[] {
  const file = join(env["PULUMI_HOME"] ?? "", "state", ".pulumi", "stacks", "e2e", "dev.json");
  const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as Checkpoint;
  return (checkpoint.latest?.pending_operations ?? []).map(({ type }) => type);
}
