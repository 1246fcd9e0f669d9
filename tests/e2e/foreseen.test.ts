import assert from "node:assert/strict";
import { functionArn } from "../support/account";
import { diagnosticsOf, registration } from "../support/project";
import { setStage } from "../support/stage";

const CRM = functionArn("crm");
const named = (name: string) => CRM.replace(/:crm$/, `:${name}`);
/** One resource for each fault that a preview can see: the arguments beside the function, the function, the code. */
const FAULTS: readonly [name: string, code: string, args: string, lambdaArn?: string][] = [
  ["label", "label-invalid", `connectorLabel: "no spaces"`],
  ["taken", "label-taken", `connectorLabel: "crm"`],
  ["text", "description-invalid", `description: "what?"`],
  ["type", "argument-type", `adopt: "yes"`],
  ["misspelt", "argument-unknown", `descripton: "x"`],
  ["elsewhere", "function-region", "", CRM.replace("eu-west-1", "us-east-1")],
  ["absent", "function-absent", "", named("absent")],
  ["pending", "function-inactive", "", named("pending")],
  ["shut", "function-not-invocable", "", named("shut")],
  ["token", "client-token-invalid", `clientToken: ""`],
];

/** A resource of another kind, whose outputs nobody knows before the run. */
const LATER = `
class Later extends pulumi.dynamic.Resource {
  constructor(name) {
    super({ create: async () => ({ id: "later", outs: { arn: "${CRM}" } }) }, name, { arn: undefined });
  }
}
const later = new Later("later");
`;

