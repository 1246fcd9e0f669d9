import assert from "node:assert/strict";
import { LIMITS } from "../../../provider/connection";
import type { ConnectorRegistrationState } from "../../../provider/inputs";
import { bench, stateOf } from "./bench";
import { arnOf, failureOf, without } from "./given";

/** As a run leaves it that began to register and never learned whether it did. */
const BEGAN = Date.parse("2026-01-01T00:00:00.000Z");
const unsettled = (changes: Partial<ConnectorRegistrationState> = {}) =>
  ({
    ...without(without(stateOf(), "connectorArn"), "registeredAt"),
    registeringSince: new Date(BEGAN).toISOString(),
    ...changes,
  }) as ConnectorRegistrationState;
const at = (offset: number) => ({ registeredAt: new Date(BEGAN + offset).toISOString() });

const LATEST = LIMITS.operation + LIMITS.skew;
const THEIRS = { lambdaArn: arnOf("theirs") };

describe("A registration that may have been made", () => {
  it("and wasn't is registered by the next update, and gone for a refresh and a delete", async () => {
    const { appflow, read, update, remove } = bench();
    assert.equal(await read(unsettled()), undefined);
    await remove(unsettled());
    const outputs = await update({ description: "d" }, unsettled());
    assert.equal(appflow.registrations.get("crm")?.description, "d");
    assert.equal("registeringSince" in outputs, false);
    assert.deepEqual(appflow.wishes("update"), []);
  });

  for (const offset of [0, LATEST, -LIMITS.skew])
    it(`is its own when it equals what was asked for (${offset} ms after the run began)`, async () => {
      const own = () => {
        const it = bench();
        it.appflow.put("crm", at(offset));
        return it;
      };
      const shown = await own().read(unsettled());
      assert.ok(shown?.outputs.connectorArn);
      assert.equal("registeringSince" in shown.outputs, false);
      const updated = own();
      await updated.update({ description: "d" }, unsettled());
      assert.equal(updated.appflow.wishes("update").length, 1);
      const removed = own();
      await removed.remove(unsettled());
      assert.equal(removed.appflow.registrations.size, 0);
    });

  it("also when what the program states is another function by now", async () => {
    const { appflow, update } = bench();
    appflow.put("crm", at(0));
    const lambda = { lambdaArn: arnOf("next") };
    await update({ connectorProvisioningConfig: { lambda } }, unsettled());
    assert.equal(appflow.registrations.get("crm")?.lambdaArn, arnOf("next"));
  });

  it("is its own also when nothing shows how old it is", async () => {
    const { appflow, read } = bench();
    appflow.registrations.set("crm", without(appflow.put("crm"), "registeredAt"));
    assert.ok(await read(unsettled()));
  });

  it("is its own when neither has a description, and only then where the state says nothing of any", async () => {
    const unsaid = () => without(unsettled(), "description");
    const plain = bench();
    plain.appflow.put("crm", at(0));
    assert.ok(await plain.read(unsaid()));
    const described = bench();
    described.appflow.put("crm", { description: "theirs", ...at(0) });
    assert.equal((await failureOf(described.read(unsaid()))).code, "registration-unsettled");
  });

  for (const [what, changes] of [
    ["another one that isn't older", { ...THEIRS, ...at(60_000) }],
    ["one of another description", { description: "theirs", ...at(60_000) }],
    ["another one that is older", { ...THEIRS, ...at(-LIMITS.skew - 1) }],
    ["an equal one that is older", at(-LIMITS.skew - 1)],
    ["an equal one that is later than the run can have been", at(LATEST + 1)],
  ] as const)
    it(`is nobody knows whose when it is ${what}: nothing is touched`, async () => {
      const { appflow, read, update, remove } = bench();
      const before = appflow.put("crm", changes);
      for (const run of [() => read(unsettled()), () => update({}, unsettled()), () => remove(unsettled())]) {
        const { code, message } = await failureOf(run());
        assert.equal(code, "registration-unsettled");
        assert.ok(message.includes(before.connectorArn) && message.includes("adopt: true"), message);
        assert.ok(
          message.includes("unregister-connector --region eu-west-1 --connector-label 'crm'"),
          message,
        );
        // It may be the program's own, which may be a secret.
        assert.ok(!message.includes('description "'), message);
      }
      assert.deepEqual([...appflow.registrations.values()], [before]);
    });

  it("is taken over with adopt, which keeps the description that the program doesn't state", async () => {
    const { appflow, update } = bench();
    appflow.put("crm", { ...THEIRS, description: "theirs", ...at(60_000) });
    await update({ adopt: true }, unsettled());
    assert.equal(appflow.registrations.get("crm")?.description, "theirs");
    await update({ adopt: true, description: "ours" }, unsettled());
    assert.equal(appflow.registrations.get("crm")?.description, "ours");
  });

  it("is taken over with adopt, whoever made it", async () => {
    const { appflow, update } = bench();
    appflow.put("crm", { ...THEIRS, ...at(60_000) });
    await update({ adopt: true }, unsettled());
    assert.equal(appflow.registrations.get("crm")?.lambdaArn, arnOf("crm"));
  });
});
