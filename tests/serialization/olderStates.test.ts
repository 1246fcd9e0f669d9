import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "../../emulator/index";
import { PROTOCOL } from "../../provider/host/guard";
import { type Host, hostOf, type Properties } from "../support/contract/host";
import { ACCOUNT, emulated } from "../support/contract/target";

describe("A state that was written by", () => {
  const FIXTURES = join(__dirname, "fixtures");
  let emulator: Emulator;
  beforeEach(async () => (emulator = await emulated()));
  afterEach(() => emulator.close());

  interface Fixture {
    readonly id: string;
    readonly inputs: Properties;
    readonly outputs: Properties;
  }

  const files = readdirSync(FIXTURES).filter((file) => file.endsWith(".json"));

  it("every protocol up to today's is among the fixtures", () => {
    for (let protocol = 1; protocol <= PROTOCOL; protocol += 1)
      assert.ok(
        files.some((file) => file.startsWith(`state-protocol-${protocol}`)),
        String(protocol),
      );
  });

  for (const file of files)
    describe(file, () => {
      const fixture = JSON.parse(readFileSync(join(FIXTURES, file), "utf8")) as Fixture;
      const { id, inputs, outputs } = fixture;
      const { lambda } = outputs["connectorProvisioningConfig"] as { lambda: { lambdaArn: string } };
      let host: Host;
      beforeEach(async () => {
        const protocol = Number(/handler\((\d+)\)/.exec(String(outputs["__provider"]))?.[1]);
        host = await hostOf(emulator, protocol);
        const description = (outputs["description"] ?? "theirs") as string;
        emulator.connectors.put(id, {
          lambdaArn: lambda.lambdaArn,
          ...(description ? { description } : {}),
          registeredAt: (outputs["registeredAt"] ?? "2026-01-01T00:00:00.000Z") as string,
          configuration: {
            connectorName: "CRM",
            connectorOwner: "Acme",
            connectorVersion: "1.0",
            connectorModes: ["SOURCE"],
          },
          registeredBy: `arn:aws:iam::${ACCOUNT}:user/emulator`,
        });
      });

      it("has nothing to change for the same program, once it was confirmed", async () => {
        const changes = outputs["connectorArn"] === undefined;
        assert.deepEqual(await host.diff(id, outputs, inputs), { changes, replaces: [] });
      });

      if (outputs["accountId"] === undefined) {
        it("is neither read nor deleted: it doesn't say in which account", async () => {
          const refusal = /^(reading|unregistering) AppFlow connector "crm" \(eu-west-1\): .*#account-unknown$/;
          await assert.rejects(host.read(id, outputs), { message: refusal });
          await assert.rejects(host.delete(id, outputs), { message: refusal });
          assert.equal(emulator.connectors.list().length, 1);
          emulator.connectors.remove(id);
          await assert.rejects(host.read(id, outputs), { message: refusal });
        });

        it("is settled by an update, and then is read and deleted", async () => {
          const { outs } = await host.update(id, outputs, { ...inputs, description: "changed" });
          const settled = outs as Properties;
          assert.deepEqual([settled["accountId"], settled["description"]], [ACCOUNT, "changed"]);
          assert.equal((await host.read(id, settled)).id, id);
          await host.delete(id, settled);
          assert.deepEqual(emulator.connectors.list(), []);
        });
        return;
      }

      it("is read, and leaves nothing to change", async () => {
        const { id: found, props } = await host.read(id, outputs);
        assert.equal(found, id);
        assert.equal((await host.diff(id, { ...props }, inputs)).changes, false);
        assert.equal((props as Properties)["accountId"], ACCOUNT);
      });

      it("can be updated", async () => {
        const { outs } = await host.update(id, outputs, { ...inputs, description: "changed" });
        assert.equal((outs as Properties)["description"], "changed");
        assert.equal(emulator.connectors.get(id)?.description, "changed");
      });

      it("can be deleted", async () => {
        await host.delete(id, outputs);
        assert.deepEqual(emulator.connectors.list(), []);
      });

      it("says that it is gone when it is", async () => {
        emulator.connectors.remove(id);
        assert.deepEqual(await host.read(id, outputs), {});
      });
    });
});
