import assert from "node:assert/strict";
import { writes } from "../support/account";
import { assertEnd, contents, prepare } from "../support/kills/scene";
import { type Gate, gateTo } from "../support/kills/gate";
import type { Operation } from "../support/kills/cases";
import { type Engine, startPulumi, until } from "../support/kills/killing";
import { type Goal, recover } from "../support/kills/recovery";
import { setStage } from "../support/stage";

const PATHS = {
  create: "/register-connector",
  update: "/update-connector-registration",
  delete: "/unregister-connector",
} as const satisfies Partial<Record<Operation, string>>;

describe("a provider that outlives its killed CLI, whose call arrives late", function () {
  this.timeout(300_000);
  const stage = setStage({ forEach: true });
  let gate: Gate;
  let killed: Engine | undefined;
  afterEach(async () => {
    await killed?.end();
    await gate.close();
  });

  /** Kills the CLI while the operation's write is on its way; what comes later takes another way. */
  async function killOnTheWay(operation: keyof typeof PATHS): Promise<Goal> {
    const { aws, project } = stage;
    const goal = await prepare(stage, operation);
    goal.program(false);
    gate = await gateTo(aws, PATHS[operation]);
    project.env["AWS_ENDPOINT_URL"] = gate.url;
    killed = startPulumi(project, goal.command, "--yes", "--skip-preview");
    await gate.arrived();
    await killed.kill("cli");
    project.env["AWS_ENDPOINT_URL"] = aws.url;
    aws.journal.clear();
    return goal;
  }

  /** Lets the late call arrive, as the write of this number. */
  async function arriveAs(number: number): Promise<void> {
    gate.open();
    const answered = () => stage.aws.journal.entries.filter(({ status }) => status !== undefined).length;
    await until(() => writes(stage.aws).length >= number, "the late call has arrived");
    await until(() => answered() === stage.aws.journal.entries.length, "it is answered");
  }

  it("before the next run: what it registers is taken over", async () => {
    const goal = await killOnTheWay("create");
    await arriveAs(1);
    await killed?.end();
    assert.deepEqual((await recover(stage.project, goal)).remedies, ["cancel", "adopt"]);
    await assertEnd(stage, "create", goal);
  });

  for (const operation of Object.keys(PATHS) as (keyof typeof PATHS)[])
    it(`after the next run, in ${operation}: it changes nothing any more`, async () => {
      const goal = await killOnTheWay(operation);
      assert.deepEqual((await recover(stage.project, goal)).remedies, ["cancel"]);
      await arriveAs(2);
      await assertEnd(stage, operation, goal);
    });

  it("in a destroy that the next run takes back: a refresh shows what it took, and mends it", async () => {
    const { aws, project } = stage;
    await killOnTheWay("delete");
    const goal: Goal = { command: "up", words: [], program: () => undefined };
    assert.deepEqual((await recover(project, goal)).remedies, ["cancel"]);
    await arriveAs(1);
    assert.deepEqual(contents(aws), []);
    const { code, output } = await project.pulumi("refresh", "--preview-only", "--expect-no-changes");
    assert.equal(code, 7, output);
    const mended = await project.up("--refresh");
    assert.equal(mended.code, 0, mended.output);
    assert.deepEqual(contents(aws), ["crm one"]);
    const clean = await project.preview("--expect-no-changes");
    assert.equal(clean.code, 0, clean.output);
  });
});
