import assert from "node:assert/strict";
import type { Emulator } from "../../emulator";
import { functionArn, OTHER_ACCOUNT, startAccount, writes } from "../support/account";
import { newProject, type Project } from "../support/project";

const PROGRAM = `new appflow.ConnectorRegistration("crm", {
  connectorLabel: "crm",
  connectorProvisioningConfig: { lambda: { lambdaArn: "${functionArn("crm")}" } },
});`;

describe("a registration that was made and could not be looked at", function () {
  this.timeout(300_000);
  let aws: Emulator;
  let project: Project;

  before(async () => {
    aws = await startAccount();
    project = await newProject(aws.env);
    project.program(PROGRAM);
    // The first look finds the label free; those after the registration are denied.
    const error = { type: "AccessDeniedException", status: 403, message: "no" };
    aws.faults.add({ operation: "DescribeConnector", after: 1, times: "always", kind: { error } });
    const { code, output } = await project.up("--skip-preview");
    assert.notEqual(code, 0);
    assert.match(output, /#access-denied/);
    aws.faults.clear();
  });
  after(async () => {
    await aws.close();
    project?.remove();
  });

  it("is saved, with its account, so that nothing is orphaned", () => {
    const [saved] = project.state();
    assert.equal(saved?.id, "crm");
    assert.equal(saved?.outputs["accountId"], "123456789012");
    assert.ok(saved?.outputs["__provider"]);
  });

  it("is not touched with credentials of another account that has the label too", async () => {
    aws.connectors.put("crm", {}, OTHER_ACCOUNT);
    project.env["AWS_ACCESS_KEY_ID"] = OTHER_ACCOUNT;
    const { code, output } = await project.destroy();
    project.env["AWS_ACCESS_KEY_ID"] = "123456789012";
    assert.notEqual(code, 0);
    assert.match(output, /#account-changed/);
    assert.ok(aws.connectors.get("crm", OTHER_ACCOUNT));
  });

  it("is settled by the next up, without a write", async () => {
    aws.journal.clear();
    const { code, output } = await project.up("--skip-preview");
    assert.equal(code, 0, output);
    assert.deepEqual(writes(aws), []);
    assert.equal(project.state()[0]?.outputs["connectorName"], "IntlData");
    const clean = await project.preview("--expect-no-changes");
    assert.equal(clean.code, 0, clean.output);
  });
});

describe("a run whose answer got lost", function () {
  this.timeout(300_000);
  let aws: Emulator;
  let project: Project;

  before(async () => {
    aws = await startAccount();
    project = await newProject(aws.env);
    project.program(PROGRAM);
  });
  after(async () => {
    await aws.close();
    project?.remove();
  });

  it("registers once, although the connection breaks after the effect", async () => {
    aws.faults.add({ operation: "RegisterConnector", kind: "resetAfter" });
    const { code, output } = await project.up("--skip-preview");
    assert.equal(code, 0, output);
    assert.equal(aws.connectors.list().length, 1);
    assert.equal(project.state().length, 1);
  });

  it("unregisters, although the connection breaks after the effect", async () => {
    aws.faults.add({ operation: "UnregisterConnector", kind: "resetAfter" });
    const { code, output } = await project.destroy();
    assert.equal(code, 0, output);
    assert.deepEqual(aws.connectors.list(), []);
    assert.deepEqual(project.state(), []);
  });
});
