import assert from "node:assert/strict";
import type { Emulator } from "../../../../emulator/index";
import { openAppFlow } from "../../../../provider/aws/appflow";
import type { LifecycleContext } from "../../../../provider/lifecycle/context";
import { create } from "../../../../provider/lifecycle/create";
import { delete as remove } from "../../../../provider/lifecycle/delete";
import { read } from "../../../../provider/lifecycle/read";
import { update } from "../../../../provider/lifecycle/update";
import type { ConnectorRegistrationState } from "../../../../provider/resource/types";
import { arnOf, connectionTo, emulated, failureOf, OTHER_ACCOUNT, REGION } from "../../../support/contract/target";
import { contextOf, inputsOf } from "../../../support/inMemory/context";

/** Time passes only where it is waited for. */
describe("A lifecycle method that can't end well, on the emulator, fails with", () => {
  let emulator: Emulator;
  let context: LifecycleContext;
  const inputs = inputsOf({ region: REGION });
  const changed = inputsOf({ region: REGION, description: "changed" });

  beforeEach(async () => {
    emulator = await emulated();
    context = contextAs();
  });
  afterEach(() => emulator.close());

  const contextAs = (configuration: Record<string, string> = {}): LifecycleContext => {
    const connection = connectionTo(emulator, configuration);
    return contextOf(openAppFlow(connection, REGION), { connection });
  };
  const created = async (): Promise<ConnectorRegistrationState> => {
    // Another run: this one would manage what it registers.
    const { outputs } = await create(contextAs(), inputs);
    return outputs;
  };

  it("registration-gone, where an update finds nothing", async () => {
    const state = await created();
    emulator.connectors.remove("crm");
    assert.equal((await failureOf(update(context, "crm", state, changed))).code, "registration-gone");
  });

  it("registration-foreign, where somebody registered the label anew", async () => {
    const state = await created();
    emulator.connectors.edit("crm", { registeredAt: "2026-01-01T00:00:00.000Z" });
    assert.equal((await failureOf(remove(context, "crm", state))).code, "registration-foreign");
    assert.ok(emulator.connectors.get("crm"));
  });

  it("account-changed, with the credentials of another account, and touches nothing", async () => {
    const state = await created();
    const others = contextAs({ "aws:accessKey": OTHER_ACCOUNT });
    for (const call of [
      read(others, "crm", { ...state }),
      update(others, "crm", state, changed),
      remove(others, "crm", state),
    ])
      assert.equal((await failureOf(call)).code, "account-changed");
    assert.equal(emulator.connectors.get("crm")?.description, undefined);
  });

  it("not-confirmed, where DescribeConnector never shows what AppFlow accepted", async () => {
    const state = await created();
    emulator.faults.add({ operation: "DescribeConnector", kind: "stale", times: "always", after: 1 });
    assert.equal((await failureOf(update(context, "crm", state, changed))).code, "not-confirmed");
  });

  it("outcome-ambiguous, where the connection breaks and nobody can observe, and says what broke", async () => {
    emulator.faults.add({ operation: "RegisterConnector", kind: "resetAfter", times: "always" });
    const denied = { error: { type: "AccessDeniedException" } };
    emulator.faults.add({ operation: "DescribeConnector", kind: denied, times: "always", after: 1 });
    const { code, message } = await failureOf(create(context, inputs));
    assert.equal(code, "outcome-ambiguous");
    assert.match(message, /RegisterConnector: ECONNRESET/);
  });

  it("connection-lost, where the connection of an observation breaks", async () => {
    const state = await created();
    emulator.faults.add({ operation: "DescribeConnector", kind: "resetBefore", times: "always" });
    assert.equal((await failureOf(read(context, "crm", { ...state }))).code, "connection-lost");
  });

  it("label-taken, with the way out that fits, where create meets the label", async () => {
    await created();
    const own = await failureOf(create(context, inputs));
    assert.match(
      own.message,
      /\. Set `adopt: true` .*; or if its replacement was forced, run `pulumi state untaint`.*#label-taken$/,
    );
    const others = { lambda: { lambdaArn: arnOf("erp") } };
    const foreign = await failureOf(create(context, { ...inputs, connectorProvisioningConfig: others }));
    assert.match(foreign.message, /\. Choose another label; .*#label-taken$/);
  });
});
