import assert from "node:assert/strict";
import { join } from "node:path";
import { functionArn, writes } from "../support/account";
import { setStage } from "../support/stage";

interface Options {
  readonly label?: string;
  readonly name?: "crm" | "crm-next";
  readonly more?: string;
  readonly opts?: string;
}

function registration({ label = "crm", name = "crm", more = "", opts = "{}" }: Options = {}): string {
  return `
const crm = new appflow.ConnectorRegistration("crm", {
  connectorLabel: ${JSON.stringify(label)},
  connectorProvisioningConfig: { lambda: { lambdaArn: "${functionArn(name)}" } },
  ${more}
}, ${opts});
exports.arn = crm.connectorArn;
exports.name = crm.connectorName;
exports.modes = crm.connectorModes;
`;
}

describe("a registration, from up to destroy", function () {
  this.timeout(300_000);
  const stage = setStage();
  before(() => {
    // The one function here that is real: a Node process for every call.
    const node = join(__dirname, "..", "..", "examples", "quickstart", "connector");
    stage.aws.functions.register(functionArn("crm"), { node });
  });

  /** Runs `up` and returns the writing calls that it made. */
  async function up(program: string, ...cliArguments: string[]): Promise<string[]> {
    stage.project.program(program);
    stage.aws.journal.clear();
    const { code, output } = await stage.project.up(...cliArguments);
    assert.equal(code, 0, output);
    return writes(stage.aws);
  }

  it("registers, and the outputs show what the function said", async () => {
    assert.deepEqual(await up(registration({ more: `description: "Customers"` })), ["RegisterConnector"]);
    const there = stage.aws.connectors.get("crm");
    assert.equal(there?.lambdaArn, functionArn("crm"));
    assert.equal(there?.description, "Customers");
    const { stdout } = await stage.project.pulumi("stack", "output", "--json");
    assert.deepEqual(JSON.parse(stdout), {
      arn: "arn:aws:appflow:eu-west-1:123456789012:connector/crm",
      name: "IntlData",
      modes: ["SOURCE", "DESTINATION"],
    });
  });

  it("stays clean and writes nothing: preview, refresh, preview, up", async () => {
    stage.aws.journal.clear();
    for (const cliArguments of [
      ["preview", "--expect-no-changes"],
      ["refresh", "--yes", "--expect-no-changes"],
      ["preview", "--expect-no-changes"],
      ["up", "--yes", "--expect-no-changes"],
    ]) {
      const { code, output } = await stage.project.pulumi(...cliArguments);
      assert.equal(code, 0, `pulumi ${cliArguments.join(" ")}\n${output}`);
      assert.doesNotMatch(output, /warning|error|Diagnostics/i);
    }
    assert.deepEqual(writes(stage.aws), []);
  });

  it("makes no call at all for a preview in which nothing changes", async () => {
    stage.aws.journal.clear();
    await stage.project.preview();
    assert.deepEqual(stage.aws.journal.entries, []);
  });

  it("edits and removes the description in place", async () => {
    assert.deepEqual(await up(registration({ more: `description: "Clients"` })), ["UpdateConnectorRegistration"]);
    assert.equal(stage.aws.connectors.get("crm")?.description, "Clients");
    assert.deepEqual(await up(registration(), "--skip-preview"), ["UpdateConnectorRegistration"]);
    assert.equal(stage.aws.connectors.get("crm")?.description ?? "", "");
  });

  it("changes the function in place", async () => {
    assert.deepEqual(await up(registration({ name: "crm-next" })), ["UpdateConnectorRegistration"]);
    assert.equal(stage.aws.connectors.get("crm")?.lambdaArn, functionArn("crm-next"));
  });

  it("registers anew in place when a trigger changes, and only then", async () => {
    const triggered = registration({ name: "crm-next", more: `triggers: ["v2", { build: 7 }]` });
    assert.deepEqual(await up(triggered), ["UpdateConnectorRegistration"]);
    assert.deepEqual(await up(triggered, "--skip-preview"), []);
  });

  it("renames: the new one first, then the old one goes", async () => {
    const renamed = registration({ label: "crm.eu", name: "crm-next" });
    assert.deepEqual(await up(renamed), ["RegisterConnector", "UnregisterConnector"]);
    assert.deepEqual(
      stage.aws.connectors.list().map(({ connectorLabel }) => connectorLabel),
      ["crm.eu"],
    );
  });

  it("refuses to destroy while a profile uses it, sets forceDelete without a call, then destroys", async () => {
    stage.aws.profiles.create({ name: "sales", connectorLabel: "crm.eu" });
    const refused = await stage.project.destroy();
    assert.notEqual(refused.code, 0);
    assert.match(refused.output, /unregistering AppFlow connector "crm\.eu" \(eu-west-1, 123456789012\)/);
    assert.match(refused.output, /sales.*forceDelete/s);
    assert.ok(stage.aws.connectors.get("crm.eu"));

    const forced = registration({ label: "crm.eu", name: "crm-next", more: "forceDelete: true" });
    assert.deepEqual(await up(forced), []);
    assert.deepEqual(stage.aws.journal.entries, [], "not even a look");
    const destroyed = await stage.project.destroy();
    assert.equal(destroyed.code, 0, destroyed.output);
    assert.deepEqual(stage.aws.connectors.list(), []);
    assert.deepEqual(stage.project.state(), []);
  });
});

