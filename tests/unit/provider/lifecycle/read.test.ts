import assert from "node:assert/strict";
import { OUTPUTS } from "../../../../provider/resource/schema";
import {
  ACCOUNT,
  arnOf,
  failureOf,
  inputsOf,
  invoking,
  REGION,
  without,
  withoutAmbientRegion,
} from "../../../support/inMemory/context";
import { bench, stateOf } from "../../../support/inMemory/lifecycle";

describe("read for a refresh", () => {
  withoutAmbientRegion();

  it("returns what is there, and inputs that leave nothing to change", async () => {
    const { appflow, read, diff } = bench();
    const shown = appflow.put("crm", { description: "d" });
    const stated = { description: "d", triggers: [1], adopt: true, forceDelete: true, clientToken: "t" };
    const { id, outputs, inputs } = (await read(stateOf(stated)))!;
    const expected = inputsOf({ region: REGION, ...stated });
    assert.deepEqual({ id, outputs, inputs }, { id: "crm", outputs: { ...expected, ...shown }, inputs: expected });
    assert.equal((await diff(outputs, inputs)).changes, false);
  });

  it("keeps when an update last had the function asked, and what a later version added, in outputs alone", async () => {
    const { appflow, read, diff } = bench();
    appflow.put("crm");
    const notes = { askedAt: "2026-02-03T10:00:00.000Z", tags: { a: "b" }, addedLater: false };
    const { outputs, inputs } = (await read({ ...stateOf(), ...notes }))!;
    for (const [name, note] of Object.entries(notes)) {
      assert.deepEqual({ ...outputs }[name as "askedAt"], note);
      assert.ok(!(name in inputs), name);
    }
    assert.equal((await diff(outputs, inputs)).changes, false);
  });

  it("shows drift of function and description, in outputs and inputs", async () => {
    const { appflow, read, diff } = bench();
    appflow.put("crm", { ...invoking("theirs"), description: "theirs" });
    const { outputs, inputs } = (await read())!;
    for (const shown of [outputs, inputs]) {
      assert.equal(shown.connectorProvisioningConfig.lambda.lambdaArn, arnOf("theirs"));
      assert.equal(shown.description, "theirs");
    }
    assert.equal((await diff(outputs, inputsOf())).changes, true);
  });

  it("shows a description that was taken away", async () => {
    const { appflow, read, diff } = bench();
    appflow.put("crm");
    const { outputs, inputs } = (await read(stateOf({ description: "ours" })))!;
    assert.equal(outputs.description, "");
    assert.equal("description" in inputs, false);
    assert.equal((await diff(outputs, inputsOf({ description: "ours" }))).changes, true);
  });

  it("shows that a function is no longer shown, so that the next update states it again", async () => {
    const { appflow, read, diff } = bench();
    appflow.put("crm", { connectorProvisioningConfig: { lambda: { lambdaArn: "" } } });
    const { outputs } = (await read())!;
    assert.equal(outputs.connectorProvisioningConfig.lambda.lambdaArn, "");
    assert.equal((await diff(outputs, stateOf())).changes, true);
  });

  it("says nothing of a description that isn't managed", async () => {
    const { appflow, read } = bench();
    appflow.put("crm", { description: "theirs" });
    const { outputs, inputs } = (await read(without(stateOf(), "description")))!;
    assert.deepEqual(["description" in outputs, "description" in inputs], [false, false]);
  });

  const OPTIONAL = OUTPUTS.filter((name) => !["accountId", "connectorArn"].includes(name));
  for (const name of OPTIONAL)
    it(`drops ${name} that is no longer shown`, async () => {
      const { appflow, read } = bench();
      appflow.registrations.set("crm", without(appflow.put("crm"), name as "registeredAt"));
      const { outputs } = (await read({ ...stateOf(), [name]: "before" }))!;
      assert.ok(!(name in outputs));
    });

  it("takes a registration that shows no type for one of the only type there is", async () => {
    const { appflow, read } = bench();
    appflow.registrations.set("crm", without(appflow.put("crm"), "connectorProvisioningType"));
    assert.equal((await read())?.outputs.connectorProvisioningType, "LAMBDA");
  });

  it("works in the state's region, whatever is configured", async () => {
    const opened: unknown[] = [];
    const connection = { region: "eu-west-2" };
    const { appflow, read } = bench(ACCOUNT, { connection, opened: (region) => opened.push(region) });
    appflow.put("crm");
    await read(stateOf({ region: "eu-west-3" }));
    assert.deepEqual(opened, ["eu-west-3"]);
  });
});

describe("read of a registration that is gone", () => {
  it("says so only after a second observation, in the right account", async () => {
    const { appflow, clock, read } = bench();
    assert.equal(await read(), undefined);
    assert.deepEqual(appflow.methods(), ["region", "describe", "account", "describe"]);
    assert.deepEqual(clock.waits, [1_000]);
  });

  it("believes the second observation when that shows it", async () => {
    const { appflow, read } = bench();
    appflow.lag(1);
    appflow.put("crm");
    assert.equal((await read())?.id, "crm");
  });

  it("never says so where nobody can tell the account", async () => {
    const { appflow, read } = bench();
    appflow.fail("account", { code: "access-denied" });
    assert.equal((await failureOf(read())).code, "access-denied");
  });
});
