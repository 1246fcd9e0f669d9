import assert from "node:assert/strict";
import type { Emulator } from "../../../../emulator/index";
import { openAppFlow } from "../../../../provider/aws/appflow";
import { ACCOUNT, arnOf, connectionTo, emulated, failureOf, REGION, within } from "../../../support/contract/target";

const request = (clientToken: string) => ({
  connectorLabel: "crm",
  connectorProvisioningType: "LAMBDA",
  connectorProvisioningConfig: { lambda: { lambdaArn: arnOf("crm") } },
  clientToken,
});
const error = (type: string) => ({ error: { type } });
const endpoint = (appflow: string) => ({ "aws:endpoints": JSON.stringify([{ appflow }]) });

describe("A client of the AWS SDK", () => {
  let emulator: Emulator;
  beforeEach(async () => (emulator = await emulated()));
  afterEach(() => emulator.close());

  const open = (configuration: Record<string, string> = {}) =>
    openAppFlow(connectionTo(emulator, configuration), REGION);
  const openWith = (attempts: number) => open({ "appflow:maxAttempts": String(attempts) });

  it("tries again as often as the configuration says, with the same client token", async () => {
    emulator.faults.add({ operation: "RegisterConnector", kind: error("ThrottlingException"), times: 2 });
    await openWith(3).register(request("a-token"));
    assert.deepEqual(
      emulator.journal.entries.map(({ attempt, clientToken, status }) => [attempt, clientToken, status]),
      [
        [1, "a-token", 429],
        [2, "a-token", 429],
        [3, "a-token", 200],
      ],
    );
    assert.equal(emulator.connectors.list().length, 1);
  });

  it("makes no second registration where it tries again after the effect", async () => {
    emulator.faults.add({ operation: "RegisterConnector", kind: "resetAfter" });
    await openWith(2).register(request("a-token"));
    assert.equal(emulator.connectors.list().length, 1);
  });

  it("tells a refusal after an attempt that had its effect as retried, but of a read as definite", async () => {
    const twice = openWith(2);
    for (const operation of ["RegisterConnector", "DescribeConnector"]) {
      emulator.faults.add({ operation, kind: "resetAfter" });
      emulator.faults.add({ operation, kind: error("AccessDeniedException") });
    }
    const refused = await failureOf(twice.register(request("a-token")));
    assert.equal(`${refused.outcome} ${refused.code}`, "retried registration-denied");
    assert.equal(emulator.connectors.list().length, 1);
    const unread = await failureOf(twice.describe("crm"));
    assert.equal(`${unread.outcome} ${unread.code}`, "definite access-denied");
  });

  it("tells a refusal after attempts that had no effect as definite", async () => {
    emulator.connectors.put("crm");
    for (const type of ["ThrottlingException", "ThrottlingException", "AccessDeniedException"])
      emulator.faults.add({ operation: "UpdateConnectorRegistration", kind: error(type) });
    const refused = await failureOf(openWith(3).update(request("a-token")));
    assert.equal(`${refused.outcome} ${refused.code}`, "definite registration-denied");
  });

  for (const kind of ["hangBefore", "hangAfter"] as const)
    it(`waits for an answer as long as the limit of an attempt (${kind}), and leaves the outcome open`, async () => {
      emulator.connectors.put("crm");
      emulator.faults.add({ operation: "UpdateConnectorRegistration", kind });
      const late = await within({ request: 300 }, () => failureOf(open().update(request("a-token"))));
      assert.equal(`${late.outcome} ${late.code}`, "ambiguous timed-out");
    });

  it("ends a call with all its attempts when the time of a call is over", async () => {
    emulator.faults.add({ operation: "UpdateConnectorRegistration", kind: "hangBefore", times: "always" });
    const late = await within({ call: 500, request: 200 }, () => failureOf(openWith(9).update(request("a-token"))));
    assert.equal(`${late.outcome} ${late.code}`, "ambiguous timed-out");
    assert.ok(emulator.journal.entries.length < 9);
  });

  /** What never leaves the machine, or never arrives: what is said of it. */
  const UNSENT: readonly (readonly [
    what: string,
    configuration: Record<string, string>,
    expected: string,
    says: RegExp,
  ])[] = [
    ["an endpoint that is no URL", endpoint("appflow.example"), "endpoint-unreachable", /ERR_INVALID_URL/],
    [
      "a port at which nobody listens",
      endpoint("http://127.0.0.1:1"),
      "endpoint-unreachable",
      /^(RegisterConnector|ListConnectors): ECONNREFUSED/,
    ],
    ["a name that doesn't exist", endpoint("http://appflow.invalid"), "endpoint-unreachable", /ENOTFOUND|EAI_AGAIN/],
    ["a header that can't be built", { "aws:token": "two\nlines" }, "request-not-sent", /x-amz-security-token/],
    ["keys that can't be in a header", { "aws:accessKey": `${ACCOUNT}\n` }, "request-not-sent", /authorization/],
  ];
  for (const [what, configuration, expected, says] of UNSENT)
    it(`tells ${what} as definite ${expected}: nothing was sent`, async () => {
      const appflow = open(configuration);
      for (const call of [appflow.register(request("a-token")), appflow.list()]) {
        const { code, outcome, serviceMessage } = await failureOf(call);
        assert.equal(`${outcome} ${code}`, `definite ${expected}`, serviceMessage);
        assert.match(serviceMessage, says);
      }
      assert.deepEqual(emulator.journal.entries, []);
    });
});
