import assert from "node:assert/strict";
import dns from "node:dns";
import * as pulumi from "@pulumi/pulumi";
import type { Emulator } from "../../emulator";
import * as appflow from "../../sdk";
import { ACCOUNT, arnOf, emulated, REGION } from "../support/contract";

/** Keeps which names of hosts are looked up, until it is asked for them. */
function lookedUp(): () => string[] {
  const { lookup } = dns;
  const hosts: string[] = [];
  const noting = (host: string, ...rest: unknown[]) => {
    hosts.push(host);
    (lookup as (...args: unknown[]) => void)(host, ...rest);
  };
  Object.assign(dns, { lookup: noting });
  return () => {
    Object.assign(dns, { lookup });
    return hosts;
  };
}

const valueOf = <T>(output: pulumi.Output<T>): Promise<T> =>
  new Promise((resolve) => {
    output.apply(resolve);
  });

describe("Looking registrations up from a program", () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await emulated();
    await pulumi.runtime.setMocks({ call: () => ({}), newResource: () => ({ id: "id", state: {} }) });
    emulator.connectors.put("crm", {
      lambdaArn: arnOf("crm"),
      description: "of sales",
      registeredAt: "2026-01-31T09:30:00.000Z",
    });
    emulator.connectors.put("elsewhere", {}, ACCOUNT, "eu-west-2");
    const lastModified = "2026-01-31T09:30:00.001Z";
    emulator.functions.register(arnOf("crm"), { answer: {} }, { lastModified });
  });
  after(() => emulator.close());
  beforeEach(() => configure({}));
  afterEach(() => {
    emulator.faults.clear();
    pulumi.runtime.setAllConfig({});
  });

  const configure = (changes: Record<string, string>) =>
    pulumi.runtime.setAllConfig({
      "aws:region": REGION,
      "aws:accessKey": ACCOUNT,
      "aws:secretKey": "canary-secret",
      "aws:endpoints": JSON.stringify([{ appflow: emulator.url, lambda: emulator.url }]),
      "aws:maxRetries": "0",
      ...changes,
    });

  const refusal = async (call: Promise<unknown>): Promise<string> => {
    const error: unknown = await call.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.ok(pulumi.RunError.isInstance(error), String(error));
    return error.message;
  };

  it("gives the whole configuration of one, in plain JSON", async () => {
    const found = await appflow.getConnectorRegistration({ connectorLabel: "crm" });
    assert.equal(found.connectorLabel, "crm");
    assert.equal(found.connectorDescription, "of sales");
    assert.equal(found.connectorProvisioningConfig?.lambda?.lambdaArn, arnOf("crm"));
    assert.equal(found.registeredAt, "2026-01-31T09:30:00.000Z");
    assert.deepEqual(JSON.parse(JSON.stringify(found)), found);
  });

  it("gives the same for outputs of other resources", async () => {
    const found = appflow.getConnectorRegistrationOutput({ connectorLabel: pulumi.output("crm") });
    assert.equal((await valueOf(found)).connectorDescription, "of sales");
  });

  it("lists the custom ones of the region that is stated, or configured", async () => {
    const labels = async (args?: appflow.ListConnectorRegistrationsArgs) =>
      (await appflow.listConnectorRegistrations(args)).map(({ connectorLabel }) => connectorLabel);
    assert.deepEqual(await labels(), ["crm"]);
    assert.deepEqual(await labels({ region: "eu-west-2" }), ["elsewhere"]);
    const outputs = appflow.listConnectorRegistrationsOutput({ region: pulumi.output("eu-west-2") });
    assert.deepEqual(
      (await valueOf(outputs)).map(({ registeredAt }) => typeof registeredAt),
      ["string"],
    );
    assert.equal((await valueOf(appflow.listConnectorRegistrationsOutput())).length, 1);
  });

  it("refuses an account that the configuration excludes, and takes one that it allows", async () => {
    const get = () => appflow.getConnectorRegistration({ connectorLabel: "crm" });
    for (const [key, ids] of [
      ["aws:allowedAccountIds", '["210987654321"]'],
      ["appflow:forbiddenAccountIds", `["${ACCOUNT}"]`],
    ]) {
      configure({ [key]: ids });
      const message = await refusal(get());
      assert.match(message, /^looking up AppFlow connector "crm" \(eu-west-1\): .*#account-not-allowed$/);
      assert.ok(message.includes(ACCOUNT), message);
    }
    configure({ "aws:allowedAccountIds": `["${ACCOUNT}"]` });
    assert.equal((await get()).connectorLabel, "crm");
  });

  it("says that a label isn't registered, without a stack", async () => {
    const message = await refusal(appflow.getConnectorRegistration({ connectorLabel: "nobody" }));
    assert.match(message, /^looking up AppFlow connector "nobody" \(eu-west-1\): .*#registration-absent$/);
  });

  it("says what the service said, without a stack", async () => {
    emulator.faults.add({ operation: "ListConnectors", kind: { error: { type: "AccessDeniedException" } } });
    const message = await refusal(appflow.listConnectorRegistrations());
    assert.match(
      message,
      /^listing AppFlow connectors \(eu-west-1\): ListConnectors answered AccessDeniedException \(403, .*#access-denied$/,
    );
  });

  it("refuses a configuration that could mean another account, before any call", async () => {
    configure({ "aws:insecure": "true" });
    emulator.journal.clear();
    assert.match(await refusal(appflow.listConnectorRegistrations()), /#configuration-unsupported$/);
    assert.match(
      await refusal(appflow.getConnectorRegistration({ connectorLabel: "crm" })),
      /#configuration-unsupported$/,
    );
    assert.deepEqual(emulator.journal.entries, []);
  });

  describe("with appflow:staleness: warn", () => {
    const WARN = { "appflow:staleness": "warn" };
    const log = pulumi.log as { warn: typeof pulumi.log.warn };
    const { warn } = log;
    let warnings: string[] = [];
    beforeEach(() => {
      warnings = [];
      emulator.journal.clear();
      log.warn = (message) => Promise.resolve(void warnings.push(message));
    });
    afterEach(() => {
      log.warn = warn;
    });
    const isStale = async (connectorLabel: string) => {
      const found = await appflow.getConnectorRegistration({ connectorLabel });
      assert.equal(found.connectorLabel, connectorLabel);
      return "isStale" in found ? found.isStale : "unsaid";
    };
    const registered = (registeredAt: string) =>
      emulator.connectors.edit("crm", { lambdaArn: arnOf("crm"), registeredAt });
    const operations = () => emulator.journal.entries.map(({ operation }) => operation);

    it("says, and warns, that the function changed since it was registered", async () => {
      configure(WARN);
      registered("2026-01-31T09:30:00.000Z");
      assert.equal(await isStale("crm"), true);
      assert.equal(warnings.length, 1);
      assert.match(
        warnings[0],
        /^looking up AppFlow connector "crm" \(eu-west-1\): .* changed at 2026-01-31T09:30:00\.001Z.*#function-newer$/,
      );
      assert.deepEqual(operations(), ["DescribeConnector", "GetFunction"]);
    });

    it("says that it did not, and warns of nothing", async () => {
      configure(WARN);
      registered("2026-01-31T09:30:00.001Z");
      assert.equal(await isStale("crm"), false);
      assert.deepEqual(warnings, []);
    });

    it("says nothing of it, and asks Lambda nothing, where it is not wanted or can't be asked", async () => {
      registered("2026-01-31T09:30:00.000Z");
      const hosts = lookedUp();
      const alone = { "aws:endpoints": JSON.stringify([{ appflow: emulator.url }]) };
      for (const settings of [{}, { "appflow:staleness": "off" }, { ...WARN, ...alone }]) {
        configure(settings);
        assert.equal(await isStale("crm"), "unsaid");
      }
      configure({ ...WARN, "appflow:preflight": "off" });
      assert.equal(await isStale("crm"), "unsaid");
      assert.deepEqual([warnings, new Set(operations())], [[], new Set(["DescribeConnector"])]);
      assert.deepEqual(hosts(), [], "AWS's own Lambda is not asked");
    });

    it("gives the registration all the same where Lambda doesn't answer", async () => {
      configure(WARN);
      registered("2026-01-31T09:30:00.000Z");
      emulator.faults.add({ operation: "GetFunction", kind: { error: { type: "AccessDeniedException" } } });
      assert.equal(await isStale("crm"), "unsaid");
      assert.deepEqual(warnings, []);
    });
  });
});
