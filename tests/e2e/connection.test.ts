import assert from "node:assert/strict";
import { ACCOUNT, functionArn, OTHER_ACCOUNT, REGION } from "../support/account";
import { setStage } from "../support/stage";

const args = (label: string, region = REGION, account = ACCOUNT) =>
  `{ connectorLabel: "${label}", connectorProvisioningConfig: { lambda: { lambdaArn: "${functionArn("crm", region, account)}" } } }`;

describe("where a registration goes", function () {
  this.timeout(300_000);
  const stage = setStage();

  it("follows an appflow.Provider into its region and account, also through a component, in up, refresh and destroy", async () => {
    stage.project.program(`
const virginia = new appflow.Provider("virginia", { region: "us-east-1" });
const other = new appflow.Provider("other", {
  assumeRole: { roleArn: "arn:aws:iam::${OTHER_ACCOUNT}:role/deploy" },
  allowedAccountIds: ["${OTHER_ACCOUNT}"],
});
class Team extends pulumi.ComponentResource {
  constructor(name, opts) {
    super("example:index:Team", name, {}, opts);
    new appflow.ConnectorRegistration("inherited", ${args("inherited", "us-east-1")}, { parent: this });
  }
}
new Team("team", { providers: [virginia] });
new appflow.ConnectorRegistration("stated", ${args("stated", "us-east-1")}, { provider: virginia });
new appflow.ConnectorRegistration("elsewhere", ${args("elsewhere", REGION, OTHER_ACCOUNT)}, { provider: other });
new appflow.ConnectorRegistration("here", ${args("here")});
`);
    const { code, output } = await stage.project.up();
    assert.equal(code, 0, output);
    const labels = (account: string, region: string) =>
      stage.aws.connectors
        .list(account, region)
        .map(({ connectorLabel }) => connectorLabel)
        .sort();
    assert.deepEqual(labels(ACCOUNT, REGION), ["here"]);
    assert.deepEqual(labels(ACCOUNT, "us-east-1"), ["inherited", "stated"]);
    assert.deepEqual(labels(OTHER_ACCOUNT, REGION), ["elsewhere"]);

    const clean = await stage.project.refresh("--expect-no-changes");
    assert.equal(clean.code, 0, clean.output);
    const destroyed = await stage.project.destroy();
    assert.equal(destroyed.code, 0, destroyed.output);
    assert.deepEqual([...labels(ACCOUNT, "us-east-1"), ...labels(OTHER_ACCOUNT, REGION)], []);
  });

  it("replaces when the stack's configuration states another region, and stays when only the environment changes", async () => {
    stage.project.program(`new appflow.ConnectorRegistration("crm", {
  connectorLabel: "crm",
  connectorProvisioningConfig: { lambda: { lambdaArn: process.env.CRM_FUNCTION } },
});`);
    stage.project.env["CRM_FUNCTION"] = functionArn("crm");
    assert.equal((await stage.project.up("--skip-preview")).code, 0);

    stage.project.env["AWS_REGION"] = "us-east-1";
    const stays = await stage.project.preview("--expect-no-changes");
    assert.equal(stays.code, 0, stays.output);
    assert.match(stays.output, /warning: .*#region-ambient/s);

    await stage.project.pulumi("config", "set", "aws:region", "us-east-1");
    stage.project.env["CRM_FUNCTION"] = functionArn("crm", "us-east-1");
    const moved = await stage.project.up("--skip-preview");
    assert.equal(moved.code, 0, moved.output);
    assert.ok(stage.aws.connectors.get("crm", ACCOUNT, "us-east-1"));
    assert.equal(stage.aws.connectors.get("crm", ACCOUNT, REGION), undefined);
    assert.equal((await stage.project.destroy()).code, 0);
    await stage.project.pulumi("config", "rm", "aws:region");
    stage.project.env["AWS_REGION"] = REGION;
  });

  it("refuses a setting that could mean another account, by name", async () => {
    await stage.project.pulumi("config", "set", "aws:sharedConfigFiles", `["/elsewhere"]`);
    stage.project.program(`new appflow.ConnectorRegistration("crm", ${args("crm")});`);
    const { code, output } = await stage.project.preview();
    await stage.project.pulumi("config", "rm", "aws:sharedConfigFiles");
    assert.notEqual(code, 0);
    assert.match(output, /aws:sharedConfigFiles.*#configuration-unsupported/s);
  });

  it("reads what exists by label and by ARN, and looks up configurations", async () => {
    stage.aws.connectors.put("made.by.hand", { description: "By hand" });
    const arn = stage.aws.connectors.get("made.by.hand")?.connectorArn;
    stage.project.program(`
const byLabel = appflow.ConnectorRegistration.get("label", "made.by.hand");
const byArn = appflow.ConnectorRegistration.get("arn", "${arn}");
exports.arn = byLabel.connectorArn;
exports.label = byArn.connectorLabel;
exports.description = byArn.description;
exports.found = appflow.getConnectorRegistration({ connectorLabel: "made.by.hand" }).then((found) => found.connectorArn);
exports.listed = appflow.listConnectorRegistrationsOutput().apply((all) => all.map((one) => one.connectorLabel));
`);
    const { code, output } = await stage.project.up();
    assert.equal(code, 0, output);
    const { stdout } = await stage.project.pulumi("stack", "output", "--json");
    assert.deepEqual(JSON.parse(stdout), {
      arn,
      label: "made.by.hand",
      description: "By hand",
      found: arn,
      listed: ["made.by.hand"],
    });
    assert.equal((await stage.project.destroy()).code, 0);
    assert.ok(stage.aws.connectors.get("made.by.hand"), "what is only read is not unregistered");
  });

  it("fails where what it reads is not there, or is no label", async () => {
    for (const [id, anchor] of [
      ["nobodys", "registration-absent"],
      ["arn:aws:appflow:us-east-1:123456789012:connector/nobodys", "registration-absent"],
      ["arn:aws:s3:::foo", "label-invalid"],
    ] as const) {
      stage.project.program(`appflow.ConnectorRegistration.get("read", "${id}");`);
      const { code, output } = await stage.project.preview();
      assert.notEqual(code, 0, id);
      assert.match(output, new RegExp(`#${anchor}`));
    }
  });

  it("keeps secrets secret in the state, after a refresh too, and in preview --json", async () => {
    stage.project.program(`new appflow.ConnectorRegistration("crm", {
  connectorLabel: "crm",
  connectorProvisioningConfig: { lambda: { lambdaArn: "${functionArn("crm")}" } },
  description: pulumi.secret("canary-description"),
  triggers: [pulumi.secret("canary-trigger")],
});`);
    const preview = await stage.project.preview("--json");
    assert.doesNotMatch(preview.stdout, /canary/);
    const { code, output } = await stage.project.up("--skip-preview");
    assert.equal(code, 0, output);
    assert.equal(stage.aws.connectors.get("crm")?.description, "canary-description");
    assert.doesNotMatch(output + JSON.stringify(stage.project.state()), /canary/);
    const refreshed = await stage.project.refresh();
    assert.equal(refreshed.code, 0, refreshed.output);
    assert.doesNotMatch(refreshed.output + JSON.stringify(stage.project.state()), /canary/);
    assert.equal((await stage.project.preview("--expect-no-changes")).code, 0);
    assert.equal((await stage.project.destroy()).code, 0);
  });
});
