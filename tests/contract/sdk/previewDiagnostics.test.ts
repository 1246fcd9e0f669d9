import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import type { Emulator } from "../../../emulator/index";
import * as appflow from "../../../sdk";
import { functionNamed, Other, previewed, registration, type Setting } from "../../support/contract/preview";
import { ACCOUNT, arnOf, emulated } from "../../support/contract/target";

/** The class, the host's check and the lookups together; the engine between them is a mock. */
describe("preview, from the class to AppFlow and back", () => {
  let emulator: Emulator;
  before(async () => (emulator = await emulated()));
  after(() => emulator.close());
  afterEach(() => {
    emulator.faults.clear();
    emulator.journal.clear();
    for (const { connectorLabel } of emulator.connectors.list()) emulator.connectors.remove(connectorLabel);
  });

  const operations = () => emulator.journal.entries.map(({ operation }) => operation).sort();
  const preview = (program: () => pulumi.Resource[], setting: Setting = {}) => previewed(emulator, program, setting);
  const lines = async (...args: Parameters<typeof preview>) => (await preview(...args)).lines;
  const crm = () => [registration("crm")];
  const EXPIRED = { error: { type: "ExpiredTokenException" } };

  it("shows every label conflict on its own resource, after one list and one description each", async () => {
    for (const label of ["crm", "erp"]) emulator.connectors.put(label);
    const found = await lines(() => ["crm", "erp", "hrm"].map((name) => registration(name)));
    assert.deepEqual(found, ["error crm label-taken", "error erp label-taken"]);
    const lookups = ["DescribeConnector", "DescribeConnector", "GetFunction", "GetPolicy", "ListConnectors"];
    assert.deepEqual(operations(), lookups);
  });

  it("shows a fault and a label conflict of one resource together", async () => {
    emulator.connectors.put("crm");
    const found = await lines(() => [registration("crm", { description: "it's" })]);
    assert.deepEqual(found, ["error crm description-invalid", "error crm label-taken"]);
  });

  it("shows an unknown argument beside a known function, although its value can't be known yet", async () => {
    const found = await lines(() => {
      const other = new Other("other");
      const lambda = { lambdaArn: arnOf("absent"), qualifier: other.arn };
      return [other, registration("crm", { connectorProvisioningConfig: { lambda } })];
    });
    assert.deepEqual(found, ["error crm argument-unknown", "warning crm function-absent"]);
  });

  it("shows no description of an owner that the program itself states", async () => {
    emulator.connectors.put("crm", { description: "of sales" });
    const program = (description: string) => () => [registration("crm", { description })];
    const [own] = (await preview(program("of sales"))).messages;
    assert.doesNotMatch(own, /of sales/);
    const [foreign] = (await preview(program("of ours"))).messages;
    assert.match(foreign, /description "of sales"/);
  });

  it("warns of what adopting changes, compared with what the program states", async () => {
    emulator.connectors.put("crm", { lambdaArn: arnOf("erp") });
    const adopting = (name: string) => () => [registration("crm", { adopt: true, ...functionNamed(name) })];
    const changing = await preview(adopting("crm"));
    assert.deepEqual(changing.lines, ["warning crm adopts"]);
    assert.match(changing.messages[0], /and changes its function\./);
    const [same] = (await preview(adopting("erp"))).messages;
    assert.match(same, /nothing is written/);
  });

  it("only warns of a registered label where the resource's old registration is deleted first", async () => {
    emulator.connectors.put("crm");
    const found = await lines(() => [registration("crm", {}, { deleteBeforeReplace: true })]);
    assert.deepEqual(found, ["warning crm label-replaced"]);
  });

  it("lists the connectors of each region", async () => {
    emulator.connectors.put("crm");
    const found = await lines(() => [registration("erp"), registration("crm", { region: "eu-west-2" })]);
    assert.deepEqual(found, ["error crm function-region"]);
    assert.deepEqual(operations(), ["GetFunction", "GetPolicy", "ListConnectors", "ListConnectors"]);
  });

  it("connects as the resource's own Provider says, not as the stack does", async () => {
    const other = await emulated();
    const endpoints = [{ appflow: other.url, sts: other.url, lambda: other.url }];
    const program = () => {
      const provider = new appflow.Provider("own", { endpoints });
      return [registration("crm"), registration("erp", {}, { provider })];
    };
    try {
      for (const label of ["crm", "erp"]) other.connectors.put(label);
      const configuration = { "aws:accessKey": "", "aws:secretKey": "" };
      const env = { AWS_ACCESS_KEY_ID: ACCOUNT, AWS_SECRET_ACCESS_KEY: "canary-secret" };
      assert.deepEqual(await lines(program, { configuration, env }), ["error erp label-taken"]);
      assert.deepEqual(operations(), ["GetFunction", "GetPolicy", "ListConnectors"]);
    } finally {
      await other.close();
    }
  });

  it("makes no lookup where the region is no region", async () => {
    const found = await lines(() => [registration("crm", { region: "the moon" })]);
    assert.deepEqual(found, ["error crm region-invalid"]);
    assert.deepEqual(operations(), []);
  });

  it("makes its lookups anew in the next run", async () => {
    assert.deepEqual(await lines(crm), []);
    emulator.connectors.put("crm");
    assert.deepEqual(await lines(crm), ["error crm label-taken"]);
  });

  it("says nothing, and writes nothing, when all is well", async () => {
    assert.deepEqual(await lines(crm), []);
    assert.deepEqual(operations(), ["GetFunction", "GetPolicy", "ListConnectors"]);
  });

  it("fails the program of the CLI for an error, but no inline program", async () => {
    assert.equal((await preview(crm)).exitCode, undefined);
    emulator.connectors.put("crm");
    assert.equal((await preview(crm, { isCli: false })).exitCode, undefined);
    assert.equal((await preview(crm)).exitCode, 32);
  });

  it("fails on one resource when AWS doesn't accept the credentials", async () => {
    emulator.faults.add({ operation: "ListConnectors", kind: EXPIRED });
    const { lines, exitCode } = await preview(() => ["crm", "erp"].map((name) => registration(name)));
    assert.equal(lines.length, 1);
    assert.match(lines[0], /^error (crm|erp) credentials-refused$/);
    assert.equal(exitCode, 32);
  });

  it("only warns of that in an inline program, whose credentials may be others than the provider's", async () => {
    emulator.faults.add({ operation: "ListConnectors", kind: EXPIRED });
    const { lines, exitCode } = await preview(crm, { isCli: false });
    assert.deepEqual(lines, ["warning crm lookup-unavailable"]);
    assert.equal(exitCode, undefined);
  });
});
