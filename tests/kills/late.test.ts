import assert from "node:assert/strict";
import { writes } from "../support/account";
import { type Gate, openGate } from "../support/kills/gate";
import { assertEnd, assertUnchanged, contents } from "../support/kills/outcome";
import { prepare } from "../support/kills/playKill";
import { until } from "../support/kills/processes";
import { type PulumiRun, startPulumi } from "../support/kills/pulumiRun";
import { type Task, recover } from "../support/kills/recovery";
import { setStage } from "../support/stage";

const PATHS = {
  create: "/register-connector",
  update: "/update-connector-registration",
  delete: "/unregister-connector",
} as const;

type Operation = keyof typeof PATHS;

describe("a provider that outlives its killed CLI, whose call arrives late", function () {
  this.timeout(300_000);
  const stage = setStage({ forEach: true });
  let gate: Gate;
  let killed: PulumiRun | undefined;
  afterEach(async () => {
    await killed?.end();
    await gate.close();
  });

  /** Kills the CLI while the operation's write is on its way. Later calls take another way. */
  async function killOnTheWay(operation: Operation): Promise<Task> {
    const { aws, project } = stage;
    const task = await prepare(project, operation);
    task.writeProgram(false);
    gate = await openGate(aws, PATHS[operation]);
    project.env["AWS_ENDPOINT_URL"] = gate.url;
    killed = startPulumi(project, task.command, "--yes", "--skip-preview");
    await gate.arrived();
    await killed.kill("cli");
    project.env["AWS_ENDPOINT_URL"] = aws.url;
    aws.journal.clear();
    return task;
  }

  /** Lets the late call arrive, as the write of this number. */
  async function arriveAs(number: number): Promise<void> {
    gate.open();
    const { journal } = stage.aws;
    await until(() => writes(stage.aws).length >= number, "the late call has arrived");
    await until(() => journal.entries.every(({ status }) => status !== undefined), "it is answered");
  }

  it("before the next run: what it registers is adopted", async () => {
    const task = await killOnTheWay("create");
    await arriveAs(1);
    await killed?.end();
    assert.deepEqual(await recover(stage.project, task), ["cancel", "adopt"]);
    await assertEnd(stage, "create", task);
  });

  for (const operation of Object.keys(PATHS) as Operation[])
    it(`after the next run, in ${operation}: it changes nothing any more`, async () => {
      const task = await killOnTheWay(operation);
      assert.deepEqual(await recover(stage.project, task), ["cancel"]);
      await arriveAs(2);
      await assertEnd(stage, operation, task);
    });

  it("in a destroy that the next run takes back: a refresh shows what it removed, and mends it", async () => {
    const { aws, project } = stage;
    await killOnTheWay("delete");
    const task: Task = { command: "up", cliArguments: [], writeProgram: () => undefined };
    assert.deepEqual(await recover(project, task), ["cancel"]);
    await arriveAs(1);
    assert.deepEqual(contents(aws), []);
    const drift = await project.pulumi("refresh", "--preview-only", "--expect-no-changes");
    assert.equal(drift.code, 7, drift.output);
    const { code, output } = await project.up("--refresh");
    assert.equal(code, 0, output);
    assert.deepEqual(contents(aws), ["crm one"]);
    await assertUnchanged(project);
  });
});
