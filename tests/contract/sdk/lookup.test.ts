import assert from "node:assert/strict";
import dns from "node:dns";
import * as pulumi from "@pulumi/pulumi";
import type { Emulator } from "../../../emulator/index";
import * as appflow from "../../../sdk";
import { ACCOUNT, arnOf, emulated, OTHER_ACCOUNT, REGION } from "../../support/contract/target";
import { beginRun, collectLogs, refusalOf, valueOf } from "../../support/program";

/** Keeps which names of hosts are looked up, until it is asked for them. */
function watchHosts(): () => string[] {
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

describe("lookups of a program", () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await emulated();
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
  beforeEach(() => beginIn({}));
  afterEach(() => {
    emulator.faults.clear();
    pulumi.runtime.setAllConfig({});
  });

  /** Begins a run of a stack that leads to the emulator. */
  const beginIn = async (configuration: Record<string, string>) => {
    const { url } = emulator;
    pulumi.runtime.setAllConfig({
      "aws:region": REGION,
      "aws:accessKey": ACCOUNT,
      "aws:secretKey": "canary-secret",
      "aws:endpoints": JSON.stringify([{ appflow: url, lambda: url, sts: url }]),
      "aws:maxRetries": "0",
      ...configuration,
    });
    emulator.journal.clear();
    await beginRun();
  };
  const get = (connectorLabel = "crm") => appflow.getConnectorRegistration({ connectorLabel });
  const list = () => appflow.listConnectorRegistrations();
  const operations = () => emulator.journal.entries.map(({ operation }) => operation);

  it("give the whole configuration of a registration, in plain JSON", async () => {
    const found = await get();
    assert.equal(found.connectorLabel, "crm");
    assert.equal(found.connectorDescription, "of sales");
    assert.equal(found.connectorProvisioningConfig?.lambda?.lambdaArn, arnOf("crm"));
    assert.equal(found.registeredAt, "2026-01-31T09:30:00.000Z");
    assert.deepEqual(JSON.parse(JSON.stringify(found)), found);
  });

  it("give the same for outputs of other resources", async () => {
    const found = appflow.getConnectorRegistrationOutput({ connectorLabel: pulumi.output("crm") });
    assert.equal((await valueOf(found)).connectorDescription, "of sales");
  });

  it("list the custom connectors of the region that is stated, or configured", async () => {
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

  it("refuse an account that the configuration excludes, and take one that it allows", async () => {
    for (const [key, ids] of [
      ["aws:allowedAccountIds", `["${OTHER_ACCOUNT}"]`],
      ["appflow:forbiddenAccountIds", `["${ACCOUNT}"]`],
    ]) {
      await beginIn({ [key]: ids });
      for (const [call, heading] of [
        [get, 'looking up AppFlow connector "crm" (eu-west-1): '],
        [list, "listing AppFlow connectors (eu-west-1): "],
      ] as const) {
        const message = await refusalOf(() => call());
        assert.ok(message.startsWith(`${heading}account ${ACCOUNT} is excluded`), message);
        assert.match(message, /#account-not-allowed$/);
      }
    }
    await beginIn({ "aws:allowedAccountIds": `["${ACCOUNT}"]` });
    assert.equal((await get()).connectorLabel, "crm");
    assert.equal((await list()).length, 1);
  });

  it("say that a label isn't registered, without a stack", async () => {
    const message = await refusalOf(() => get("nobody"));
    assert.match(message, /^looking up AppFlow connector "nobody" \(eu-west-1\): .*#registration-absent$/);
  });

  it("say what the service said, without a stack", async () => {
    emulator.faults.add({ operation: "ListConnectors", kind: { error: { type: "AccessDeniedException" } } });
    assert.match(
      await refusalOf(list),
      /^listing AppFlow connectors \(eu-west-1\): ListConnectors answered AccessDeniedException \(403, .*#access-denied$/,
    );
  });

  it("refuse a configuration that could mean another account, before any call", async () => {
    await beginIn({ "aws:insecure": "true" });
    assert.match(await refusalOf(list), /#configuration-unsupported$/);
    assert.match(await refusalOf(() => get()), /#configuration-unsupported$/);
    assert.deepEqual(emulator.journal.entries, []);
  });

  it("share one client for each region and role, so that 300 of them assume it once a region", async () => {
    const role = { roleArn: `arn:aws:iam::${OTHER_ACCOUNT}:role/reader` };
    await beginIn({ "aws:assumeRole": JSON.stringify(role) });
    emulator.connectors.put("crm", {}, OTHER_ACCOUNT);
    emulator.connectors.put("crm", {}, OTHER_ACCOUNT, "eu-west-2");
    const found = await Promise.all(
      Array.from({ length: 300 }, (_, n) =>
        appflow.getConnectorRegistration({
          connectorLabel: "crm",
          region: n % 2 ? REGION : "eu-west-2",
        }),
      ),
    );
    assert.ok(found.every(({ connectorArn }) => connectorArn?.includes(`:${OTHER_ACCOUNT}:`)));
    const count = (name: string) => operations().filter((operation) => operation === name).length;
    assert.deepEqual([count("DescribeConnector"), count("AssumeRole")], [300, 2]);
  });

  describe("with appflow:staleness: warn", () => {
    const WARN = { "appflow:staleness": "warn" };
    let logs: ReturnType<typeof collectLogs>;
    beforeEach(() => (logs = collectLogs()));
    afterEach(() => logs.restore());

    const isStale = async () => {
      const found = await get();
      assert.equal(found.connectorLabel, "crm");
      return "isStale" in found ? found.isStale : "absent";
    };
    const setRegisteredAt = (registeredAt: string) =>
      emulator.connectors.edit("crm", { lambdaArn: arnOf("crm"), registeredAt });

    it("say, and warn, that the function changed since it was registered", async () => {
      await beginIn(WARN);
      setRegisteredAt("2026-01-31T09:30:00.000Z");
      assert.equal(await isStale(), true);
      assert.deepEqual(
        logs.lines.map(({ level }) => level),
        ["warning"],
      );
      assert.match(
        logs.lines[0].message,
        /^looking up AppFlow connector "crm" \(eu-west-1\): .* changed at 2026-01-31T09:30:00\.001Z.*#function-newer$/,
      );
      assert.deepEqual(operations(), ["DescribeConnector", "GetFunction"]);
    });

    it("say that it did not, and warn of nothing", async () => {
      await beginIn(WARN);
      setRegisteredAt("2026-01-31T09:30:00.001Z");
      assert.equal(await isStale(), false);
      assert.deepEqual(logs.lines, []);
    });

    it("say nothing of it, and ask Lambda nothing, where it is not wanted or can't be asked", async () => {
      setRegisteredAt("2026-01-31T09:30:00.000Z");
      const hosts = watchHosts();
      const alone = { "aws:endpoints": JSON.stringify([{ appflow: emulator.url }]) };
      for (const configuration of [
        {},
        { "appflow:staleness": "off" },
        { ...WARN, ...alone },
        { ...WARN, "appflow:preflight": "off" },
      ]) {
        await beginIn(configuration);
        assert.equal(await isStale(), "absent");
        assert.deepEqual([logs.lines, operations()], [[], ["DescribeConnector"]]);
      }
      assert.deepEqual(hosts(), [], "AWS's own Lambda is not asked");
    });

    it("give the registration all the same where Lambda doesn't answer", async () => {
      await beginIn(WARN);
      setRegisteredAt("2026-01-31T09:30:00.000Z");
      emulator.faults.add({ operation: "GetFunction", kind: { error: { type: "AccessDeniedException" } } });
      assert.equal(await isStale(), "absent");
      assert.deepEqual(logs.lines, []);
    });
  });
});