describe("What preview foresees", function () {
  this.timeout(300_000);
  const stage = setStage();

  before(() => {
    const answer = { isSuccess: true, connectorName: "CRM", connectorVersion: "1.0" };
    stage.aws.functions.register(named("pending"), { answer }, { state: "Pending" });
    stage.aws.functions.register(named("shut"), { answer }, { policy: "none" });
    stage.aws.connectors.put("crm");
  });
  beforeEach(() => stage.aws.journal.clear());

  const operations = () => stage.aws.journal.entries.map(({ operation }) => operation).sort();

  it("is ten faults on ten resources, each on its own and once, also in --json", async () => {
    stage.project.program(
      FAULTS.map(([name, , args, lambdaArn = CRM]) => registration(name, args, lambdaArn)).join(""),
    );
    const { code, output } = await stage.project.preview();
    assert.notEqual(code, 0);
    for (const [name, fault] of FAULTS)
      assert.equal(diagnosticsOf(output, name).split(`#${fault}`).length, 2, `${name}: ${output}`);
    assert.doesNotMatch(output, /unhandled|\bat .*\.js:\d+|nil|04da6b54/);

    const json = await stage.project.preview("--json");
    assert.notEqual(json.code, 0);
    const { diagnostics } = JSON.parse(json.stdout) as { diagnostics: { urn?: string; message: string }[] };
    for (const [name, fault] of FAULTS) {
      const told = diagnostics.filter(({ urn, message }) => urn?.endsWith(`::${name}`) && message.includes("#"));
      assert.equal(told.length, 1, `${name}: ${json.stdout}`);
      assert.match(told[0].message, new RegExp(`#${fault}\\s*$`));
    }
  });

  it("is all three faults of one resource", async () => {
    stage.project.program(registration("a", `connectorLabel: "crm", description: "what?"`, named("shut")));
    const { output } = await stage.project.preview();
    const told = diagnosticsOf(output, "a");
    for (const fault of ["label-taken", "description-invalid", "function-not-invocable"])
      assert.equal(told.split(`#${fault}`).length, 2, output);
    assert.match(told, /aws lambda add-permission .* --source-account 123456789012 /);
    assert.match(told, /new aws\.lambda\.Permission\("appflow", \{.*sourceArn: "arn:aws:appflow:eu-west-1:/);
  });

  it("is an unknown argument beside a known function, although its value can't be known yet", async () => {
    stage.project.program(`${LATER}
new appflow.ConnectorRegistration("a", {
  connectorProvisioningConfig: { lambda: { lambdaArn: "${CRM}", qualifier: later.id } },
});
`);
    const { code, output } = await stage.project.preview();
    assert.notEqual(code, 0);
    assert.match(diagnosticsOf(output, "a"), /`connectorProvisioningConfig\.lambda\.qualifier` .*#argument-unknown/);
    assert.doesNotMatch(output, /unhandled|promises|04da6b54/);
    assert.deepEqual(operations(), ["GetFunction", "GetPolicy", "ListConnectors"]);
  });

  it("is a warning where the resource waits for what may mend it, by itself or by its component", async () => {
    const absent = named("absent");
    stage.project.program(`${LATER}
class Around extends pulumi.ComponentResource {
  constructor(name, opts) {
    super("tests:index:Around", name, {}, opts);
    new appflow.ConnectorRegistration("in-" + name, { connectorProvisioningConfig: { lambda: { lambdaArn: "${absent}" } } }, { parent: this });
  }
}
new Around("waiting", { dependsOn: [later] });
new Around("alone");
${registration("dependent", "", absent, "{ dependsOn: later }")}
${registration("fed", `description: later.arn.apply(() => "text")`, absent)}
`);
    const { code, output } = await stage.project.preview();
    assert.notEqual(code, 0);
    for (const [name, level] of [
      ["in-waiting", "warning"],
      ["in-alone", "error"],
      ["dependent", "warning"],
      ["fed", "warning"],
    ])
      assert.match(diagnosticsOf(output, name), new RegExp(`^    ${level}: .*#function-absent`), `${name}: ${output}`);
  });

  it("is of what transformations and components make of the inputs, and only of targets", async () => {
    stage.project.program(`
pulumi.runtime.registerStackTransformation(({ type, name, props, opts }) =>
  name === "changed" ? { props: { ...props, connectorProvisioningConfig: { lambda: { lambdaArn: "${named("absent")}" } } }, opts } : undefined);
${registration("changed", "")}${registration("other", `connectorLabel: "crm"`)}`);
    const whole = await stage.project.preview("--refresh");
    assert.match(diagnosticsOf(whole.output, "changed"), /#function-absent/);
    assert.match(diagnosticsOf(whole.output, "other"), /#label-taken/);
    const urn = "urn:pulumi:dev::e2e::pulumi-nodejs:dynamic/appflow:ConnectorRegistration::changed";
    const targeted = await stage.project.preview("--target", urn);
    assert.notEqual(targeted.code, 0);
    assert.match(diagnosticsOf(targeted.output, "changed"), /#function-absent/);
    assert.doesNotMatch(targeted.output, /#label-taken/);
  });

  it("asks nothing of a function that nobody knows yet, and tells nothing of one that is a secret", async () => {
    stage.project.program(`${LATER}
new appflow.ConnectorRegistration("unknown", { connectorProvisioningConfig: { lambda: { lambdaArn: later.arn } } });
`);
    const unknown = await stage.project.preview();
    assert.equal(unknown.code, 0, unknown.output);
    assert.deepEqual(operations(), ["ListConnectors"]);
    stage.project.program(
      `new appflow.ConnectorRegistration("hidden", { connectorProvisioningConfig: pulumi.secret({ lambda: { lambdaArn: "${CRM}" } }) });`,
    );
    const { code, stdout } = await stage.project.preview("--json");
    assert.equal(code, 0, stdout);
    assert.ok(operations().includes("GetPolicy"));
    assert.ok(!stdout.includes(CRM), stdout);
  });

  it("is nothing where all is well, after one lookup of each kind", async () => {
    stage.project.program(["a", "b", "c"].map((name) => registration(name, "")).join(""));
    const { code, output } = await stage.project.preview();
    assert.equal(code, 0, output);
    assert.doesNotMatch(output, /Diagnostics:|warning|info:/);
    assert.deepEqual(operations(), ["GetFunction", "GetPolicy", "ListConnectors"]);
  });
});

describe("What preview foresees of a registration that is there", function () {
  this.timeout(300_000);
  const stage = setStage();
  const operations = () => stage.aws.journal.entries.map(({ operation }) => operation).sort();

  before(async () => {
    stage.project.program(registration("a", ""));
    const { code, output } = await stage.project.up("--skip-preview");
    assert.equal(code, 0, output);
  });
  beforeEach(() => stage.aws.journal.clear());

  it("is nothing, without any call, while it stays as it is", async () => {
    const { code, output } = await stage.project.preview("--expect-no-changes");
    assert.equal(code, 0, output);
    assert.deepEqual(operations(), []);
  });

  it("is what is wrong with its new function", async () => {
    stage.project.program(registration("a", "", named("absent")));
    const { code, output } = await stage.project.preview();
    assert.notEqual(code, 0);
    assert.match(diagnosticsOf(output, "a"), /error: .*there is no function .*:absent.*#function-absent/s);
    assert.deepEqual(operations(), ["GetCallerIdentity", "GetFunction", "GetPolicy"]);
  });

  it("is a warning, or no lookup at all, where the configuration or the environment says so", async () => {
    const warned = await stage.project.preview("--config", "appflow:preflight=warn");
    assert.equal(warned.code, 0, warned.output);
    assert.match(diagnosticsOf(warned.output, "a"), /warning: .*#function-absent/s);
    stage.aws.journal.clear();
    stage.project.env["APPFLOW_PREFLIGHT"] = "off";
    const off = await stage.project.preview("--config", "appflow:preflight=warn");
    stage.project.env["APPFLOW_PREFLIGHT"] = "never";
    const wrong = await stage.project.preview();
    delete stage.project.env["APPFLOW_PREFLIGHT"];
    assert.equal(off.code, 0, off.output);
    // That is asked by diff, which a run makes too.
    assert.deepEqual(operations(), ["GetCallerIdentity"]);
    assert.notEqual(wrong.code, 0);
    assert.match(wrong.output, /`APPFLOW_PREFLIGHT` must be error, warn or off/);
  });

  it("is told by the update itself where preview is skipped", async () => {
    stage.aws.functions.register(named("shut"), { answer: {} }, { policy: "none" });
    stage.project.program(registration("a", "", named("shut")));
    const { code, output } = await stage.project.up("--skip-preview");
    assert.notEqual(code, 0);
    const told = diagnosticsOf(output, "a");
    assert.match(told, /may not invoke .*has no resource policy\. UpdateConnectorRegistration answered AccessDenied/s);
    assert.match(told, /aws lambda add-permission .*aws\.lambda\.Permission.*#function-not-invocable/s);
  });

  it("is that its function is newer, until `triggers` has AppFlow ask it again", async () => {
    const wanted = ["--config", "appflow:staleness=warn"];
    stage.project.program(registration("a", ""));
    stage.aws.functions.register(CRM, stage.aws.functions.get(CRM)!.source);
    const stale = await stage.project.preview(...wanted);
    assert.equal(stale.code, 0, stale.output);
    assert.match(diagnosticsOf(stale.output, "a"), /warning: .*changed at 20.*change `triggers`.*#function-newer/s);
    stage.project.program(registration("a", `triggers: ["2"]`));
    assert.equal((await stage.project.up("--skip-preview")).code, 0);
    const fresh = await stage.project.preview(...wanted);
    assert.doesNotMatch(fresh.output, /function-newer/);
  });

  it("is what its function answers, where preview may invoke it", async () => {
    stage.project.program(registration("a", "") + registration("b", ""));
    const { code, output } = await stage.project.preview("--config", "appflow:preflightInvoke=true");
    assert.equal(code, 0, output);
    assert.match(diagnosticsOf(output, "b"), /would be registered as .* by .*#connector-answers/s);
    assert.ok(operations().includes("Invoke"));
  });

  it("is nothing, and preview ends, while its Provider's settings are unknown", async () => {
    const changing = (value: string) => `
class Provider {
  async diff(id, olds, news) { return { changes: olds.value !== news.value }; }
  async create(inputs) { return { id: "place", outs: { ...inputs, region: "us-east-1" } }; }
  async update(id, olds, news) { return { outs: { ...news, region: "us-east-1" } }; }
}
class Place extends pulumi.dynamic.Resource {
  constructor(name, args) { super(new Provider(), name, { ...args, region: undefined }); }
}
const place = new Place("place", { value: "${value}" });
const provider = new appflow.Provider("there", { region: place.region });
${registration("placed", "", functionArn("crm", "us-east-1"), "{ provider }")}`;
    stage.project.program(changing("1"));
    const up = await stage.project.up("--skip-preview");
    assert.equal(up.code, 0, up.output);
    stage.project.program(changing("2"));
    const target = ["--target", "urn:pulumi:dev::e2e::pulumi-nodejs:dynamic:Resource::place"];
    const { code, output } = await stage.project.preview(...target, "--config", "appflow:staleness=warn");
    assert.equal(code, 0, output);
    assert.doesNotMatch(output, /promises/);
  });
});
