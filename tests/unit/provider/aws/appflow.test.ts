import assert from "node:assert/strict";
import * as sdk from "@aws-sdk/client-appflow";
import { openAppFlow } from "../../../../provider/aws/appflow";
import { invoking, REGION } from "../../../support/inMemory/context";

interface Sent {
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

/** Has the SDK's client answer without sending anything. Returns what it was to send. */
function answering(answer: (sent: Sent) => unknown): Sent[] {
  const sent: Sent[] = [];
  sdk.AppflowClient.prototype.send = ((command: { input: Sent["input"] }) => {
    const call = { operation: command.constructor.name.replace(/Command$/, ""), input: command.input };
    sent.push(call);
    return new Promise((resolve) => resolve(answer(call)));
  }) as never;
  return sent;
}

const open = () => openAppFlow({ assumeRoles: [], endpoints: {} }, REGION);

describe("AppFlow, through the client of the AWS SDK,", () => {
  // It is inherited.
  afterEach(() => Reflect.deleteProperty(sdk.AppflowClient.prototype, "send"));

  it("lists the custom connectors of all pages, and none of AWS's own", async () => {
    const custom = (connectorLabel: string) => ({ connectorType: "CustomConnector", connectorLabel });
    const pages: Record<string, unknown> = {
      first: { connectors: [custom("a"), { connectorType: "Salesforce" }], nextToken: "second" },
      second: { nextToken: "third" },
      third: { connectors: [custom("b")] },
    };
    const sent = answering(({ input }) => pages[(input["nextToken"] as string) ?? "first"]);
    const connectors = await open().list();
    assert.deepEqual(
      connectors.map(({ connectorLabel }) => connectorLabel),
      ["a", "b"],
    );
    assert.deepEqual(
      sent.map(({ input }) => input),
      [undefined, "second", "third"].map((nextToken) => ({ maxResults: 100, nextToken })),
    );
  });

  it("ends a list whose token repeats, which would never end", async () => {
    const sent = answering(() => ({ connectors: [], nextToken: "again" }));
    assert.deepEqual(await open().list(), []);
    assert.equal(sent.length, 2);
  });

  const ARN = "arn:aws:appflow:eu-west-1:123456789012:connector/crm";

  it("shows a registration under the names of the inputs", async () => {
    const shown = {
      connectorProvisioningType: "LAMBDA",
      connectorName: "CRM",
      connectorOwner: "Acme",
      connectorVersion: "1.0",
      connectorModes: ["SOURCE"],
      registeredBy: "arn:aws:iam::123456789012:user/ci",
    };
    const answer = { connectorArn: ARN, connectorDescription: "d", registeredAt: new Date(0), ...shown };
    const sent = answering(() => ({ connectorConfiguration: { ...answer, ...invoking("crm") } }));
    assert.deepEqual(await open().describe("crm"), {
      ...{ connectorLabel: "crm", connectorArn: ARN, accountId: "123456789012", description: "d" },
      ...{ registeredAt: "1970-01-01T00:00:00.000Z", ...shown, ...invoking("crm") },
    });
    const input = { connectorType: "CustomConnector", connectorLabel: "crm" };
    assert.deepEqual(sent, [{ operation: "DescribeConnector", input }]);
  });

  it("leaves out what is missing or of another type, but for the function", async () => {
    const odd = { connectorName: 5, connectorModes: "SOURCE", registeredAt: new Date(NaN) };
    const expected = { connectorLabel: "crm", connectorArn: ARN, accountId: "123456789012" };
    for (const [answer, modes] of [
      [odd, {}],
      [{ connectorModes: ["SOURCE", 5], registeredAt: "1970-01-01" }, { connectorModes: ["SOURCE"] }],
    ] as const) {
      answering(() => ({ connectorConfiguration: { connectorArn: ARN, ...answer } }));
      const connectorProvisioningConfig = { lambda: { lambdaArn: "" } };
      assert.deepEqual(await open().describe("crm"), { ...expected, connectorProvisioningConfig, ...modes });
    }
  });
});
