import assert from "node:assert/strict";
import { paginateListConnectors } from "@aws-sdk/client-appflow";
import { ACCOUNT, arnOf, assertRefused, eachTestEmulator, instant, NODE } from "../../support/emulator/testEmulator";

const crm = { connectorType: "CustomConnector", connectorLabel: "crm" } as const;

describe("The embedded AppFlow's registrations, through AWS's SDK", () => {
  const functions = { [arnOf("weather")]: { node: NODE } };
  const aws = eachTestEmulator(() => ({ functions }));

  it("show what was registered, by whom, and what the function said", async () => {
    const connectorArn = "arn:aws:appflow:eu-west-1:123456789012:connector/crm";
    const answer = await aws.register("crm", { description: "the weather" }, "weather");
    assert.equal(answer.connectorArn, connectorArn);
    const { registeredAt, ...shown } = await aws.describe();
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
    await aws.register();
    await assertRefused(aws.register(), "ConflictException", 409);
    for (const elsewhere of [aws.client("210987654321"), aws.client(ACCOUNT, "us-east-1")])
      await assertRefused(elsewhere.describeConnector(crm), "ResourceNotFoundException", 404);
  });

  it("are registered once when two callers want one label at the same time", async () => {
    const both = await Promise.allSettled([1, 2].map(() => aws.register("crm", {}, "weather")));
    assert.deepEqual(both.map((it) => it.status).sort(), ["fulfilled", "rejected"]);
    const { reason } = both.find((it) => it.status === "rejected") as { reason: Error };
    assert.equal(reason.name, "ConflictException");
    assert.equal(aws.connectors.list().length, 1);
  });

  it("free the label again when the function fails", async () => {
    aws.functions.register(arnOf("bad"), { answer: null });
    await assertRefused(aws.register("crm", {}, "bad"), "ConnectorServerException", 400);
    await aws.register();
  });

  it("keep what an update leaves out, lose an empty description, and ask the function again", async () => {
    await aws.register("crm", { description: "one" });
    const before = await aws.describe();
    aws.functions.register(arnOf("other"), { answer: { isSuccess: true, connectorName: "Other" } });
    await aws.update({ connectorProvisioningConfig: { lambda: { lambdaArn: arnOf("other") } } });
    const after = await aws.describe();
    assert.equal(after.connectorDescription, "one");
    assert.equal(after.connectorName, "Other");
    assert.equal(after.connectorVersion, undefined);
    assert.deepEqual(after.registeredAt, before.registeredAt);
    await aws.update({ description: "two" });
    assert.equal((await aws.describe()).connectorDescription, "two");
    assert.equal((await aws.describe()).connectorProvisioningConfig?.lambda?.lambdaArn, arnOf("other"));
    assert.equal(aws.functions.get(arnOf("other"))?.invocations, 2);
    await aws.update({ description: "" });
    assert.equal((await aws.describe()).connectorDescription, undefined);
  });

  it("can't be updated or removed when they aren't there", async () => {
    await assertRefused(aws.update(), "ResourceNotFoundException", 404);
    const remove = aws.appflow.unregisterConnector({ connectorLabel: "crm" });
    await assertRefused(remove, "ResourceNotFoundException", 404);
  });

  it("stay as they were when an update's function fails", async () => {
    await aws.register("crm", { description: "one" });
    aws.functions.register(arnOf("instant"), { answer: { isSuccess: false } });
    await assertRefused(aws.update({ description: "two" }), "ConnectorServerException", 400);
    assert.equal((await aws.describe()).connectorDescription, "one");
  });

  it("aren't brought back by an update whose function ran while they were removed", async () => {
    await aws.register();
    aws.functions.register(arnOf("instant"), { node: NODE });
    const outcome = assertRefused(aws.update(), "ResourceNotFoundException", 404);
    await aws.waitForRuns("instant", 1);
    aws.connectors.remove("crm");
    await outcome;
    assert.deepEqual(aws.connectors.list(), []);
  });

  it("are listed on several pages among AWS's own, without ARN and function", async () => {
    for (const label of ["alpha", "Mike", "zulu"]) await aws.register(label, { description: label });
    const pages = [];
    for await (const page of paginateListConnectors({ client: aws.appflow }, {})) pages.push(page.connectors ?? []);
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
    const { connectors } = await aws.appflow.listConnectors({ maxResults: 3 });
    assert.equal(connectors?.length, 3);
    await assertRefused(aws.appflow.listConnectors({ maxResults: 101 }), "ValidationException", 400);
    await assertRefused(aws.appflow.listConnectors({ nextToken: "nonsense" }), "ValidationException", 400);
  });

  it("don't hide AWS's own connectors, which have no label", async () => {
    const { connectorConfiguration } = await aws.appflow.describeConnector({ connectorType: "Salesforce" });
    assert.equal(connectorConfiguration?.connectorOwner, "AWS");
    await assertRefused(
      aws.appflow.describeConnector({ connectorType: "CustomConnector" }),
      "ValidationException",
      400,
    );
    const { connectorConfigurations } = await aws.appflow.describeConnectors({
      connectorTypes: ["S3", "Slack"],
    });
    assert.deepEqual(Object.keys(connectorConfigurations ?? {}), ["S3", "Slack"]);
  });

  it("are limited by the quota, registrations under way included", async () => {
    await aws.restart({ customConnectorQuota: 2, functions });
    const three = ["a1", "a2", "a3"].map((label) => aws.register(label, {}, "weather"));
    const failed = (await Promise.allSettled(three)).filter((it) => it.status === "rejected");
    assert.equal(failed.length, 1);
    await assertRefused(Promise.reject(failed[0]?.reason as Error), "ServiceQuotaExceededException", 402);
    assert.equal(aws.connectors.list().length, 2);
  });

  it("need a function that exists, in the region, which AppFlow may invoke and which is active", async () => {
    aws.functions.register(arnOf("closed"), instant, { policy: "none" });
    aws.functions.register(arnOf("pending"), instant, { state: "Pending" });
    const cases = [
      [arnOf("missing"), "ResourceNotFoundException", 404],
      [arnOf("instant", "us-east-1"), "ValidationException", 400],
      ["arn:aws:s3:eu-west-1:123456789012:bucket", "ValidationException", 400],
      [arnOf("closed"), "AccessDeniedException", 403],
      [arnOf("pending"), "ConnectorServerException", 400],
    ] as const;
    for (const [lambdaArn, type, status] of cases) {
      const connectorProvisioningConfig = { lambda: { lambdaArn } };
      await assertRefused(aws.register("crm", { connectorProvisioningConfig }), type, status);
    }
    await assertRefused(aws.register("c rm"), "ValidationException", 400);
    assert.deepEqual(aws.connectors.list(), []);
  });
});
