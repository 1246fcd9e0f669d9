import assert from "node:assert/strict";
import { OTHER, bench, stateOf } from "./bench";
import { create, delete as deleteConnector } from "../../../provider/connectorRegistration";
import {
  ACCOUNT,
  contextOf,
  failureOf,
  type FakeClock,
  fakeClock,
  type InMemoryAppFlow,
  inMemoryAppFlow,
  inputsOf,
  REGION,
} from "./given";

describe("delete", () => {
  it("unregisters, and waits until it is gone", async () => {
    const { appflow, clock, remove } = bench();
    appflow.put("crm");
    appflow.lag(2);
    await remove();
    assert.equal(appflow.registrations.size, 0);
    assert.deepEqual(clock.waits, [200, 400]);
    assert.deepEqual(appflow.methods(), [
      "region",
      "describe",
      "unregister",
      "describe",
      "describe",
      "describe",
    ]);
  });

  for (const forceDelete of [false, true])
    it(`uses force only as the state says: ${forceDelete}`, async () => {
      const { appflow, remove } = bench();
      appflow.put("crm");
      await remove(stateOf(forceDelete ? { forceDelete } : {}));
      assert.equal(appflow.calls.find(({ method }) => method === "unregister")?.forceDelete, forceDelete);
    });

  it("is done when it is gone already, in the right account", async () => {
    const { appflow, remove } = bench();
    await remove();
    assert.deepEqual(appflow.methods(), ["region", "describe", "account", "describe"]);
  });

  it("is not done when it is gone from another account", async () => {
    assert.equal((await failureOf(bench(OTHER).remove())).code, "account-changed");
  });

  it("removes nothing from another account", async () => {
    const { appflow, remove } = bench(OTHER);
    appflow.put("crm");
    assert.equal((await failureOf(remove())).code, "account-changed");
    assert.equal(appflow.registrations.size, 1);
  });

  it("removes nothing from an account that is excluded", async () => {
    const { appflow, remove } = bench(ACCOUNT, { connection: { allowedAccountIds: [OTHER] } });
    appflow.put("crm");
    assert.equal((await failureOf(remove())).code, "account-not-allowed");
    assert.equal(appflow.registrations.size, 1);
  });

  it("removes nothing that somebody registered anew since", async () => {
    const { appflow, remove } = bench();
    appflow.put("crm", { registeredAt: "2026-02-02T00:00:00.000Z", registeredBy: "arn:aws:iam::1:user/eve" });
    const { code, message } = await failureOf(remove());
    assert.equal(code, "registration-foreign");
    assert.ok(
      message.includes("2026-02-02") && message.includes("user/eve") && message.includes("2026-01-01"),
    );
    assert.equal(appflow.registrations.size, 1);
  });

  it("names the connector profiles that use it, and keeps the service's words", async () => {
    const { appflow, remove } = bench();
    appflow.put("crm");
    appflow.profileNames.push("sales", "support");
    const { code, message } = await failureOf(remove());
    assert.equal(code, "in-use");
    assert.ok(
      message.includes("sales, support") && message.includes("the service's words on in-use"),
      message,
    );
    assert.equal(appflow.registrations.size, 1);
  });

  it("says that it is in use even when the profiles can't be listed", async () => {
    const { appflow, remove } = bench();
    appflow.put("crm");
    appflow.profileNames.push("sales");
    appflow.fail("profiles", { code: "access-denied" });
    assert.equal((await failureOf(remove())).code, "in-use");
  });

  it("unregisters what profiles use when the state forces it", async () => {
    const { appflow, remove } = bench();
    appflow.put("crm");
    appflow.profileNames.push("sales");
    await remove(stateOf({ forceDelete: true }));
    assert.equal(appflow.registrations.size, 0);
  });

  it("that broke after its effect is seen to be done", async () => {
    const { appflow, remove } = bench();
    appflow.put("crm");
    appflow.fail("unregister", { code: "connection-lost", outcome: "ambiguous", effect: true });
    await remove();
  });

  it("that broke without its effect is not taken for done", async () => {
    const { appflow, remove } = bench();
    appflow.put("crm");
    appflow.fail("unregister", { code: "service-failed", outcome: "ambiguous" });
    await failureOf(remove());
    assert.equal(appflow.registrations.size, 1);
  });

  it("that AppFlow refuses fails at once", async () => {
    const { appflow, clock, remove } = bench();
    appflow.put("crm");
    appflow.fail("unregister", { code: "access-denied" });
    assert.equal((await failureOf(remove())).code, "access-denied");
    assert.deepEqual(clock.waits, []);
  });

  it("removes the old registration of a replacement that moved to another region", async () => {
    const [old, fresh] = [inMemoryAppFlow(), inMemoryAppFlow(ACCOUNT, "eu-west-2")];
    const context = { ...contextOf(), open: (region?: string) => (region === REGION ? old : fresh) };
    old.put("crm");
    await create(context, inputsOf({ region: "eu-west-2" }));
    await deleteConnector(context, "crm", stateOf());
    assert.deepEqual([old.registrations.size, fresh.registrations.size], [0, 1]);
  });
});

/** Lets looks show what is there only from a time on. */
function showsFrom(appflow: InMemoryAppFlow, clock: FakeClock, time: number) {
  const describe = appflow.describe.bind(appflow);
  appflow.describe = async (label, subject) => (clock.passed() < time ? undefined : describe(label, subject));
}

describe("delete that AppFlow answers late or wrong", () => {
  it("looks twice before it takes a registration for gone", async () => {
    const { appflow, clock, remove } = bench();
    appflow.put("crm");
    showsFrom(appflow, clock, 1_000);
    await remove();
    assert.equal(appflow.registrations.size, 0);
  });

  for (const [effect, code] of [
    [true, undefined],
    [false, "in-use"],
  ] as const)
    it(`settles by looking that it is in use, after an attempt that broke ${effect ? "after" : "before"} its effect`, async () => {
      const { appflow, remove } = bench();
      appflow.put("crm");
      appflow.fail("unregister", { code: "in-use", outcome: "retried", effect });
      if (code) assert.equal((await failureOf(remove())).code, code);
      else await remove();
      assert.equal(appflow.registrations.size, effect ? 0 : 1);
    });
});

describe("create with adopt", () => {
  it("looks twice before it takes a label for free", async () => {
    const appflow = inMemoryAppFlow();
    const clock = fakeClock();
    appflow.put("crm");
    showsFrom(appflow, clock, 1_000);
    await create(contextOf(appflow, { clock }), inputsOf({ adopt: true }));
    assert.deepEqual(appflow.wishes("register"), []);
  });
});
