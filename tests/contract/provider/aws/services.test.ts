import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { Emulator } from "../../../../emulator/index";
import { getConnectorRegistration } from "../../../../sdk";
import { configurationTo, emulated, OTHER_ACCOUNT, REGION, within } from "../../../support/contract/target";

const COUNT = 300;
const ROLE = { roleArn: `arn:aws:iam::${OTHER_ACCOUNT}:role/deployer` };

describe("The lookups of a run share one client for each region and credentials:", () => {
  let emulator: Emulator;
  beforeEach(async () => {
    emulator = await emulated();
    for (const label of ["crm", "erp"]) emulator.connectors.put(label, {}, OTHER_ACCOUNT);
    await startRun();
  });
  afterEach(async () => {
    pulumi.runtime.setAllConfig({});
    await emulator.close();
  });

  const startRun = async () => {
    const role = { "aws:region": REGION, "aws:assumeRole": JSON.stringify(ROLE) };
    pulumi.runtime.setAllConfig(configurationTo(emulator, role));
    await pulumi.runtime.setMocks({ call: () => ({}), newResource: () => ({ id: "id", state: {} }) });
  };
  const lookUp = (connectorLabel: string, region?: string) => getConnectorRegistration({ connectorLabel, region });
  const count = (operation: string) => emulator.journal.entries.filter((entry) => entry.operation === operation).length;

  it(`${COUNT} of them assume a role once, and another region or run once more`, async () => {
    await Promise.all(Array.from({ length: COUNT }, () => lookUp("crm")));
    assert.deepEqual([count("DescribeConnector"), count("AssumeRole")], [COUNT, 1]);
    await assert.rejects(lookUp("crm", "us-east-1"), { message: /#registration-absent$/ });
    assert.equal(count("AssumeRole"), 2);
    await startRun();
    await lookUp("crm");
    assert.equal(count("AssumeRole"), 3);
  });

  it("their calls at a time are limited together", async () => {
    await within({ calls: 1, request: 300 }, async () => {
      emulator.faults.add({ operation: "DescribeConnector", kind: "hangBefore" });
      const [first, second] = [lookUp("crm"), lookUp("erp")];
      await assert.rejects(first, { message: /#timed-out$/ });
      assert.equal(count("DescribeConnector"), 1);
      await second;
    });
  });
});
