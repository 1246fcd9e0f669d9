import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type * as dynamic from "@pulumi/pulumi/dynamic";
import type { Emulator } from "../../emulator";
import { handler } from "../../provider";
import * as appflow from "../../sdk";
import { ACCOUNT, arnOf, emulated, REGION } from "../support/contract";

type Properties = Record<string, unknown>;
type Host = Required<dynamic.ResourceProvider<Properties, Properties>>;
type Log = typeof pulumi.log.error;

const LEAST = { connectorProvisioningConfig: { lambda: { lambdaArn: arnOf("crm") } } };

/** What runs a program for the CLI, in the provider's environment. */
const CLI = "/app/node_modules/@pulumi/pulumi/cmd/run/index.js";

/** The class, the host's check and the look-ups together; the engine between them is a mock. */
describe("Preview, from the class to AppFlow and back", () => {
  let emulator: Emulator;
  const log = pulumi.log as { error: Log; warn: Log };
  const kept = { ...log };
  const { argv, exitCode } = process;
  before(async () => (emulator = await emulated()));
  after(() => emulator.close());
  beforeEach(() => (process.argv = [argv[0], CLI]));
  afterEach(() => {
    process.argv = argv;
    process.exitCode = exitCode;
    Object.assign(log, { error: kept.error, warn: kept.warn });
    pulumi.runtime.setAllConfig({});
    emulator.faults.clear();
    emulator.journal.clear();
    for (const { connectorLabel } of emulator.connectors.list()) emulator.connectors.remove(connectorLabel);
  });

  const operations = () => emulator.journal.entries.map(({ operation }) => operation).sort();

  /** What a program's preview logs, as `level resource code`. */
  async function previewed(
    program: () => appflow.ConnectorRegistration[],
    configuration: Record<string, string> = {},
  ) {
    const lines: string[] = [];
    const logging =
      (level: string): Log =>
      (message, resource) => {
        const code = /#([a-z-]+)$/.exec(message)?.[1];
        lines.push(`${level} ${(resource as unknown as { __name: string }).__name} ${code}`);
        return Promise.resolve();
      };
    Object.assign(log, { error: logging("error"), warn: logging("warning") });
    const settings: Record<string, string> = {
      "aws:region": REGION,
      "aws:accessKey": ACCOUNT,
      "aws:secretKey": "canary-secret",
      "aws:endpoints": JSON.stringify([{ appflow: emulator.url, sts: emulator.url }]),
      "aws:maxRetries": "0",
      ...configuration,
    };
    pulumi.runtime.setAllConfig(settings);
    const host = handler(1) as Host;
    await host.configure({ config: { get: (name) => settings[name], require: (name) => settings[name] } });
    const newResource = async ({ name, inputs }: pulumi.runtime.MockResourceArgs) => {
      const checked = await host.check({}, inputs as Properties);
      return { id: name, state: checked.inputs as Properties };
    };
    await pulumi.runtime.setMocks(
      { call: () => ({}), newResource },
      "project",
      "stack",
      true,
      "organization",
    );
    const resources = program();
    await Promise.all(resources.map(({ urn }) => new Promise((resolve) => urn.apply(resolve))));
    await pulumi.runtime.disconnect();
    return lines.sort();
  }

  const registration = (name: string, args: object = {}, opts: pulumi.CustomResourceOptions = {}) =>
    new appflow.ConnectorRegistration(name, { ...LEAST, connectorLabel: name, ...args }, opts);

  it("shows every taken label on its own resource, after one list and one look at each", async () => {
    for (const label of ["crm", "erp"]) emulator.connectors.put(label);
    const lines = await previewed(() => ["crm", "erp", "hrm"].map((name) => registration(name)));
    assert.deepEqual(lines, ["error crm label-taken", "error erp label-taken"]);
    assert.deepEqual(operations(), ["DescribeConnector", "DescribeConnector", "ListConnectors"]);
  });

  it("shows a fault and a taken label of one resource together", async () => {
    emulator.connectors.put("crm");
    const lines = await previewed(() => [registration("crm", { description: "it's" })]);
    assert.deepEqual(lines, ["error crm description-invalid", "error crm label-taken"]);
  });

  it("only warns of a taken label where the old one is deleted first", async () => {
    emulator.connectors.put("crm");
    const lines = await previewed(() => [registration("crm", {}, { deleteBeforeReplace: true })]);
    assert.deepEqual(lines, ["warning crm label-taken"]);
  });

  it("looks in each region for what is registered there", async () => {
    emulator.connectors.put("crm");
    const lines = await previewed(() => [registration("erp"), registration("crm", { region: "eu-west-2" })]);
    assert.deepEqual(lines, ["error crm function-region"]);
    assert.deepEqual(operations(), ["ListConnectors", "ListConnectors"]);
  });

  it("doesn't look anew for the next resource, but does for the next run", async () => {
    await previewed(() => [registration("crm")]);
    emulator.connectors.put("crm");
    assert.deepEqual(await previewed(() => [registration("crm")]), ["error crm label-taken"]);
  });

  it("says nothing, and writes nothing, when all is well", async () => {
    assert.deepEqual(await previewed(() => [registration("crm")]), []);
    assert.deepEqual(operations(), ["ListConnectors"]);
  });

  it("warns once of a permission that is missing to look", async () => {
    emulator.faults.add({ operation: "ListConnectors", kind: { error: { type: "AccessDeniedException" } } });
    const lines = await previewed(() => ["crm", "erp"].map((name) => registration(name)));
    assert.equal(lines.length, 1);
    assert.match(lines[0], /^warning (crm|erp) lookup-unavailable$/);
  });

  it("fails on one resource when AWS doesn't accept the credentials", async () => {
    emulator.faults.add({ operation: "ListConnectors", kind: { error: { type: "ExpiredTokenException" } } });
    const lines = await previewed(() => ["crm", "erp"].map((name) => registration(name)));
    assert.equal(lines.length, 1);
    assert.match(lines[0], /^error (crm|erp) credentials-refused$/);
    assert.equal(process.exitCode, 32);
  });

  it("only warns of that in an inline program, whose credentials may be others than the provider's", async () => {
    process.argv = [argv[0], "/app/deploy.js"];
    emulator.faults.add({ operation: "ListConnectors", kind: { error: { type: "ExpiredTokenException" } } });
    const lines = await previewed(() => [registration("crm")]);
    assert.deepEqual(lines, ["warning crm lookup-unavailable"]);
    assert.equal(process.exitCode, exitCode);
  });
});
