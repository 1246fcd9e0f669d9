import assert from "node:assert/strict";
import { functionArn, writes } from "../support/account";
import { diagnosticsOf, registration } from "../support/project";
import { setStage } from "../support/stage";

/** A program of registrations: name -> the arguments' text beside the function. */
function registrations(resources: Record<string, string>): string {
  return Object.entries(resources)
    .map(([name, args]) => registration(name, args))
    .join("");
}

describe("preview", function () {
  this.timeout(300_000);
  const stage = setStage();

  it("shows every taken label on its own resource, from one list, and up stops there", async () => {
    for (const label of ["crm", "erp"]) stage.aws.connectors.put(label);
    stage.aws.journal.clear();
    stage.project.program(
      registrations({
        a: `connectorLabel: "crm"`,
        b: `connectorLabel: "erp"`,
        c: `connectorLabel: "free-one"`,
      }),
    );
    const { code, output } = await stage.project.up();
    assert.notEqual(code, 0);
    assert.match(diagnosticsOf(output, "a"), /label is taken by arn:aws:appflow:\S+connector\/crm .*adopt: true/s);
    assert.match(diagnosticsOf(output, "b"), /label is taken by arn:aws:appflow:\S+connector\/erp/);
    assert.equal(diagnosticsOf(output, "c"), "");
    assert.doesNotMatch(output, /unhandled|\bat .*\.js:\d+|nil/);
    const pages = stage.aws.journal.entries.filter(({ operation }) => operation === "ListConnectors");
    assert.equal(pages.length, 1, "AWS's own and these fit on one page of 100");
    assert.equal(stage.aws.journal.entries.filter(({ operation }) => operation === "DescribeConnector").length, 2);
    assert.deepEqual(writes(stage.aws), []);
  });

  it("shows every fault of every resource at once, each on its own, and none twice", async () => {
    stage.project.program(
      registrations({
        a: `connectorLabel: "no spaces allowed"`,
        b: `connectorLabel: "fine", description: "what? (really)", adopt: "yes", connectorLable: "x"`,
        c: `connectorLabel: "crm"`,
      }),
    );
    const { code, output } = await stage.project.preview();
    assert.notEqual(code, 0);
    assert.match(diagnosticsOf(output, "a"), /#label-invalid/);
    for (const anchor of ["description-invalid", "argument-type", "argument-unknown"]) {
      assert.equal(diagnosticsOf(output, "b").split(`#${anchor}`).length, 2, `${anchor}\n${output}`);
    }
    assert.match(diagnosticsOf(output, "b"), /`connectorLable` is not an argument; `connectorLabel` is/);
    assert.match(diagnosticsOf(output, "c"), /#label-taken/);
  });

  it("says it in --json too, with the URN", async () => {
    const { code, stdout } = await stage.project.preview("--json");
    assert.notEqual(code, 0);
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { urn?: string; message: string }[] };
    const taken = diagnostics.find(({ message }) => message.includes("#label-taken"));
    assert.match(taken?.urn ?? "", /ConnectorRegistration::c$/);
  });

  it("names both resources that have one label, in preview and where preview is skipped", async () => {
    stage.project.program(registrations({ a: `connectorLabel: "twin"`, b: `connectorLabel: "twin"` }));
    const preview = await stage.project.preview();
    const skipped = await stage.project.up("--skip-preview");
    for (const { code, output } of [preview, skipped]) {
      assert.notEqual(code, 0);
      assert.match(output, /Give (a or b|b or a) another label.*#label-twice/s);
      const told = diagnosticsOf(output, "a") + diagnosticsOf(output, "b");
      assert.equal(told.match(/#label-twice/g)?.length, 1, output);
    }
    await stage.project.destroy();
  });

  it("says what adopt takes over and what that changes, as a warning", async () => {
    stage.project.program(registrations({ a: `connectorLabel: "crm", adopt: true` }));
    const { code, output } = await stage.project.preview();
    assert.equal(code, 0, output);
    const told = diagnosticsOf(output, "a");
    assert.match(told, /warning: .*takes over arn:aws:appflow:\S+connector\/crm .*changes its function.*#adopts/s);
  });

  it("gives the same faults as check failures when preview is skipped", async () => {
    stage.project.program(registrations({ a: `connectorLabel: "no spaces allowed"` }));
    const { code, output } = await stage.project.up("--skip-preview");
    assert.notEqual(code, 0);
    assert.match(diagnosticsOf(output, "a"), /has a problem: checking AppFlow connector .*#label-invalid/s);
  });

  it("lets create say what preview would have said", async () => {
    stage.aws.journal.clear();
    stage.project.program(registrations({ a: `connectorLabel: "crm"` }));
    const { code, output } = await stage.project.up("--skip-preview");
    assert.notEqual(code, 0);
    assert.match(diagnosticsOf(output, "a"), /label is taken by .*adopt: true.*aliases/s);
    assert.deepEqual(stage.project.state(), []);
    assert.deepEqual(writes(stage.aws), []);
  });

  it("makes the default label out of the resource's name and keeps it", async () => {
    stage.project.program(registrations({ "my crm": "" }));
    const { code, output } = await stage.project.up();
    assert.equal(code, 0, output);
    const [registered] = stage.project.state();
    assert.match(String(registered?.id), /^my-crm-[0-9a-f]{7}$/);
    assert.ok(stage.aws.connectors.get(String(registered?.id)));
    const again = await stage.project.preview("--expect-no-changes");
    assert.equal(again.code, 0, again.output);
    await stage.project.destroy();
  });

  it("keeps unknown inputs unknown and refuses a secret label without printing it", async () => {
    stage.project.program(`
class Later extends pulumi.dynamic.Resource {
  constructor(name) {
    super({ create: async () => ({ id: "later", outs: { arn: "${functionArn("crm")}", label: "later-label" } }) }, name, { arn: undefined, label: undefined });
  }
}
const later = new Later("later");
new appflow.ConnectorRegistration("unknown", {
  connectorLabel: later.label,
  connectorProvisioningConfig: { lambda: { lambdaArn: later.arn } },
});
`);
    const { code, output } = await stage.project.up();
    assert.equal(code, 0, output);
    assert.ok(stage.aws.connectors.get("later-label"));
    await stage.project.destroy();

    stage.project.program(registrations({ hidden: `connectorLabel: pulumi.secret("canary-label")` }));
    const refused = await stage.project.up();
    assert.notEqual(refused.code, 0);
    assert.match(diagnosticsOf(refused.output, "hidden"), /#label-secret/);
    assert.doesNotMatch(refused.output, /canary-label/);
  });
});