describe("drift", function () {
  this.timeout(300_000);
  const stage = setStage();
  before(async () => {
    stage.project.program(registration({ more: `description: "Customers"` }));
    const { code, output } = await stage.project.up("--skip-preview");
    assert.equal(code, 0, output);
  });

  const look = () => stage.project.pulumi("refresh", "--preview-only", "--expect-no-changes");

  it("shows an edit behind Pulumi's back with exit code 7 and repairs it", async () => {
    stage.aws.connectors.edit("crm", { description: "Somebody was here" });
    const cliArguments = ["refresh", "--preview-only", "--expect-no-changes", "--diff"];
    const { code, output } = await stage.project.pulumi(...cliArguments);
    assert.equal(code, 7, output);
    assert.match(output, /description\s+: "Customers" => "Somebody was here"/);
    const repaired = await stage.project.up("--refresh", "--skip-preview");
    assert.equal(repaired.code, 0, repaired.output);
    assert.equal(stage.aws.connectors.get("crm")?.description, "Customers");
    assert.equal((await look()).code, 0);
  });

  it("shows and repairs another function", async () => {
    stage.aws.connectors.edit("crm", { lambdaArn: functionArn("crm-next") });
    assert.equal((await look()).code, 7);
    assert.equal((await stage.project.up("--refresh", "--skip-preview")).code, 0);
    assert.equal(stage.aws.connectors.get("crm")?.lambdaArn, functionArn("crm"));
  });

  it("shows a removed registration and creates it again", async () => {
    stage.aws.connectors.remove("crm");
    assert.equal((await look()).code, 7);
    const repaired = await stage.project.up("--refresh");
    assert.equal(repaired.code, 0, repaired.output);
    assert.equal(stage.aws.connectors.get("crm")?.description, "Customers");
  });

  it("never takes another account's silence for a removal", async () => {
    const before = JSON.stringify(stage.project.state());
    stage.project.env["AWS_ACCESS_KEY_ID"] = "210987654321";
    for (const cliArguments of [
      ["refresh", "--yes"],
      ["destroy", "--yes"],
      ["up", "--yes", "--refresh"],
    ]) {
      const { code, output } = await stage.project.pulumi(...cliArguments);
      assert.notEqual(code, 0, `pulumi ${cliArguments.join(" ")}`);
      assert.match(output, /account 210987654321, and the registration belongs to account 123456789012/);
    }
    stage.project.env["AWS_ACCESS_KEY_ID"] = "123456789012";
    assert.equal(JSON.stringify(stage.project.state()), before);
    assert.ok(stage.aws.connectors.get("crm"));
  });
});
