import assert from "node:assert/strict";
import { arnOf, assertRefused, eachTestEmulator } from "../../support/emulator/testEmulator";

describe("The embedded AppFlow's client tokens", () => {
  const aws = eachTestEmulator();
  const register = () => aws.register("crm", { clientToken: "t1" });

  async function registerRemoveAndRegister(): Promise<number> {
    await register();
    await aws.appflow.unregisterConnector({ connectorLabel: "crm" });
    await register();
    return aws.connectors.list().length;
  }

  it("repeat the first answer without asking the function again", async () => {
    const { connectorArn } = await register();
    assert.equal((await register()).connectorArn, connectorArn);
    assert.equal(aws.functions.get(arnOf("instant"))?.invocations, 1);
  });

  it("replay after the registration was removed, or register again, as the options say", async () => {
    assert.equal(await registerRemoveAndRegister(), 0);
    await aws.restart({ tokenAfterRemoval: "register" });
    assert.equal(await registerRemoveAndRegister(), 1);
  });

  it("of updates are their own", async () => {
    await register();
    const update = (description: string) => aws.update({ clientToken: "t1", description });
    await update("one");
    aws.connectors.edit("crm", { description: "changed since" });
    await update("one");
    assert.equal(aws.connectors.get("crm")?.description, "changed since");
    await assertRefused(update("two"), "ConflictException", 409);
  });
});
