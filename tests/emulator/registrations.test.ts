import assert from "node:assert/strict";
import {
  DescribeConnectorCommand,
  DescribeConnectorsCommand,
  ListConnectorsCommand,
  paginateListConnectors,
  RegisterConnectorCommand,
  UnregisterConnectorCommand,
  UpdateConnectorRegistrationCommand,
} from "@aws-sdk/client-appflow";
import type { Emulator } from "../../emulator";
import { ACCOUNT, arnOf, client, emulated, instant, NODE, refused, registration } from "./account";

const custom = (connectorLabel: string) =>
  new DescribeConnectorCommand({ connectorType: "CustomConnector", connectorLabel });

describe("The embedded AppFlow's registrations, through AWS's SDK", () => {
  let emulator: Emulator;
  let appflow: ReturnType<typeof client>;

  beforeEach(async () => {
    emulator = await emulated({ functions: { [arnOf("weather")]: { node: NODE } } });
    appflow = client(emulator);
  });

  afterEach(async () => {
    appflow.destroy();
    await emulator.close();
  });

  const register = (label?: string, more: object = {}) =>
    appflow.send(new RegisterConnectorCommand({ ...registration(label), ...more }));
  const configuration = async (label = "crm") => (await appflow.send(custom(label))).connectorConfiguration;

  it("show what was registered, by whom, and what the function said", async () => {
    const { connectorArn } = await appflow.send(
      new RegisterConnectorCommand({ ...registration("crm", "weather"), description: "the weather" }),
    );
    assert.equal(connectorArn, "arn:aws:appflow:eu-west-1:123456789012:connector/crm");
    const { registeredAt, ...shown } = (await configuration()) ?? {};
    assert.ok(registeredAt instanceof Date);
    assert.deepEqual(shown, {
      connectorArn,
      connectorType: "CustomConnector",
      connectorLabel: "crm",
      connectorDescription: "the weather",
      connectorProvisioningType: "LAMBDA",
      connectorProvisioningConfig: { lambda: { lambdaArn: arnOf("weather") } },
      registeredBy: "arn:aws:iam::123456789012:user/emulator",
      connectorOwner: "Example",
      connectorName: "Weather",
      connectorVersion: "1.0",
      connectorModes: ["SOURCE", "DESTINATION"],
      canUseAsSource: true,
      canUseAsDestination: true,
      supportedApiVersions: ["v1"],
      supportedTriggerTypes: ["Scheduled", "OnDemand"],
      authenticationConfig: {
        isBasicAuthSupported: true,
        isApiKeyAuthSupported: false,
        isOAuth2Supported: false,
        isCustomAuthSupported: false,
      },
    });
  });

  it("are one a label, account and region", async () => {
    await register();
    await refused(register(), "ConflictException", 409);
    const elsewhere = client(emulator, "210987654321");
    await refused(elsewhere.send(custom("crm")), "ResourceNotFoundException", 404);
    const abroad = client(emulator, ACCOUNT, "us-east-1");
    await refused(abroad.send(custom("crm")), "ResourceNotFoundException", 404);
    elsewhere.destroy();
    abroad.destroy();
  });

  it("are registered once when two callers want one label at the same time", async () => {
    const both = await Promise.allSettled(
      [1, 2].map(() => appflow.send(new RegisterConnectorCommand(registration("crm", "weather")))),
    );
    assert.deepEqual(both.map((it) => it.status).sort(), ["fulfilled", "rejected"]);
    const { reason } = both.find((it) => it.status === "rejected") as { reason: Error };
    assert.equal(reason.name, "ConflictException");
    assert.equal(emulator.connectors.list().length, 1);
  });

  it("free the label again when the function fails", async () => {
    emulator.functions.register(arnOf("bad"), { answer: null });
    const failing = appflow.send(new RegisterConnectorCommand(registration("crm", "bad")));
    await refused(failing, "ConnectorServerException", 400);
    await register();
  });

  it("keep what an update leaves out, lose an empty description, and ask the function again", async () => {
    const update = (more: object) =>
      appflow.send(new UpdateConnectorRegistrationCommand({ connectorLabel: "crm", ...more }));
    await register("crm", { description: "one" });
    const before = await configuration();
    emulator.functions.register(arnOf("other"), { answer: { isSuccess: true, connectorName: "Other" } });
    await update({ connectorProvisioningConfig: { lambda: { lambdaArn: arnOf("other") } } });
    const after = await configuration();
    assert.equal(after?.connectorDescription, "one");
    assert.equal(after?.connectorName, "Other");
    assert.equal(after?.connectorVersion, undefined);
    assert.deepEqual(after?.registeredAt, before?.registeredAt);
    await update({ description: "two" });
    assert.equal((await configuration())?.connectorDescription, "two");
    assert.equal((await configuration())?.connectorProvisioningConfig?.lambda?.lambdaArn, arnOf("other"));
    assert.equal(emulator.functions.get(arnOf("other"))?.invocations, 2);
    await update({ description: "" });
    assert.equal((await configuration())?.connectorDescription, undefined);
  });

  it("can't be updated or removed when they aren't there", async () => {
    const update = appflow.send(new UpdateConnectorRegistrationCommand({ connectorLabel: "crm" }));
    await refused(update, "ResourceNotFoundException", 404);
    const remove = appflow.send(new UnregisterConnectorCommand({ connectorLabel: "crm" }));
    await refused(remove, "ResourceNotFoundException", 404);
  });

  it("stay as they were when an update's function fails", async () => {
    await register("crm", { description: "one" });
    emulator.functions.register(arnOf("instant"), { answer: { isSuccess: false } });
    const update = appflow.send(
      new UpdateConnectorRegistrationCommand({ connectorLabel: "crm", description: "two" }),
    );
    await refused(update, "ConnectorServerException", 400);
    assert.equal((await configuration())?.connectorDescription, "one");
  });

  it("aren't brought back by an update whose function ran while they were removed", async () => {
    await register();
    emulator.functions.register(arnOf("instant"), { node: NODE });
    const update = appflow.send(new UpdateConnectorRegistrationCommand({ connectorLabel: "crm" }));
    const outcome = refused(update, "ResourceNotFoundException", 404);
    while (emulator.functions.get(arnOf("instant"))?.invocations !== 1) await new Promise(setImmediate);
    emulator.connectors.remove("crm");
    await outcome;
    assert.deepEqual(emulator.connectors.list(), []);
  });

  it("are listed on several pages among AWS's own, without ARN and function", async () => {
    for (const label of ["alpha", "Mike", "zulu"]) await register(label, { description: label });
    const pages = [];
    for await (const page of paginateListConnectors({ client: appflow }, {}))
      pages.push(page.connectors ?? []);
    assert.ok(pages.length >= 3);
    const withCustom = pages.filter((page) => page.some((it) => it.connectorType === "CustomConnector"));
    assert.ok(withCustom.length >= 2);
    const mine = pages.flat().filter((it) => it.connectorType === "CustomConnector");
    assert.deepEqual(
      mine.map((it) => it.connectorLabel),
      ["alpha", "Mike", "zulu"],
    );
    assert.deepEqual(Object.keys(mine[0] ?? {}).sort(), [
      "connectorDescription",
      "connectorLabel",
      "connectorModes",
      "connectorName",
      "connectorProvisioningType",
      "connectorType",
      "connectorVersion",
      "registeredAt",
      "registeredBy",
    ]);
  });

  it("are listed in pages of the size asked for, at most 100", async () => {
    const { connectors } = await appflow.send(new ListConnectorsCommand({ maxResults: 3 }));
    assert.equal(connectors?.length, 3);
    await refused(appflow.send(new ListConnectorsCommand({ maxResults: 101 })), "ValidationException", 400);
    await refused(
      appflow.send(new ListConnectorsCommand({ nextToken: "nonsense" })),
      "ValidationException",
      400,
    );
  });

  it("don't hide AWS's own connectors, which have no label", async () => {
    const { connectorConfiguration } = await appflow.send(
      new DescribeConnectorCommand({ connectorType: "Salesforce" }),
    );
    assert.equal(connectorConfiguration?.connectorOwner, "AWS");
    await refused(
      appflow.send(new DescribeConnectorCommand({ connectorType: "CustomConnector" })),
      "ValidationException",
      400,
    );
    const { connectorConfigurations } = await appflow.send(
      new DescribeConnectorsCommand({ connectorTypes: ["S3", "Slack"] }),
    );
    assert.deepEqual(Object.keys(connectorConfigurations ?? {}), ["S3", "Slack"]);
  });

  it("are limited by the quota, registrations under way included", async () => {
    await emulator.close();
    emulator = await emulated({ customConnectorQuota: 2, functions: { [arnOf("weather")]: { node: NODE } } });
    appflow.destroy();
    appflow = client(emulator);
    const three = ["a1", "a2", "a3"].map((label) =>
      appflow.send(new RegisterConnectorCommand(registration(label, "weather"))),
    );
    const failed = (await Promise.allSettled(three)).filter((it) => it.status === "rejected");
    assert.equal(failed.length, 1);
    await refused(Promise.reject(failed[0]?.reason as Error), "ServiceQuotaExceededException", 402);
    assert.equal(emulator.connectors.list().length, 2);
  });

  it("need a function that exists, in the region, which AppFlow may invoke and which is active", async () => {
    const with_ = (name: string) => appflow.send(new RegisterConnectorCommand(registration("crm", name)));
    await refused(with_("missing"), "ResourceNotFoundException", 404);
    const abroad = { lambda: { lambdaArn: arnOf("instant", "us-east-1") } };
    await refused(register("crm", { connectorProvisioningConfig: abroad }), "ValidationException", 400);
    const noFunction = { lambda: { lambdaArn: "arn:aws:s3:eu-west-1:123456789012:bucket" } };
    await refused(register("crm", { connectorProvisioningConfig: noFunction }), "ValidationException", 400);
    emulator.functions.register(arnOf("closed"), instant, { policy: "none" });
    await refused(with_("closed"), "AccessDeniedException", 403);
    emulator.functions.register(arnOf("pending"), instant, { state: "Pending" });
    await refused(with_("pending"), "ConnectorServerException", 400);
    await refused(register("c rm"), "ValidationException", 400);
    assert.deepEqual(emulator.connectors.list(), []);
  });
});
