import assert from "node:assert/strict";
import type { DescribeConnectorProfilesCommandInput } from "@aws-sdk/client-appflow";
import { assertRefused, eachTestEmulator } from "../../support/emulator/testEmulator";

describe("The embedded AppFlow's connector profiles", () => {
  const aws = eachTestEmulator();

  beforeEach(() => void aws.connectors.put("crm"));

  const create = (connectorProfileName: string, connectorLabel = "crm") =>
    aws.appflow.createConnectorProfile({
      connectorProfileName,
      connectorType: "CustomConnector",
      connectorLabel,
      connectionMode: "Public",
      connectorProfileConfig: { connectorProfileProperties: {} },
    });
  const names = async (input: DescribeConnectorProfilesCommandInput) => {
    const { connectorProfileDetails } = await aws.appflow.describeConnectorProfiles(input);
    return connectorProfileDetails?.map((it) => it.connectorProfileName);
  };
  const unregister = (forceDelete?: boolean) => aws.appflow.unregisterConnector({ connectorLabel: "crm", forceDelete });

  it("are created on a registered label, once a name", async () => {
    const { connectorProfileArn } = await create("p1");
    assert.equal(connectorProfileArn, "arn:aws:appflow:eu-west-1:123456789012:connectorprofile/p1");
    await assertRefused(create("p1"), "ConflictException", 409);
    const failure = await assertRefused(create("p2", "erp"), "ValidationException", 400);
    assert.equal(
      failure.message,
      "Connector:erp is not registered. Please register it first before creating ConnectorProfile.",
    );
  });

  it("are found by label, type and name, page by page", async () => {
    aws.connectors.put("erp");
    for (const name of ["p1", "p2", "p3"]) await create(name);
    await create("q1", "erp");
    assert.deepEqual(await names({}), ["p1", "p2", "p3", "q1"]);
    assert.deepEqual(await names({ connectorLabel: "crm" }), ["p1", "p2", "p3"]);
    assert.deepEqual(await names({ connectorType: "Salesforce" }), []);
    assert.deepEqual(await names({ connectorProfileNames: ["p2", "q1"] }), ["p2", "q1"]);
    const first = await aws.appflow.describeConnectorProfiles({ maxResults: 3 });
    assert.deepEqual(await names({ maxResults: 3, nextToken: first.nextToken }), ["q1"]);
  });

  it("keep a registration in use, unless it is forced", async () => {
    await create("p1");
    await assertRefused(unregister(), "ConflictException", 409);
    await assertRefused(unregister(false), "ConflictException", 409);
    await unregister(true);
    assert.deepEqual(aws.connectors.list(), []);
    assert.deepEqual(await names({ connectorLabel: "crm" }), ["p1"]);
  });

  it("free a registration when they are deleted", async () => {
    await create("p1");
    await aws.appflow.deleteConnectorProfile({ connectorProfileName: "p1" });
    await assertRefused(
      aws.appflow.deleteConnectorProfile({ connectorProfileName: "p1" }),
      "ResourceNotFoundException",
      404,
    );
    await unregister();
  });
});
