import assert from "node:assert/strict";
import type { Emulator } from "../../../../emulator/index";
import { openAppFlow } from "../../../../provider/aws/appflow";
import { create } from "../../../../provider/lifecycle/create";
import { arnOf, connectionTo, contextTo, emulated, failureOf, REGION, within } from "../../../support/contract/target";

const COUNT = 30;
/** As many attempts as a user has. */
const UNSTATED = { "aws:maxRetries": "" };

describe("An AppFlow that takes 10 calls a second", function () {
  this.timeout(120_000);
  let emulator: Emulator;
  before(async () => {
    emulator = await emulated();
    emulator.faults.add({ kind: { throttlePerSecond: 10 }, times: "always" });
  });
  after(() => emulator.close());

  it(`has ${COUNT} registrations made at once without a failure`, async () => {
    const context = contextTo(emulator, UNSTATED);
    const inputs = Array.from({ length: COUNT }, (_, index) => ({
      connectorLabel: `crm-${index}`,
      connectorProvisioningType: "LAMBDA",
      connectorProvisioningConfig: { lambda: { lambdaArn: arnOf("crm") } },
      region: REGION,
    }));
    await Promise.all(inputs.map((it) => create(context, it)));
    assert.equal(emulator.connectors.list().length, COUNT);
    const throttled = emulator.journal.entries.filter(({ status }) => status === 429);
    assert.ok(throttled.length > 0, "calls were refused");
  });

  it("is asked so many calls at a time and no more", async () => {
    emulator.faults.clear();
    emulator.journal.clear();
    emulator.faults.add({ kind: "hangBefore" });
    await within({ calls: 1, request: 300 }, async () => {
      const appflow = openAppFlow(connectionTo(emulator), REGION);
      const [first, second] = ["crm", "erp"].map((label) => appflow.describe(label));
      assert.equal((await failureOf(first)).code, "timed-out");
      assert.deepEqual(
        emulator.journal.entries.map(({ label }) => label),
        ["crm"],
      );
      assert.equal(await second, undefined);
    });
  });
});
