import assert from "node:assert/strict";
import { functionArn, writes } from "../support/account";
import { registration } from "../support/project";
import { setStage } from "../support/stage";

const CRM = `connectorLabel: "crm", adopt: true,`;

describe("a resource that was renamed without aliases, in a run that failed elsewhere", function () {
  this.timeout(300_000);
  const stage = setStage();
  before(async () => {
    stage.project.program(registration("crm", CRM));
    const { code, output } = await stage.project.up("--skip-preview");
    assert.equal(code, 0, output);
    const error = { type: "ServiceQuotaExceededException" };
    stage.aws.faults.add({ operation: "RegisterConnector", label: "erp", kind: { error } });
    const renamed = registration("renamed", CRM) + registration("erp", `connectorLabel: "erp",`);
    stage.project.program(renamed);
    const failed = await stage.project.up("--skip-preview");
    assert.notEqual(failed.code, 0);
    assert.match(failed.output, /#quota-exceeded/);
  });

  it("leaves both in the state, and the next up unregisters neither", async () => {
    assert.equal(stage.project.state().length, 2);
    const { code, output } = await stage.project.up("--skip-preview");
    assert.equal(code, 0, output);
    assert.match(output, /#handed-over/);
    assert.deepEqual(
      stage.aws.connectors
        .list()
        .map((it) => it.connectorLabel)
        .sort(),
      ["crm", "erp"],
    );
    assert.deepEqual(
      stage.project
        .state()
        .map(({ id }) => id)
        .sort(),
      ["crm", "erp"],
    );
  });

  it("is unregistered by destroy, also by one that runs the program", async () => {
    const { code, output } = await stage.project.destroy("--run-program");
    assert.equal(code, 0, output);
    assert.deepEqual(stage.aws.connectors.list(), []);
    assert.deepEqual(stage.project.state(), []);
    assert.equal(writes(stage.aws).filter((name) => name === "UnregisterConnector").length, 2);
  });
});

describe("a forced replacement that unregisters first", function () {
  this.timeout(300_000);
  const stage = setStage();
  const program = (opts: string, args = `connectorLabel: "crm",`) =>
    stage.project.program(registration("crm", args, functionArn("crm"), opts));
  const force = () => {
    const [{ urn }] = stage.project.state();
    return stage.project.up("--skip-preview", "--replace", urn);
  };
  before(async () => {
    program("{ deleteBeforeReplace: true }");
    const { code, output } = await stage.project.up("--skip-preview");
    assert.equal(code, 0, output);
  });

  it("and then fails to register leaves a state from which the next run registers", async () => {
    const error = { type: "ConnectorServerException" };
    stage.aws.faults.add({ operation: "RegisterConnector", kind: { error } });
    const failed = await force();
    assert.notEqual(failed.code, 0);
    assert.deepEqual(stage.aws.connectors.list(), []);

    const { code, output } = await stage.project.up("--skip-preview");
    assert.equal(code, 0, output);
    assert.equal(stage.aws.connectors.list().length, 1);
    assert.equal(stage.project.state().length, 1);
  });

  it("is refused with retainOnDelete, which is named as the reason, and nothing is lost", async () => {
    program("{ deleteBeforeReplace: true, retainOnDelete: true }");
    assert.equal((await stage.project.up("--skip-preview")).code, 0);
    const [{ urn }] = stage.project.state();
    const before = JSON.stringify(stage.aws.connectors.list());
    const preview = await stage.project.preview("--replace", urn);
    for (const { code, output } of [preview, await force()]) {
      assert.notEqual(code, 0, output);
      assert.match(output, /#label-taken/);
      assert.match(output, /`retainOnDelete`, which\s+keeps\s+the\s+old\s+registration/);
    }
    assert.equal(JSON.stringify(stage.aws.connectors.list()), before);
    // The engine takes the old one for deleted; adopting it is one of the ways out that the message names.
    program("{}", CRM);
    const back = await stage.project.up("--skip-preview");
    assert.equal(back.code, 0, back.output);
    assert.equal(JSON.stringify(stage.aws.connectors.list()), before);
    assert.equal(stage.project.state().length, 1);
  });
});
