import assert from "node:assert/strict";
import type { Emulator, FunctionDetails } from "../../../../emulator/index";
import type { LifecycleContext } from "../../../../provider/lifecycle/context";
import { create } from "../../../../provider/lifecycle/create";
import { update } from "../../../../provider/lifecycle/update";
import type { ConnectorRegistrationInputs } from "../../../../provider/resource/types";
import { arnOf, contextTo, emulated, failureOf, REGION, within } from "../../../support/contract/target";

type Unfit = readonly [details: FunctionDetails | undefined, code: string, service: string, says: RegExp];

/** Functions that can't be registered, and what a refusal says of them beside AWS's own message. */
const UNFIT: readonly Unfit[] = [
  [undefined, "function-absent", "ResourceNotFoundException", /there is no function .*:unfit\. /],
  [{ policy: "none" }, "function-not-invocable", "AccessDeniedException", /Run `aws lambda add-permission /],
  [{ state: "Failed" }, "function-inactive", "ConnectorServerException", /:unfit is Failed \(.*\)\. /],
];

describe("A write that AppFlow refuses", () => {
  let emulator: Emulator;
  let context: LifecycleContext;
  beforeEach(async () => {
    emulator = await emulated();
    context = contextTo(emulator);
  });
  afterEach(() => emulator.close());

  const stated = (name: string, changes: Partial<ConnectorRegistrationInputs> = {}) => ({
    connectorLabel: "crm",
    connectorProvisioningConfig: { lambda: { lambdaArn: arnOf(name) } },
    connectorProvisioningType: "LAMBDA",
    region: REGION,
    ...changes,
  });
  const writes: Record<string, (name: string) => Promise<unknown>> = {
    RegisterConnector: (name) => create(context, stated(name)),
    UpdateConnectorRegistration: async (name) => {
      const { id, outputs } = await create(context, stated("crm"));
      return update(context, id, outputs, stated(name));
    },
    "UpdateConnectorRegistration, to adopt": (name) => {
      emulator.connectors.put("crm");
      return create(context, stated(name, { adopt: true }));
    },
  };
  const refuse = (operation: string, type: string) =>
    emulator.faults.add({ operation, kind: { error: { type, message: "on demand" } }, times: "always" });

  for (const [name, write] of Object.entries(writes))
    for (const [details, code, service, says] of UNFIT)
      it(`says ${code}, which is behind ${service} (${name}), and keeps AWS's words`, async () => {
        if (details) emulator.functions.register(arnOf("unfit"), { answer: {} }, details);
        const { code: told, outcome, message, serviceMessage } = await failureOf(write("unfit"));
        assert.deepEqual([told, outcome], [code, "definite"], message);
        const operation = name.split(",")[0];
        assert.match(
          serviceMessage,
          new RegExp(`^${operation} answered ${service} \\(\\d{3}, request [0-9a-f-]{36}\\): `),
        );
        assert.ok(message.includes(`. ${serviceMessage}`), message);
        assert.match(message, says);
      });

  for (const [name, write] of Object.entries(writes))
    it(`stays as AppFlow said it where nothing is wrong with the function (${name})`, async () => {
      refuse(name.split(",")[0], "AccessDeniedException");
      const { code, message } = await within({ permission: 0 }, () => failureOf(write("erp")));
      assert.equal(code, "registration-denied");
      assert.match(message, /AccessDeniedException \(403, request .*\): on demand\. Allow the caller appflow:/);
    });

  it("stays as AppFlow said it where the function can't be looked up", async () => {
    for (const operation of ["GetFunction", "GetPolicy"]) refuse(operation, "AccessDeniedException");
    assert.equal((await failureOf(create(context, stated("unfit")))).code, "function-not-found");
    const blind = { ...context, lambda: () => undefined };
    assert.equal((await failureOf(create(blind, stated("unfit")))).code, "function-not-found");
  });

  it("stays as AppFlow said it where the function can't be looked up in time", async () => {
    for (const operation of ["GetFunction", "GetPolicy"])
      emulator.faults.add({ operation, kind: "hangBefore", times: "always" });
    const refused = within({ cause: 300 }, () => failureOf(create(context, stated("unfit"))));
    assert.equal((await refused).code, "function-not-found");
  });

  it("for the quota says how many connectors there are, if that can be listed", async () => {
    for (const label of ["one", "two", "three"]) emulator.connectors.put(label);
    refuse("RegisterConnector", "ServiceQuotaExceededException");
    const counted = await failureOf(create(context, stated("crm")));
    assert.equal(counted.code, "quota-exceeded");
    assert.match(
      counted.message,
      /\): custom connectors in .*: 3\. RegisterConnector answered ServiceQuotaExceededException \(402, .*\): on demand\. Unregister/,
    );
    refuse("ListConnectors", "AccessDeniedException");
    const { code, message } = await failureOf(create(context, stated("crm")));
    assert.equal(code, "quota-exceeded");
    assert.match(message, /\): RegisterConnector answered ServiceQuotaExceededException/);
  });
});
