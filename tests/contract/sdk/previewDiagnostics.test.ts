import assert from "node:assert/strict";
import type { Emulator } from "../../../emulator";
import * as appflow from "../../../sdk";
import { ACCOUNT, arnOf, emulated } from "../../support/contract/target";
import { functionNamed, previewed, registration, type Setting } from "../../support/contract/preview";

/** The class, the host's check and the look-ups together; the engine between them is a mock. */
describe("Preview, from the class to AppFlow and back", () => {
  let emulator: Emulator;
  before(async () => (emulator = await emulated()));
  after(() => emulator.close());
  afterEach(() => {
    emulator.faults.clear();
    emulator.journal.clear();
    for (const { connectorLabel } of emulator.connectors.list()) emulator.connectors.remove(connectorLabel);
  });

  const operations = () => emulator.journal.entries.map(({ operation }) => operation).sort();
  const told = (program: () => appflow.ConnectorRegistration[], setting: Setting = {}) =>
    previewed(emulator, program, setting);
  const lines = async (...args: Parameters<typeof told>) => (await told(...args)).lines;

  it("shows every taken label on its own resource, after one list and one look at each", async () => {
    for (const label of ["crm", "erp"]) emulator.connectors.put(label);
    const found = await lines(() => ["crm", "erp", "hrm"].map((name) => registration(name)));
    assert.deepEqual(found, ["error crm label-taken", "error erp label-taken"]);
    const looks = ["DescribeConnector", "DescribeConnector", "GetFunction", "GetPolicy", "ListConnectors"];
    assert.deepEqual(operations(), looks);
  });

  it("shows a fault and a taken label of one resource together", async () => {
    emulator.connectors.put("crm");
    const found = await lines(() => [registration("crm", { description: "it's" })]);
    assert.deepEqual(found, ["error crm description-invalid", "error crm label-taken"]);
  });

  it("doesn't tell of a taken label what the program itself states", async () => {
    emulator.connectors.put("crm", { description: "of sales" });
    const program = (description: string) => () => [registration("crm", { description })];
    const [own] = (await told(program("of sales"))).messages;
    assert.doesNotMatch(own, /of sales/);
    const [foreign] = (await told(program("of ours"))).messages;
    assert.match(foreign, /description "of sales"/);
  });

  it("warns of what a take-over changes, compared with what the program states", async () => {
    emulator.connectors.put("crm", { lambdaArn: arnOf("erp") });
    const adopting = (name: string) => () => [registration("crm", { adopt: true, ...functionNamed(name) })];
    const changing = await told(adopting("crm"));
    assert.deepEqual(changing.lines, ["warning crm adopts"]);
    assert.match(changing.messages[0], /and changes its function\./);
    emulator.journal.clear();
    const [same] = (await told(adopting("erp"))).messages;
    assert.match(same, /nothing is written/);
  });

  it("only warns of a registered label where the old one is deleted first", async () => {
    emulator.connectors.put("crm");
    const found = await lines(() => [registration("crm", {}, { deleteBeforeReplace: true })]);
    assert.deepEqual(found, ["warning crm label-replaced"]);
  });

  it("looks in each region for what is registered there", async () => {
    emulator.connectors.put("crm");
    const found = await lines(() => [registration("erp"), registration("crm", { region: "eu-west-2" })]);
    assert.deepEqual(found, ["error crm function-region"]);
    assert.deepEqual(operations(), ["GetFunction", "GetPolicy", "ListConnectors", "ListConnectors"]);
  });

  it("looks where the resource's own Provider leads, not where the stack does", async () => {
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

  it("looks nowhere for what has no legal region", async () => {
    const found = await lines(() => [registration("crm", { region: "the moon" })]);
    assert.deepEqual(found, ["error crm region-invalid"]);
    assert.deepEqual(operations(), []);
  });

  it("doesn't look anew for the next resource, but does for the next run", async () => {
    const program = () => [registration("crm")];
    assert.deepEqual(await lines(program), []);
    emulator.connectors.put("crm");
    assert.deepEqual(await lines(program), ["error crm label-taken"]);
  });

  it("says nothing, and writes nothing, when all is well", async () => {
    assert.deepEqual(await lines(() => [registration("crm")]), []);
    assert.deepEqual(operations(), ["GetFunction", "GetPolicy", "ListConnectors"]);
  });

  it("fails the program of the CLI for an error alone", async () => {
    const program = () => [registration("crm")];
    assert.equal((await told(program)).exitCode, undefined);
    emulator.connectors.put("crm");
    assert.equal((await told(program, { isCli: false })).exitCode, undefined);
    assert.equal((await told(program)).exitCode, 32);
  });

  it("fails on one resource when AWS doesn't accept the credentials", async () => {
    emulator.faults.add({ operation: "ListConnectors", kind: { error: { type: "ExpiredTokenException" } } });
    const { lines, exitCode } = await told(() => ["crm", "erp"].map((name) => registration(name)));
    assert.equal(lines.length, 1);
    assert.match(lines[0], /^error (crm|erp) credentials-refused$/);
    assert.equal(exitCode, 32);
  });

  it("only warns of that in an inline program, whose credentials may be others than the provider's", async () => {
    emulator.faults.add({ operation: "ListConnectors", kind: { error: { type: "ExpiredTokenException" } } });
    const { lines, exitCode } = await told(() => [registration("crm")], { isCli: false });
    assert.deepEqual(lines, ["warning crm lookup-unavailable"]);
    assert.equal(exitCode, undefined);
  });
});
