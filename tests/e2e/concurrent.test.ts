import assert from "node:assert/strict";
import { writes } from "../support/account";
import { type Gate, openGate } from "../support/kills/gate";
import { assertAgreed, contents } from "../support/kills/outcome";
import { type PulumiRun, startPulumi } from "../support/kills/pulumiRun";
import { newProject, type Project, registration } from "../support/project";
import { setStage } from "../support/stage";

const program = (description: string) => registration("crm", `connectorLabel: "crm", description: "${description}"`);

const TAKEN = /the label is taken by .*[sS]et `adopt: true` to take it over.*#label-taken/;

/** Begins an `up` whose RegisterConnector waits at the gate. */
async function startAtGate(project: Project, gate: Gate): Promise<PulumiRun> {
  project.env["AWS_ENDPOINT_URL"] = gate.url;
  const run = startPulumi(project, "up", "--yes", "--skip-preview");
  await gate.arrived();
  return run;
}

describe("two runs at once", function () {
  this.timeout(300_000);
  const stage = setStage({ forEach: true });
  let gate: Gate;
  let first: PulumiRun | undefined;
  beforeEach(async () => {
    gate = await openGate(stage.aws, "/register-connector");
    stage.project.program(program("first"));
  });
  afterEach(async () => {
    await first?.end();
    await gate.close();
  });

  it("on one stack: Pulumi's lock refuses the second, and the connector is registered once", async () => {
    const { aws, project } = stage;
    first = await startAtGate(project, gate);
    const second = await project.up("--skip-preview");
    assert.notEqual(second.code, 0);
    assert.match(second.output, /the stack is currently locked by 1 lock/);
    gate.open();
    const { code, output } = await first.ended;
    assert.equal(code, 0, output);
    assert.deepEqual(contents(aws), ["crm first"]);
    assert.deepEqual(writes(aws), ["RegisterConnector"]);
    assertAgreed(stage);
    const clean = await project.preview("--expect-no-changes");
    assert.equal(clean.code, 0, clean.output);
  });

  describe("of two stacks that want one label", () => {
    let other: Project;
    beforeEach(async () => {
      other = await newProject(stage.aws.env, "other");
      other.program(program("second"));
    });
    afterEach(() => other.remove());

    it("the later one is refused in preview and in up, and its destroy leaves the other's alone", async () => {
      const { aws, project } = stage;
      const won = await project.up("--skip-preview");
      assert.equal(won.code, 0, won.output);
      for (const refused of [await other.preview(), await other.up("--skip-preview")]) {
        assert.notEqual(refused.code, 0);
        assert.match(refused.output, TAKEN);
      }
      const destroyed = await other.destroy();
      assert.equal(destroyed.code, 0, destroyed.output);
      assert.deepEqual(contents(aws), ["crm first"]);
      assert.deepEqual(writes(aws), ["RegisterConnector"]);
      assertAgreed(stage);
    });

    it("one wins when both found it free, and the destroy of the other leaves it alone", async () => {
      const { aws, project } = stage;
      first = await startAtGate(project, gate);
      const second = await other.up("--skip-preview");
      assert.equal(second.code, 0, second.output);
      gate.open();
      const { code, output } = await first.ended;
      assert.notEqual(code, 0);
      assert.match(output, TAKEN);
      assert.deepEqual(project.state(), []);
      const destroyed = await project.destroy();
      assert.equal(destroyed.code, 0, destroyed.output);
      assert.deepEqual(contents(aws), ["crm second"]);
      assertAgreed({ aws, project: other });
    });
  });
});
