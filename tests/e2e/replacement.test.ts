import assert from "node:assert/strict";
import type { Emulator } from "../../emulator";
import { functionArn, startAccount, writes } from "../support/account";
import { newProject, type Project } from "../support/project";

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
  let aws: Emulator;
  let project: Project;

  before(async () => {
    aws = await startAccount();
    project = await newProject(aws.env);
    project.program(program(""));
    const { code, output } = await project.up("--skip-preview");
    assert.equal(code, 0, output);
    aws.journal.clear();
  });
  after(async () => {
    await aws.close();
    project?.remove();
  });

  it("is refused in preview and in up, with the ways out, and nothing is lost", async () => {
    const before = JSON.stringify(project.state());
    for (const words of [
      ["preview", "--replace", URN],
      ["up", "--yes", "--skip-preview", "--replace", URN],
    ]) {
      const { code, output } = await project.pulumi(...words);
      assert.notEqual(code, 0, output);
      assert.match(output, /triggers.*pulumi state untaint|pulumi state untaint.*triggers/s);
      assert.match(output, /deleteBeforeReplace: true/);
    }
    assert.deepEqual(writes(aws), []);
    assert.equal(JSON.stringify(project.state()), before);
  });

  it("is refused after state taint, and untaint leads back", async () => {
    assert.equal((await project.pulumi("state", "taint", URN, "--yes")).code, 0);
    for (const refused of [await project.preview(), await project.up("--skip-preview")]) {
      assert.notEqual(refused.code, 0);
      assert.match(refused.output, /pulumi state untaint/);
    }
    assert.equal((await project.pulumi("state", "untaint", URN, "--yes")).code, 0);
    const clean = await project.preview("--expect-no-changes");
    assert.equal(clean.code, 0, clean.output);
    assert.ok(aws.connectors.get("crm"));
  });

  it("works with an explicit deleteBeforeReplace, and preview only warns", async () => {
    project.program(program("", "{ deleteBeforeReplace: true }"));
    aws.journal.clear();
    const preview = await project.preview("--replace", URN);
    assert.equal(preview.code, 0, preview.output);
    assert.match(preview.output, /warning: .*label is taken/s);
    const { code, output } = await project.up("--skip-preview", "--replace", URN);
    assert.equal(code, 0, output);
    assert.deepEqual(writes(aws), ["UnregisterConnector", "RegisterConnector"]);
    assert.ok(aws.connectors.get("crm"));
  });
});

describe("adopt", function () {
  this.timeout(300_000);
  let aws: Emulator;
  let project: Project;

  beforeEach(async () => {
    aws = await startAccount();
    project = await newProject(aws.env);
  });
  afterEach(async () => {
    await aws.close();
    project?.remove();
  });

  it("takes an equal registration over without a write, and removing adopt is no change", async () => {
    aws.connectors.put("crm", { lambdaArn: functionArn("crm"), description: "Made by hand" });
    project.program(program("adopt: true"));
    const { code, output } = await project.up();
    assert.equal(code, 0, output);
    assert.deepEqual(writes(aws), []);
    assert.equal(aws.connectors.get("crm")?.description, "Made by hand");

    project.program(program(""));
    const clean = await project.preview("--expect-no-changes");
    assert.equal(clean.code, 0, clean.output);
    const { code: refreshed, output: seen } = await project.refresh("--expect-no-changes");
    assert.equal(refreshed, 0, seen);
    const { output: last } = await project.up();
    assert.deepEqual(writes(aws), [], last);
  });

  it("updates what differs in place", async () => {
    aws.connectors.put("crm", { lambdaArn: functionArn("crm-next"), description: "Old" });
    project.program(program(`adopt: true, description: "New"`));
    const { code, output } = await project.up();
    assert.equal(code, 0, output);
    assert.deepEqual(writes(aws), ["UpdateConnectorRegistration"]);
    assert.equal(aws.connectors.get("crm")?.description, "New");
    assert.equal(aws.connectors.get("crm")?.lambdaArn, functionArn("crm"));
  });
});
