import assert from "node:assert/strict";
import type { Emulator } from "../../../../emulator/index";
import { type AppFlow, openAppFlow } from "../../../../provider/aws/appflow";
import { readConnection } from "../../../../provider/config/connection";
import { withoutAwsEnvironment } from "../../../support/contract/environment";
import {
  ACCOUNT,
  arnOf,
  connectionTo,
  emulated,
  failureOf,
  REGION,
  settingsOf,
} from "../../../support/contract/target";

const request = (lambdaArn = arnOf("crm")) => ({
  connectorLabel: "crm",
  connectorProvisioningType: "LAMBDA",
  connectorProvisioningConfig: { lambda: { lambdaArn } },
  clientToken: "a-token",
});

describe("AppFlow, through the AWS SDK", () => {
  let emulator: Emulator;
  let appflow: AppFlow;
  beforeEach(async () => {
    emulator = await emulated();
    appflow = openAppFlow(connectionTo(emulator), REGION);
  });
  afterEach(() => emulator.close());
  const file = withoutAwsEnvironment();

  /** Nothing is stated but where the services are. */
  const openWithoutKeys = (region?: string) => {
    const noKeys = { "aws:accessKey": "", "aws:secretKey": "" };
    return openAppFlow(readConnection(settingsOf(emulator, noKeys)).connection, region);
  };

  it("needs a region: each method says that none is known, and nothing is sent", async () => {
    const nowhere = openAppFlow(connectionTo(emulator));
    for (const call of [
      nowhere.describe("crm"),
      nowhere.configuration("crm"),
      nowhere.list(),
      nowhere.register(request()),
      nowhere.update(request()),
      nowhere.unregister("crm", false),
      nowhere.profiles("crm"),
      nowhere.account(),
      nowhere.region(),
    ])
      assert.equal((await failureOf(call)).code, "region-missing");
    assert.deepEqual(emulator.journal.entries, []);
  });

  it("knows its region without credentials: the one that is asked for, the environment's or the shared files'", async () => {
    assert.equal((await failureOf(openWithoutKeys().region())).code, "region-missing");
    assert.equal(await openWithoutKeys("eu-west-2").region(), "eu-west-2");
    process.env["AWS_CONFIG_FILE"] = file("config", "[default]\nregion = eu-north-1\n");
    assert.equal(await openWithoutKeys().region(), "eu-north-1");
    process.env["AWS_REGION"] = "eu-west-3";
    assert.equal(await openWithoutKeys().region(), "eu-west-3");
  });

  it("asks for the account of its credentials once, and again after that failed", async () => {
    emulator.faults.add({ operation: "GetCallerIdentity", kind: { error: { type: "ExpiredToken" } } });
    assert.equal((await failureOf(appflow.account())).code, "credentials-refused");
    assert.deepEqual(await Promise.all([appflow.account(), appflow.account()]), [ACCOUNT, ACCOUNT]);
    await appflow.account();
    assert.equal(emulator.journal.entries.length, 2);
  });

  it("asks for the account at the endpoint of STS alone", async () => {
    const endpoints = JSON.stringify([{ sts: emulator.url, appflow: "http://appflow.invalid" }]);
    const connection = connectionTo(emulator, { "aws:endpoints": endpoints });
    assert.equal(await openAppFlow(connection, REGION).account(), ACCOUNT);
  });

  it("takes an answer without an ARN for none of AppFlow's", async () => {
    for (const body of ["", "{}", '{"connectorConfiguration":{"connectorArn":"nonsense"}}']) {
      emulator.connectors.put("crm");
      emulator.faults.add({ operation: "DescribeConnector", kind: { body } });
      assert.equal((await failureOf(appflow.describe("crm"))).code, "answer-unreadable", body);
    }
  });

  it("shows nothing of what isn't there, and removes nothing", async () => {
    assert.equal(await appflow.describe("crm"), undefined);
    assert.equal(await appflow.configuration("crm"), undefined);
    await appflow.unregister("crm", false);
  });

  it("refuses a function that gives no valid answer", async () => {
    const { code } = await failureOf(appflow.register(request(arnOf("crashed"))));
    assert.equal(code, "connector-failed");
  });

  it("tells how far AWS's clock is ahead, until an answer says otherwise", async () => {
    const hour = 3_600_000;
    const headers = { date: new Date(Date.now() - hour).toUTCString() };
    const error = { type: "InvalidSignatureException", status: 403, headers };
    emulator.faults.add({ operation: "DescribeConnector", kind: { error } });
    await failureOf(appflow.describe("crm"));
    const offset = await appflow.clockOffset();
    assert.ok(Math.abs(offset + hour) < 60_000, String(offset));
    await appflow.describe("crm");
    assert.ok(Math.abs(await appflow.clockOffset()) < 60_000);
  });
});
