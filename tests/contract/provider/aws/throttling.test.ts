import assert from "node:assert/strict";
import type { Emulator } from "../../emulator";
import { openAppFlow } from "../../provider/appflow";
import { create, delete as remove } from "../../provider/connectorRegistration";
import {
  arnOf,
  connectionTo,
  emulated,
  failureOf,
  openTarget,
  REGION,
  subjectOf,
  type Target,
  within,
} from "../support/contract";

const COUNT = 40;

describe("An AppFlow that takes 20 calls a second", function () {
  this.timeout(120_000);
  let emulator: Emulator;
  let target: Target;
  before(async () => {
    emulator = await emulated();
    target = await openTarget();
    emulator.faults.add({ kind: { throttlePerSecond: 20 }, times: "always" });
  });
  after(async () => {
    await target.close();
    await emulator.close();
  });

  it(`has ${COUNT} registrations made at once, and unregistered, without a failure`, async () => {
    const { maxAttempts, ...connection } = connectionTo(emulator);
    assert.equal(maxAttempts, 1);
    const appflow = openAppFlow(connection, REGION);
    const context = { ...target.context, connection, open: () => appflow };
    const inputs = Array.from({ length: COUNT }, (_, index) => ({
      connectorLabel: `crm-${index}`,
      connectorProvisioningType: "LAMBDA",
      connectorProvisioningConfig: { lambda: { lambdaArn: arnOf("crm") } },
      region: REGION,
    }));
    const created = await Promise.all(inputs.map((it) => create(context, it)));
    assert.equal(emulator.connectors.list().length, COUNT);
    context.held.clear();
    await Promise.all(created.map(({ id, outputs }) => remove(context, id, outputs)));
    assert.deepEqual(emulator.connectors.list(), []);
    const throttled = emulator.journal.entries.filter(({ status }) => status === 429);
    assert.ok(throttled.length > 0, "calls were refused");
  });

  it("is asked so many calls at a time and no more", async () => {
    emulator.faults.clear();
    emulator.journal.clear();
    emulator.faults.add({ kind: "hangBefore" });
    await within({ calls: 1, request: 300 }, async () => {
      const appflow = openAppFlow(connectionTo(emulator), REGION);
      const [first, second] = ["crm", "erp"].map((label) => appflow.describe(label, subjectOf(label)));
      assert.equal((await failureOf(first)).code, "timed-out");
      assert.deepEqual(
        emulator.journal.entries.map(({ label }) => label),
        ["crm"],
      );
      assert.equal(await second, undefined);
    });
  });
});
