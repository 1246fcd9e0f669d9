import assert from "node:assert/strict";
import { UnregisterConnectorCommand, UpdateConnectorRegistrationCommand } from "@aws-sdk/client-appflow";
import { arnOf, assertRefused, eachTestEmulator } from "../../support/emulator/testEmulator";

describe("The embedded AppFlow's client tokens", () => {
  const aws = eachTestEmulator();
  const register = () => aws.register("crm", { clientToken: "t1" });

  async function registerRemoveAndRegister(): Promise<number> {
    await register();
    await aws.appflow.send(new UnregisterConnectorCommand({ connectorLabel: "crm" }));
    await register();
    return aws.connectors.list().length;
  }

  it("repeat the first answer without asking the function again", async () => {
    const { $metadata: _first, ...answer } = await register();
    const { $metadata: _second, ...again } = await register();
    assert.deepEqual(again, answer);
    assert.equal(aws.functions.get(arnOf("instant"))?.invocations, 1);
  });

  it("replay after the registration was removed, or register again, as the options say", async () => {
    assert.equal(await registerRemoveAndRegister(), 0);
    await aws.restart({ tokenAfterRemoval: "register" });
    assert.equal(await registerRemoveAndRegister(), 1);
  });

  it("of updates are their own", async () => {
    await register();
    const update = (description: string) =>
      aws.appflow.send(
        new UpdateConnectorRegistrationCommand({ connectorLabel: "crm", clientToken: "t1", description }),
      );
    await update("one");
    aws.connectors.edit("crm", { description: "changed since" });
    await update("one");
    assert.equal(aws.connectors.get("crm")?.description, "changed since");
    await assertRefused(update("two"), "ConflictException", 409);
  });
});
