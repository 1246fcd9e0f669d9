import assert from "node:assert/strict";
import { OTHER, bench, stateOf } from "./bench";
import { inMemoryLambda } from "../../support/inMemoryLambda";
import { ACCOUNT, arnOf, failureOf, inputsOf, without } from "./given";

const UUID = /^[0-9a-f-]{36}$/;

describe("update", () => {
  it("writes nothing when the registration is as it shall be", async () => {
    const { appflow, update } = bench();
    appflow.put("crm");
    const outputs = await update({ forceDelete: true }, without(stateOf(), "connectorArn"));
    assert.equal(outputs.forceDelete, true);
    assert.deepEqual(appflow.methods(), ["region", "describe"]);
  });

  it("makes no call when only forceDelete changes, on a state that was confirmed", async () => {
    const { appflow, update } = bench();
    const state = stateOf({ connectorArn: "arn:aws:appflow:eu-west-1:123456789012:connector/crm" });
    const forced = await update({ forceDelete: true }, state);
    assert.deepEqual({ ...forced }, { ...state, forceDelete: true });
    assert.equal((await update({}, forced)).forceDelete, false);
    assert.deepEqual(appflow.methods(), []);
    appflow.put("crm");
    await update({ forceDelete: true, description: "d" }, state);
    assert.equal(appflow.wishes("update").length, 1, "beside another change it is an update like any");
  });

  it("changes function and description with a fresh token, and returns what it then sees", async () => {
    const { appflow, update } = bench();
    appflow.put("crm");
    appflow.lag(2);
    const changes = inputsOf({
      description: "new",
      clientToken: "stated",
      connectorProvisioningConfig: { lambda: { lambdaArn: arnOf("new") } },
    });
    const outputs = await update(changes);
    assert.equal(outputs.description, "new");
    assert.equal(outputs.connectorProvisioningConfig.lambda.lambdaArn, arnOf("new"));
    const [wish] = appflow.wishes("update");
    assert.match(wish.clientToken, UUID);
    assert.deepEqual(
      { ...wish, clientToken: "" },
      { connectorLabel: "crm", lambdaArn: arnOf("new"), description: "new", clientToken: "" },
    );
  });

  it("removes a description that is no longer stated", async () => {
    const { appflow, update } = bench();
    appflow.put("crm", { description: "old" });
    assert.equal((await update({}, stateOf({ description: "old" }))).description, "");
    assert.equal(appflow.wishes("update")[0]?.description, "");
    assert.equal(appflow.registrations.get("crm")?.description, undefined);
  });

  it("leaves a description alone that it never managed", async () => {
    const { appflow, update } = bench();
    appflow.put("crm", { description: "theirs" });
    const adopted = without(stateOf(), "description");
    const outputs = await update(
      { connectorProvisioningConfig: { lambda: { lambdaArn: arnOf("new") } } },
      adopted,
    );
    assert.equal("description" in outputs, false);
    assert.equal(appflow.registrations.get("crm")?.description, "theirs");
  });

  it("repairs drift that the state doesn't know of", async () => {
    const { appflow, update } = bench();
    appflow.put("crm", { lambdaArn: arnOf("theirs") });
    await update({});
    assert.equal(appflow.registrations.get("crm")?.lambdaArn, arnOf("crm"));
  });

  it("registers anew when a trigger changed, although nothing else did", async () => {
    const { appflow, update } = bench();
    appflow.put("crm");
    assert.deepEqual((await update({ triggers: [2] }, stateOf({ triggers: [1] }))).triggers, [2]);
    assert.equal(appflow.wishes("update").length, 1);
  });

  it("that writes says when AppFlow asked the function, before that shows", async () => {
    for (const changes of [{ description: "new" }, { triggers: [2] }]) {
      const { appflow, clock, update } = bench();
      appflow.put("crm");
      await clock.wait(5_000);
      appflow.lag(1);
      const { askedAt } = await update(changes, stateOf({ askedAt: "1970-01-01T00:00:01.000Z" }));
      assert.equal(askedAt, "2026-01-01T00:00:05.000Z");
      assert.ok(clock.passed() >= 5_000);
    }
  });

  it("that writes nothing keeps what the state says of that, if it says anything", async () => {
    const askedAt = "2026-01-01T00:00:01.000Z";
    const confirmed = { connectorArn: "arn:aws:appflow:eu-west-1:123456789012:connector/crm" };
    for (const state of [stateOf(), stateOf(confirmed)]) {
      const { appflow, update } = bench();
      appflow.put("crm");
      assert.equal((await update({ forceDelete: true }, { ...state, askedAt })).askedAt, askedAt);
      assert.ok(!("askedAt" in (await update({ forceDelete: true }, state))));
      assert.equal((await update({}, { ...state, askedAt })).askedAt, askedAt);
      assert.ok(!("askedAt" in (await update({}, state))));
      assert.deepEqual(appflow.wishes("update"), []);
    }
  });

  it("works in the region of the state", async () => {
    const opened: unknown[] = [];
    const { appflow, update } = bench(ACCOUNT, {
      connection: { region: "eu-west-2" },
      opened: (it) => opened.push(it),
    });
    appflow.put("crm");
    await update({ forceDelete: true }, stateOf({ region: "eu-west-3" }));
    assert.deepEqual(opened, ["eu-west-3"]);
  });

  it("keeps what a later version of this package added to the state", async () => {
    const { appflow, update, read } = bench();
    appflow.put("crm");
    const state = { ...stateOf(), addedLater: { a: [1] } };
    for (const changes of [{ description: "d" }, { forceDelete: true }])
      assert.deepEqual({ ...(await update(changes, state)) }["addedLater" as never], { a: [1] });
    assert.deepEqual({ ...(await read(state))?.outputs }["addedLater" as never], { a: [1] });
  });

  it("looks twice before it registers what a create may have registered", async () => {
    const { appflow, update } = bench();
    appflow.lag(1);
    appflow.put("crm");
    await update({}, without(stateOf(), "connectorArn"));
    assert.deepEqual(appflow.wishes("register"), []);
  });

  it("removes a description that the program no longer states, also where adopt is still stated", async () => {
    const { appflow, update } = bench();
    appflow.put("crm", { description: "ours" });
    await update({ adopt: true }, stateOf({ description: "ours" }));
    assert.equal(appflow.registrations.get("crm")?.description, undefined);
  });

  it("says why nobody can look whether the write shows", async () => {
    const { appflow, update } = bench();
    appflow.put("crm");
    appflow.fail("describe", { code: "access-denied", after: 1, times: Infinity });
    assert.equal((await failureOf(update({ description: "d" }))).code, "access-denied");
  });

  it("isn't repeated where a denied write had an attempt that broke", async () => {
    const { appflow, update } = bench(ACCOUNT, { lambda: inMemoryLambda({ [arnOf("crm")]: {} }) });
    appflow.put("crm");
    appflow.fail("update", { code: "registration-denied", outcome: "retried", times: Infinity });
    await failureOf(update({ description: "d" }));
    assert.equal(appflow.wishes("update").length, 1);
  });

  it("keeps it also where it makes up for a create, and even if that breaks once more", async () => {
    const { appflow, update } = bench();
    const state = { ...without(stateOf(), "connectorArn"), addedLater: { a: [1] } } as never;
    appflow.fail("register", { code: "connection-lost", outcome: "ambiguous", times: 2 });
    const { partial } = await failureOf(update({}, state));
    assert.deepEqual({ ...partial?.properties }["addedLater" as never], { a: [1] });
    assert.deepEqual({ ...(await update({}, state)) }["addedLater" as never], { a: [1] });
  });

  it("says when the registration is gone, and doesn't make a new one", async () => {
    const { appflow, update } = bench();
    assert.equal((await failureOf(update({ description: "d" }))).code, "registration-gone");
    assert.deepEqual([appflow.wishes("update"), appflow.wishes("register")], [[], []]);
  });

  it("touches nothing that somebody registered anew since, unless it is told to adopt", async () => {
    const { appflow, update } = bench();
    appflow.put("crm", { registeredAt: "2026-02-02T00:00:00.000Z" });
    const { code, message } = await failureOf(update({ description: "d" }));
    assert.equal(code, "registration-foreign");
    assert.match(message, /pulumi refresh/);
    assert.deepEqual(appflow.wishes("update"), []);
    await update({ description: "d", adopt: true });
    assert.equal(appflow.wishes("update").length, 1);
  });

  it("of what somebody registered anew keeps, with adopt, what the program doesn't state, and says whose it is", async () => {
    const told: string[] = [];
    const { appflow, update } = bench(ACCOUNT, { tell: (message) => told.push(message) });
    appflow.put("crm", {
      registeredAt: "2026-02-02T00:00:00.000Z",
      description: "theirs",
      lambdaArn: arnOf("theirs"),
    });
    await update({ adopt: true });
    const { description, lambdaArn } = appflow.registrations.get("crm")!;
    assert.deepEqual([description, lambdaArn], ["theirs", arnOf("crm")]);
    assert.match(told.join(), /#registered-anew$/);
  });

  it("touches nothing in another account", async () => {
    const { appflow, update } = bench(OTHER);
    appflow.put("crm");
    assert.equal((await failureOf(update({ description: "d" }))).code, "account-changed");
    assert.deepEqual(appflow.wishes("update"), []);
  });

  it("touches nothing in an account that is excluded", async () => {
    const { appflow, update } = bench(ACCOUNT, { connection: { forbiddenAccountIds: [ACCOUNT] } });
    appflow.put("crm");
    assert.equal((await failureOf(update({ description: "d" }))).code, "account-not-allowed");
    assert.deepEqual(appflow.wishes("update"), []);
  });

  it("that broke after its effect is seen to be done, and isn't repeated", async () => {
    const { appflow, update } = bench();
    appflow.put("crm");
    appflow.fail("update", { code: "connection-lost", outcome: "ambiguous", effect: true });
    assert.equal((await update({ description: "d" })).description, "d");
    assert.equal(appflow.wishes("update").length, 1);
  });

  it("that broke without its effect fails in the end", async () => {
    const { appflow, update } = bench();
    appflow.put("crm");
    appflow.fail("update", { code: "timed-out", outcome: "ambiguous" });
    await failureOf(update({ description: "d" }));
    assert.equal(appflow.registrations.get("crm")?.description, undefined);
  });

  it("for a trigger that broke fails, since nobody can see whether the function was asked", async () => {
    const { appflow, update } = bench();
    appflow.put("crm");
    appflow.fail("update", { code: "timed-out", outcome: "ambiguous", effect: true });
    assert.equal((await failureOf(update({ triggers: [1] }))).code, "timed-out");
  });

  it("that AppFlow refuses fails with its diagnostic, at once", async () => {
    const { appflow, clock, update } = bench();
    appflow.put("crm");
    appflow.fail("update", { code: "connector-failed" });
    assert.equal((await failureOf(update({ description: "d" }))).code, "connector-failed");
    assert.deepEqual(clock.waits, []);
  });

  it("that never shows is not taken for done", async () => {
    const { appflow, update } = bench();
    appflow.put("crm");
    appflow.lag(Infinity);
    assert.equal((await failureOf(update({ description: "d" }))).code, "not-confirmed");
  });
});
