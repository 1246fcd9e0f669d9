import assert from "node:assert/strict";
import { functionArn, writes } from "../support/account";
import { setStage } from "../support/stage";

const URN = "urn:pulumi:dev::e2e::pulumi-nodejs:dynamic/appflow:ConnectorRegistration::crm";

const program = (args: string, opts = "{}") => `
new appflow.ConnectorRegistration("crm", {
  connectorLabel: "crm",
  connectorProvisioningConfig: { lambda: { lambdaArn: "${functionArn("crm")}" } },
  ${args}
}, ${opts});
`;

describe("a forced replacement, which meets its own label", function () {
  this.timeout(300_000);
  const stage = setStage();
  before(async () => {
    stage.project.program(program(""));
    const { code, output } = await stage.project.up("--skip-preview");
    assert.equal(code, 0, output);
    stage.aws.journal.clear();
  });

  it("is refused in preview and in up, with the ways out, and nothing is lost", async () => {
    const before = JSON.stringify(stage.project.state());
    for (const cliArguments of [
      ["preview", "--replace", URN],
      ["up", "--yes", "--skip-preview", "--replace", URN],
    ]) {
      const { code, output } = await stage.project.pulumi(...cliArguments);
      assert.notEqual(code, 0, output);
      assert.match(output, /triggers.*pulumi state untaint|pulumi state untaint.*triggers/s);
      assert.match(output, /deleteBeforeReplace: true/);
    }
    assert.deepEqual(writes(stage.aws), []);
    assert.equal(JSON.stringify(stage.project.state()), before);
  });

  it("is refused after state taint, and untaint leads back", async () => {
    assert.equal((await stage.project.pulumi("state", "taint", URN, "--yes")).code, 0);
    for (const refused of [await stage.project.preview(), await stage.project.up("--skip-preview")]) {
      assert.notEqual(refused.code, 0);
      assert.match(refused.output, /pulumi state untaint/);
    }
    assert.equal((await stage.project.pulumi("state", "untaint", URN, "--yes")).code, 0);
    const clean = await stage.project.preview("--expect-no-changes");
    assert.equal(clean.code, 0, clean.output);
    assert.ok(stage.aws.connectors.get("crm"));
  });

  it("works with an explicit deleteBeforeReplace, and preview only warns", async () => {
    stage.project.program(program("", "{ deleteBeforeReplace: true }"));
    stage.aws.journal.clear();
    const preview = await stage.project.preview("--replace", URN);
    assert.equal(preview.code, 0, preview.output);
    assert.match(preview.output, /warning: .*is registered already.*#label-replaced/s);
    const { code, output } = await stage.project.up("--skip-preview", "--replace", URN);
    assert.equal(code, 0, output);
    assert.deepEqual(writes(stage.aws), ["UnregisterConnector", "RegisterConnector"]);
    assert.ok(stage.aws.connectors.get("crm"));
  });
});

describe("adopt", function () {
  this.timeout(300_000);
  const stage = setStage({ forEach: true });

  it("takes an equal registration over without a write, and removing adopt is no change", async () => {
    stage.aws.connectors.put("crm", { lambdaArn: functionArn("crm"), description: "Made by hand" });
    stage.project.program(program("adopt: true"));
    const { code, output } = await stage.project.up();
    assert.equal(code, 0, output);
    assert.deepEqual(writes(stage.aws), []);
    assert.equal(stage.aws.connectors.get("crm")?.description, "Made by hand");

    stage.project.program(program(""));
    const clean = await stage.project.preview("--expect-no-changes");
    assert.equal(clean.code, 0, clean.output);
    const { code: refreshed, output: seen } = await stage.project.refresh("--expect-no-changes");
    assert.equal(refreshed, 0, seen);
    const { output: last } = await stage.project.up();
    assert.deepEqual(writes(stage.aws), [], last);
  });

  it("updates what differs in place", async () => {
    stage.aws.connectors.put("crm", { lambdaArn: functionArn("crm-next"), description: "Old" });
    stage.project.program(program(`adopt: true, description: "New"`));
    const { code, output } = await stage.project.up();
    assert.equal(code, 0, output);
    assert.deepEqual(writes(stage.aws), ["UpdateConnectorRegistration"]);
    assert.equal(stage.aws.connectors.get("crm")?.description, "New");
    assert.equal(stage.aws.connectors.get("crm")?.lambdaArn, functionArn("crm"));
  });

  it("keeps the registration that a forced replacement, or a rename without aliases, takes over", async () => {
    stage.project.program(program("adopt: true"));
    assert.equal((await stage.project.up("--skip-preview")).code, 0);
    const forced = await stage.project.up("--skip-preview", "--replace", URN);
    assert.equal(forced.code, 0, forced.output);
    assert.ok(stage.aws.connectors.get("crm"), "the replacement's own");

    stage.project.program(program("adopt: true").replace(`Registration("crm"`, `Registration("renamed"`));
    const renamed = await stage.project.up("--skip-preview");
    assert.equal(renamed.code, 0, renamed.output);
    assert.match(renamed.output, /#handed-over/);
    assert.ok(stage.aws.connectors.get("crm"), "the renamed resource's own");
    assert.deepEqual(writes(stage.aws), ["RegisterConnector"]);

    const clean = await stage.project.refresh("--expect-no-changes");
    assert.equal(clean.code, 0, clean.output);
    assert.equal((await stage.project.destroy()).code, 0);
    assert.deepEqual(stage.aws.connectors.list(), []);
  });
});
