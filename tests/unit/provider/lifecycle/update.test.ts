import assert from "node:assert/strict";
import type { ConnectorRegistrationState } from "../../../../provider/resource/types";
import { ACCOUNT, arnOf, failureOf, inputsOf, invoking, without } from "../../../support/inMemory/context";
import { bench, stateOf } from "../../../support/inMemory/lifecycle";

const UUID = /^[0-9a-f-]{36}$/;

/** As a create leaves it that was never confirmed. */
const pending = () => without(stateOf(), "connectorArn") as ConnectorRegistrationState;

/** What a later version of this package added to a state. */
const addedOf = (state: object | undefined) => (state as { addedLater?: unknown }).addedLater;

describe("update writes", () => {
  it("function and description with a fresh token, and returns what it then observes", async () => {
    const { appflow, update } = bench();
    appflow.put("crm");
    appflow.lag(2);
    const outputs = await update({ description: "new", clientToken: "stated", ...invoking("new") });
    assert.equal(outputs.description, "new");
    assert.equal(outputs.connectorProvisioningConfig.lambda.lambdaArn, arnOf("new"));
    const [request] = appflow.requests("update");
    assert.match(request.clientToken, UUID);
    assert.deepEqual(
      { ...request, clientToken: "" },
      { connectorLabel: "crm", description: "new", clientToken: "", ...invoking("new") },
    );
  });

  for (const adopt of [false, true])
    it(`that a description is removed which is no longer stated (adopt: ${adopt})`, async () => {
      const { appflow, update } = bench();
      appflow.put("crm", { description: "old" });
      assert.equal((await update({ adopt }, stateOf({ description: "old" }))).description, "");
      assert.equal(appflow.requests("update")[0]?.description, "");
      assert.equal(appflow.registrations.get("crm")?.description, undefined);
    });

  it("nothing of a description that was never managed", async () => {
    const { appflow, update } = bench();
    appflow.put("crm", { description: "theirs" });
    const outputs = await update(invoking("new"), without(stateOf(), "description"));
    assert.equal("description" in outputs, false);
    assert.equal(appflow.registrations.get("crm")?.description, "theirs");
  });

  it("over drift that the state doesn't know of", async () => {
    const { appflow, update } = bench();
    const shown = appflow.put("crm");
    appflow.put("crm", invoking("theirs"));
    await update({});
    assert.deepEqual(appflow.registrations.get("crm"), shown);
  });

  it("when a trigger changed, although nothing else did", async () => {
    const { appflow, update } = bench();
    appflow.put("crm");
    assert.deepEqual((await update({ triggers: [2] }, stateOf({ triggers: [1] }))).triggers, [2]);
    assert.equal(appflow.requests("update").length, 1);
  });

  for (const changes of [{ description: "new" }, { triggers: [2] }])
    it(`and records by AWS's clock when AppFlow asked the function, before that shows: ${Object.keys(changes).join()}`, async () => {
      const { appflow, clock, update } = bench();
      appflow.put("crm");
      appflow.offset.ahead = 3_600_000;
      await clock.wait(5_000);
      appflow.lag(1);
      const { askedAt } = await update(changes, stateOf({ askedAt: "1970-01-01T00:00:01.000Z" }));
      assert.equal(askedAt, "2026-01-01T01:00:05.000Z");
    });
});

describe("update makes no call", () => {
  it("when only forceDelete changes, on a state that was confirmed", async () => {
    const { appflow, update } = bench();
    const forced = await update({ forceDelete: true });
    assert.deepEqual(forced, stateOf({ forceDelete: true }));
    assert.equal((await update({}, forced)).forceDelete, false);
    assert.deepEqual(appflow.methods(), []);
  });

  it("and a change beside it is an update like any", async () => {
    const { appflow, update } = bench();
    appflow.put("crm");
    await update({ forceDelete: true, description: "d" });
    assert.equal(appflow.requests("update").length, 1);
  });
});

describe("update writes nothing", () => {
  it("when the registration is up to date", async () => {
    const { appflow, update } = bench();
    appflow.put("crm");
    assert.equal((await update({ forceDelete: true }, pending())).forceDelete, true);
    assert.deepEqual(appflow.methods(), ["region", "describe"]);
  });

  it("and keeps what the state says of when the function was asked, if anything", async () => {
    const askedAt = "2026-01-01T00:00:01.000Z";
    for (const state of [stateOf(), pending()])
      for (const changes of [{ forceDelete: true }, {}]) {
        const { appflow, update } = bench();
        appflow.put("crm");
        assert.equal((await update(changes, { ...state, askedAt })).askedAt, askedAt);
        assert.ok(!("askedAt" in (await update(changes, state))));
        assert.deepEqual(appflow.requests("update"), []);
      }
  });

  it("when the registration is gone, and registers none", async () => {
    const { appflow, update } = bench();
    assert.equal((await failureOf(update({ description: "d" }))).code, "registration-gone");
    assert.deepEqual([appflow.requests("update"), appflow.requests("register")], [[], []]);
  });
});

describe("update", () => {
  it("works in the region of the state", async () => {
    const opened: unknown[] = [];
    const connection = { region: "eu-west-2" };
    const { appflow, update } = bench(ACCOUNT, { connection, opened: (region) => opened.push(region) });
    appflow.put("crm");
    await update({ description: "d" }, stateOf({ region: "eu-west-3" }));
    assert.deepEqual(opened, ["eu-west-3"]);
  });

  it("keeps what a later version of this package added to the state", async () => {
    const { appflow, update } = bench();
    appflow.put("crm");
    const addedLater = { a: [1] };
    for (const changes of [{ description: "d" }, { forceDelete: true }]) {
      const outputs = await update(changes, { ...stateOf(), ...{ addedLater } });
      assert.deepEqual(addedOf(outputs), addedLater);
    }
  });
});

describe("update after a create that was never confirmed", () => {
  it("observes twice before it registers what the create may have registered", async () => {
    const { appflow, update } = bench();
    appflow.lag(1);
    appflow.put("crm");
    await update({}, pending());
    assert.deepEqual(appflow.requests("register"), []);
  });

  it("keeps what a later version added to the state, even if it breaks once more", async () => {
    const { appflow, update } = bench();
    const addedLater = { a: [1] };
    const state = { ...pending(), addedLater };
    appflow.fail("register", { code: "connection-lost", outcome: "ambiguous", times: 2 });
    assert.deepEqual(addedOf((await failureOf(update({}, state))).partial?.properties), addedLater);
    assert.deepEqual(addedOf(await update({}, state)), addedLater);
  });

  it("registers with what the program states now", async () => {
    const { appflow, update } = bench();
    const outputs = await update({ description: "d" }, pending());
    assert.equal(outputs.description, "d");
    const [request] = appflow.requests("register");
    assert.deepEqual({ ...request, clientToken: "" }, { ...inputsOf({ description: "d" }), clientToken: "" });
  });
});
