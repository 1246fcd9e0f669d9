import assert from "node:assert/strict";
import { LIMITS } from "../../../../provider/aws/limits";
import { lambdaArnOf } from "../../../../provider/resource/path";
import type { ConnectorRegistrationState } from "../../../../provider/resource/types";
import { arnOf, failureOf, invoking, without } from "../../../support/inMemory/context";
import { bench, stateOf } from "../../../support/inMemory/lifecycle";

const BEGAN = Date.parse("2026-01-01T00:00:00.000Z");
const LATEST = LIMITS.operation + LIMITS.clockSkew;

/** The state of a create that never learned whether it registered the connector. */
const pending = () =>
  ({
    ...without(without(stateOf(), "connectorArn"), "registeredAt"),
    registeringSince: new Date(BEGAN).toISOString(),
  }) as ConnectorRegistrationState;

/** An AppFlow that shows a registration of a time after the create began, in milliseconds. */
function showing(offset: number, changes = {}) {
  const at = bench();
  const observed = at.appflow.put("crm", {
    registeredAt: new Date(BEGAN + offset).toISOString(),
    ...changes,
  });
  return { ...at, observed };
}

describe("A pending create that made nothing", () => {
  it("is gone for a refresh and a delete, and registered by the next update", async () => {
    const { appflow, read, update, remove } = bench();
    assert.equal(await read(pending()), undefined);
    await remove(pending());
    const outputs = await update({ description: "d" }, pending());
    assert.equal(appflow.registrations.get("crm")?.description, "d");
    assert.equal("registeringSince" in outputs, false);
    assert.deepEqual(appflow.requests("update"), []);
  });
});

describe("A pending create made the registration that is there", () => {
  for (const offset of [0, LATEST, -LIMITS.clockSkew])
    it(`if that is as desired, and ${offset} ms younger than its beginning`, async () => {
      const read = await showing(offset).read(pending());
      assert.ok(read?.outputs.connectorArn);
      assert.equal("registeringSince" in read.outputs, false);
      const updated = showing(offset);
      await updated.update({ description: "d" }, pending());
      assert.equal(updated.appflow.requests("update").length, 1);
      const removed = showing(offset);
      await removed.remove(pending());
      assert.equal(removed.appflow.registrations.size, 0);
    });

  it("although the program states another function by now", async () => {
    const { appflow, update } = showing(0);
    await update(invoking("next"), pending());
    assert.equal(lambdaArnOf({ ...appflow.registrations.get("crm") }), arnOf("next"));
  });

  it("although nothing shows how old it is", async () => {
    const { appflow, read, observed } = showing(0);
    appflow.registrations.set("crm", without(observed, "registeredAt"));
    assert.ok(await read(pending()));
  });

  it("only without a description where the state says nothing of any", async () => {
    const unsaid = () => without(pending(), "description");
    assert.ok(await showing(0).read(unsaid()));
    const { code } = await failureOf(showing(0, { description: "theirs" }).read(unsaid()));
    assert.equal(code, "registration-unsettled");
  });
});

describe("A pending create can't be told to have made a registration", () => {
  for (const [what, offset, changes] of [
    ["of another function", 60_000, invoking("theirs")],
    ["of another description", 60_000, { description: "theirs" }],
    ["of another function that is older", -LIMITS.clockSkew - 1, invoking("theirs")],
    ["that is older", -LIMITS.clockSkew - 1, {}],
    ["that is younger than the operation can have lasted", LATEST + 1, {}],
  ] as const)
    it(`${what}: nothing is touched, and both ways out are told`, async () => {
      const { appflow, read, update, remove, observed } = showing(offset, changes);
      for (const run of [() => read(pending()), () => update({}, pending()), () => remove(pending())]) {
        const { code, message } = await failureOf(run());
        assert.equal(code, "registration-unsettled");
        for (const part of [
          observed.connectorArn,
          "adopt: true",
          "unregister-connector --region eu-west-1 --connector-label 'crm'",
        ])
          assert.ok(message.includes(part), message);
        // It may be the program's own, which may be a secret.
        assert.ok(!message.includes('description "'), message);
      }
      assert.deepEqual([...appflow.registrations.values()], [observed]);
    });

  it("which an update with adopt adopts, whoever made it, and keeps the description that isn't stated", async () => {
    const { appflow, update } = showing(60_000, { ...invoking("theirs"), description: "theirs" });
    await update({ adopt: true }, pending());
    const { description, ...adopted } = appflow.registrations.get("crm")!;
    assert.deepEqual([description, lambdaArnOf({ ...adopted })], ["theirs", arnOf("crm")]);
    await update({ adopt: true, description: "ours" }, pending());
    assert.equal(appflow.registrations.get("crm")?.description, "ours");
  });
});
