import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import type { Emulator, FunctionDetails, FunctionSource, PolicyStatement } from "../../../emulator/index";
import { arnOf, emulated, REGION } from "../../support/contract/target";
import { functionNamed, Other, previewed, registration, type Setting, stateOf } from "../../support/contract/preview";

const CRM = arnOf("crm");
const ANSWER: FunctionSource = { answer: { isSuccess: true } };
const ALLOWANCE = { Principal: { Service: "appflow.amazonaws.com" }, Action: "lambda:InvokeFunction" };
const ELSEWHERE: PolicyStatement = {
  ...{ Sid: "other", Effect: "Allow", ...ALLOWANCE },
  Condition: { StringEquals: { "AWS:SourceAccount": "210987654321" } },
};
const DENIAL: PolicyStatement = { Sid: "never", Effect: "Deny", Principal: "*", Action: "lambda:*" };

/** A function, and what preview says of it. */
const PROBLEMS: readonly [name: string, details: FunctionDetails, code: string, text: RegExp][] = [
  ["is pending", { state: "Pending" }, "function-inactive", /is Pending \(The .*\)\. Run again when it is/],
  ["is inactive", { state: "Inactive" }, "function-inactive", /is Inactive \(.*\)\. Wake it: aws lambda invoke /],
  ["failed", { state: "Failed" }, "function-inactive", /is Failed \(.*\)\. Mend what the reason/],
  ["lets nobody in", { policy: "none" }, "function-not-invocable", /Run `aws lambda add-permission --region/],
  ["lets another account in", { policy: [ELSEWHERE] }, "function-not-invocable", /"other".* 210987654321/],
  ["shuts AppFlow out", { policy: [DENIAL] }, "function-denied", /"never".* --statement-id never/],
];

describe("preview of a connector's function, from the class to Lambda and back", () => {
  let emulator: Emulator;
  beforeEach(async () => (emulator = await emulated()));
  afterEach(() => emulator.close());

  const operations = () => emulator.journal.entries.map(({ operation }) => operation).sort();
  const preview = (program: () => pulumi.Resource[], setting: Setting = {}) => previewed(emulator, program, setting);
  const lines = async (...args: Parameters<typeof preview>) => (await preview(...args)).lines;
  const deploy = (details: FunctionDetails) => emulator.functions.register(CRM, ANSWER, details);

  it("says that there is none, and fails the program", async () => {
    const { lines, messages, exitCode } = await preview(() => [registration("crm", functionNamed("absent"))]);
    assert.deepEqual(lines, ["error crm function-absent"]);
    assert.match(messages[0], /^checking AppFlow connector "crm" \(eu-west-1\): there is no function arn:.*:absent\./);
    assert.equal(exitCode, 32);
    assert.deepEqual(operations(), ["GetFunction", "GetPolicy", "ListConnectors"]);
  });

  for (const [what, details, code, text] of PROBLEMS)
    it(`says ${code} of one that ${what}`, async () => {
      deploy(details);
      const { lines, messages } = await preview(() => [registration("crm")]);
      assert.deepEqual(lines, [`error crm ${code}`]);
      assert.match(messages[0], text);
    });

  it("shows all that is wrong with one resource at once", async () => {
    deploy({ state: "Failed", policy: "none" });
    emulator.connectors.put("crm");
    const found = await lines(() => [registration("crm", { clientToken: "é" })]);
    assert.deepEqual(found, [
      "error crm client-token-invalid",
      "error crm function-inactive",
      "error crm function-not-invocable",
      "error crm label-taken",
    ]);
  });

  it("asks once for a function that several resources share, and reports on each of them", async () => {
    deploy({ policy: "none" });
    const found = await lines(() => ["crm", "erp", "hrm"].map((name) => registration(name)));
    assert.deepEqual(
      found,
      ["crm", "erp", "hrm"].map((name) => `error ${name} function-not-invocable`),
    );
    assert.deepEqual(operations(), ["GetCallerIdentity", "GetFunction", "GetPolicy", "ListConnectors"]);
  });

  it("asks for a version or an alias, not for the function behind it", async () => {
    const found = await lines(() => [registration("crm", functionNamed("crm:live"))]);
    assert.deepEqual(found, ["error crm function-absent"]);
    assert.equal(emulator.journal.entries.find((it) => it.service === "lambda")?.functionArn, `${CRM}:live`);
  });

  it("asks nothing for a function that isn't known yet, and looks the label up all the same", async () => {
    emulator.connectors.put("crm");
    const program = () => {
      const other = new Other("other");
      const lambda = { lambdaArn: other.arn };
      return [other, registration("crm", { connectorProvisioningConfig: { lambda } })];
    };
    assert.deepEqual(await lines(program), ["error crm label-taken"]);
    assert.deepEqual(operations(), ["DescribeConnector", "ListConnectors"]);
  });

  it("asks nothing for a function that check refuses", async () => {
    const lambda = { lambdaArn: CRM.replace(REGION, "us-east-1") };
    const found = await lines(() => [registration("crm", { connectorProvisioningConfig: { lambda } })]);
    assert.deepEqual(found, ["error crm function-region"]);
    assert.deepEqual(operations(), ["ListConnectors"]);
  });

  it("asks nothing for an adoption that writes nothing", async () => {
    deploy({ policy: "none" });
    emulator.connectors.put("crm", { lambdaArn: CRM });
    assert.deepEqual(await lines(() => [registration("crm", { adopt: true })]), ["warning crm adopts"]);
  });

  it("only warns where the resource waits for another one, which may be about to mend it", async () => {
    const program = (isWaiting: boolean) => () => {
      const other = new Other("other");
      const opts = isWaiting ? { dependsOn: [other] } : {};
      return [other, registration("crm", functionNamed("absent"), opts)];
    };
    const { lines: found, messages, exitCode } = await preview(program(true));
    assert.deepEqual(found, ["warning crm function-absent"]);
    assert.match(
      messages[0],
      /:absent; if what this resource waits for changes that, there is nothing to do\. Deploy it/,
    );
    assert.equal(exitCode, undefined);
    assert.deepEqual(await lines(program(false)), ["error crm function-absent"]);
  });

  it("still refuses a label conflict where the resource waits for another one", async () => {
    emulator.connectors.put("crm");
    const found = await lines(() => {
      const other = new Other("other");
      return [other, registration("crm", {}, { dependsOn: [other] })];
    });
    assert.deepEqual(found, ["error crm label-taken"]);
  });

  for (const [what, state, args] of [
    ["function", {}, functionNamed("absent")],
    ["description", functionNamed("absent"), { ...functionNamed("absent"), description: "new" }],
  ] as const)
    it(`looks up the function alone when the ${what} of a registration changes`, async () => {
      emulator.connectors.put("crm");
      const states = { crm: stateOf("crm", state) };
      const found = await lines(() => [registration("crm", args)], { states });
      assert.deepEqual(found, ["error crm function-absent"]);
      // The engine asks `diff`, which asks who the caller is.
      assert.deepEqual(operations(), ["GetCallerIdentity", "GetFunction", "GetPolicy"]);
    });

  it("looks up the new label and the function when a registration is replaced", async () => {
    emulator.connectors.put("new");
    const states = { crm: stateOf("crm") };
    const found = await lines(() => [registration("crm", { connectorLabel: "new" })], { states });
    assert.deepEqual(found, ["error crm label-taken"]);
    assert.deepEqual(operations(), [
      "DescribeConnector",
      "GetCallerIdentity",
      "GetFunction",
      "GetPolicy",
      "ListConnectors",
    ]);
  });

  it("looks nothing up for a registration that stays as it is, nor for a change of forceDelete", async () => {
    emulator.functions.remove(CRM);
    emulator.connectors.put("crm");
    const states = { crm: stateOf("crm") };
    for (const args of [{}, { forceDelete: true }])
      assert.deepEqual(await lines(() => [registration("crm", args)], { states }), []);
    assert.deepEqual(operations(), []);
  });
});

describe("preview with appflow:staleness: warn", () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await emulated();
    emulator.functions.register(CRM, ANSWER, { lastModified: "2026-02-01T00:00:00.000Z" });
  });
  after(() => emulator.close());
  beforeEach(() => emulator.journal.clear());

  const preview = (state: ReturnType<typeof stateOf>, configuration: Record<string, string> = {}, args = {}) =>
    previewed(emulator, () => [registration("crm", args)], {
      configuration: { "appflow:staleness": "warn", ...configuration },
      states: { crm: state },
    });

  it("warns of a function that changed after its registration, which itself stays as it is", async () => {
    const { lines, messages, exitCode } = await preview(stateOf("crm"));
    assert.deepEqual(lines, ["warning crm function-newer"]);
    assert.match(
      messages[0],
      /changed at 2026-02-01T00:00:00\.000Z, and AppFlow asked it .*at 2026-01-31T09:30:00\.000Z/,
    );
    assert.equal(exitCode, undefined);
    assert.deepEqual(
      emulator.journal.entries.map(({ operation }) => operation),
      ["GetFunction"],
    );
  });

  it("doesn't where an update had AppFlow ask the function since", async () => {
    const { lines } = await preview(stateOf("crm", { askedAt: "2026-02-01T00:00:00.001Z" }));
    assert.deepEqual(lines, []);
    assert.equal(emulator.journal.entries.length, 1);
    const earlier = await preview(stateOf("crm", { askedAt: "2026-01-31T23:59:59.999Z" }));
    assert.match(earlier.messages[0], /asked it .*at 2026-01-31T23:59:59\.999Z/);
  });

  it("doesn't for a function that is as old as its registration", async () => {
    const { lines } = await preview(stateOf("crm", { registeredAt: "2026-02-01T00:00:00.000Z" }));
    assert.deepEqual(lines, []);
  });

  it("doesn't for a registration that changes, since AppFlow will ask its function", async () => {
    const { lines } = await preview(stateOf("crm"), {}, { description: "new" });
    assert.deepEqual(lines, []);
  });

  it("asks nothing without the setting, nor when preview makes no lookup", async () => {
    for (const off of [{ "appflow:staleness": "off" }, { "appflow:staleness": "" }, { "appflow:preflight": "off" }])
      assert.deepEqual((await preview(stateOf("crm"), off)).lines, []);
    assert.deepEqual(emulator.journal.entries, []);
  });
});
