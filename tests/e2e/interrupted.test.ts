import assert from "node:assert/strict";
import { functionArn, OTHER_ACCOUNT, writes } from "../support/account";
import { setStage } from "../support/stage";

const PROGRAM = `new appflow.ConnectorRegistration("crm", {
  connectorLabel: "crm",
  connectorProvisioningConfig: { lambda: { lambdaArn: "${functionArn("crm")}" } },
});`;

describe("a registration that was made and could not be looked at", function () {
  this.timeout(300_000);
  const stage = setStage();
  before(async () => {
    stage.project.program(PROGRAM);
    // The first look finds the label free; those after the registration are denied.
    const error = { type: "AccessDeniedException", status: 403, message: "no" };
    stage.aws.faults.add({ operation: "DescribeConnector", after: 1, times: "always", kind: { error } });
    const { code, output } = await stage.project.up("--skip-preview");
    assert.notEqual(code, 0);
    assert.match(output, /#access-denied/);
    stage.aws.faults.clear();
  });

  it("is saved, with its account, so that nothing is orphaned", () => {
    const [saved] = stage.project.state();
    assert.equal(saved?.id, "crm");
    assert.equal(saved?.outputs["accountId"], "123456789012");
    assert.ok(saved?.outputs["__provider"]);
  });

  it("is not touched with credentials of another account that has the label too", async () => {
    stage.aws.connectors.put("crm", {}, OTHER_ACCOUNT);
    stage.project.env["AWS_ACCESS_KEY_ID"] = OTHER_ACCOUNT;
    const { code, output } = await stage.project.destroy();
    stage.project.env["AWS_ACCESS_KEY_ID"] = "123456789012";
    assert.notEqual(code, 0);
    assert.match(output, /#account-changed/);
    assert.ok(stage.aws.connectors.get("crm", OTHER_ACCOUNT));
  });

  it("is settled by the next up, without a write", async () => {
    stage.aws.journal.clear();
    const { code, output } = await stage.project.up("--skip-preview");
    assert.equal(code, 0, output);
    assert.deepEqual(writes(stage.aws), []);
    assert.equal(stage.project.state()[0]?.outputs["connectorName"], "CRM");
    const clean = await stage.project.preview("--expect-no-changes");
    assert.equal(clean.code, 0, clean.output);
  });
});

describe("a run whose answer got lost", function () {
  this.timeout(300_000);
  const stage = setStage();
  before(() => {
    stage.project.program(PROGRAM);
  });

  it("registers once, although the connection breaks after the effect", async () => {
    stage.aws.faults.add({ operation: "RegisterConnector", kind: "resetAfter" });
    const { code, output } = await stage.project.up("--skip-preview");
    assert.equal(code, 0, output);
    assert.equal(stage.aws.connectors.list().length, 1);
    assert.equal(stage.project.state().length, 1);
  });

  it("unregisters, although the connection breaks after the effect", async () => {
    stage.aws.faults.add({ operation: "UnregisterConnector", kind: "resetAfter" });
    const { code, output } = await stage.project.destroy();
    assert.equal(code, 0, output);
    assert.deepEqual(stage.aws.connectors.list(), []);
    assert.deepEqual(stage.project.state(), []);
  });
});

describe("a permission that was granted a moment ago", function () {
  this.timeout(300_000);
  const stage = setStage();

  it("is waited for, and the run says so", async () => {
    stage.project.program(PROGRAM);
    const error = { type: "AccessDeniedException", status: 403, message: "not yet" };
    stage.aws.faults.add({ operation: "RegisterConnector", kind: { error }, times: 2 });
    const { code, output } = await stage.project.up("--skip-preview");
    assert.equal(code, 0, output);
    assert.match(output, /so the write is repeated for up to 60 s\. See .*#permission-spreading/);
    assert.deepEqual(writes(stage.aws), Array(3).fill("RegisterConnector"));
    assert.equal(stage.aws.connectors.list().length, 1);
  });
});

describe("a registration of which nobody learned whether it was made", function () {
  this.timeout(300_000);
  const stage = setStage();
  before(async () => {
    stage.project.program(PROGRAM);
    // The answers get lost, and nobody can look: only the first look, before the registration, succeeds.
    stage.aws.faults.add({ operation: "RegisterConnector", kind: "resetAfter", times: "always" });
    const error = { type: "AccessDeniedException", status: 403, message: "no" };
    stage.aws.faults.add({ operation: "DescribeConnector", after: 1, times: "always", kind: { error } });
    const { code, output } = await stage.project.up("--skip-preview");
    assert.notEqual(code, 0);
    assert.match(output, /Run `pulumi up`\s+again .*#outcome-ambiguous/s);
    stage.aws.faults.clear();
    stage.aws.journal.clear();
    assert.equal(stage.aws.connectors.list().length, 1);
  });

  it("is in the state, and the next up finds it and takes it for its own", async () => {
    assert.ok(stage.project.state()[0]?.outputs["registeringSince"]);
    const { code, output } = await stage.project.up();
    assert.equal(code, 0, output);
    assert.deepEqual(writes(stage.aws), []);
    const [{ outputs }] = stage.project.state();
    assert.ok(outputs["connectorArn"]);
    assert.equal(outputs["registeringSince"], undefined);
    const clean = await stage.project.refresh("--expect-no-changes");
    assert.equal(clean.code, 0, clean.output);
  });
});
