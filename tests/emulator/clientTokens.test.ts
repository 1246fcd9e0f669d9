import assert from "node:assert/strict";
import {
  RegisterConnectorCommand,
  UnregisterConnectorCommand,
  UpdateConnectorRegistrationCommand,
} from "@aws-sdk/client-appflow";
import type { Emulator, EmulatorOptions } from "../../emulator";
import { arnOf, client, emulated, NODE, refused, registration } from "./account";

const HOUR_MS = 60 * 60 * 1000;

describe("The embedded AppFlow's client tokens", () => {
  let emulator: Emulator;
  let appflow: ReturnType<typeof client>;
  let now: number;

  async function start(options: EmulatorOptions = {}): Promise<void> {
    now = Date.parse("2026-01-01T00:00:00Z");
    emulator = await emulated({ ...options, clock: () => new Date(now) });
    appflow = client(emulator);
  }

  afterEach(async () => {
    appflow.destroy();
    await emulator.close();
  });

  const register = (label: string, clientToken: string, description?: string) =>
    appflow.send(new RegisterConnectorCommand({ ...registration(label), clientToken, description }));
  const remove = (connectorLabel: string) => appflow.send(new UnregisterConnectorCommand({ connectorLabel }));

  it("repeat the first answer without asking the function again", async () => {
    await start();
    const first = await register("crm", "t1");
    const again = await register("crm", "t1");
    assert.equal(again.connectorArn, first.connectorArn);
    assert.equal(emulator.functions.get(arnOf("instant"))?.invocations, 1);
  });

  it("repeat it for 8 hours", async () => {
    await start();
    await register("crm", "t1");
    now += 8 * HOUR_MS - 1;
    await register("crm", "t1");
    now += 1;
    await refused(register("crm", "t1"), "ConflictException", 409);
  });

  it("are refused with other parameters", async () => {
    await start();
    await register("crm", "t1");
    await refused(register("crm", "t1", "other"), "ConflictException", 409);
    await refused(register("erp", "t1"), "ConflictException", 409);
  });

  it("remember no failure", async () => {
    await start();
    emulator.connectors.put("crm");
    await refused(register("crm", "t1"), "ConflictException", 409);
    emulator.connectors.remove("crm");
    await register("crm", "t1");
  });

  it("give one answer to two calls at the same time", async () => {
    await start({ functions: { [arnOf("weather")]: { node: NODE } } });
    const call = () =>
      appflow.send(new RegisterConnectorCommand({ ...registration("crm", "weather"), clientToken: "t1" }));
    const [one, two] = await Promise.all([call(), call()]);
    assert.equal(one.connectorArn, two.connectorArn);
    assert.equal(emulator.functions.get(arnOf("weather"))?.invocations, 1);
  });

  it("replay after the registration was removed, by default", async () => {
    await start();
    await register("crm", "t1");
    await remove("crm");
    await register("crm", "t1");
    assert.deepEqual(emulator.connectors.list(), []);
  });

  it("register again after the removal, on request", async () => {
    await start({ tokenAfterRemoval: "register" });
    await register("crm", "t1");
    await remove("crm");
    await register("crm", "t1");
    assert.equal(emulator.connectors.list().length, 1);
  });

  it("of updates are their own", async () => {
    await start();
    await register("crm", "t1");
    const update = (description: string) =>
      appflow.send(
        new UpdateConnectorRegistrationCommand({ connectorLabel: "crm", clientToken: "t1", description }),
      );
    await update("one");
    emulator.connectors.edit("crm", { description: "changed since" });
    await update("one");
    assert.equal(emulator.connectors.get("crm")?.description, "changed since");
    await refused(update("two"), "ConflictException", 409);
  });
});
