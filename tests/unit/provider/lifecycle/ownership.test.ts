import assert from "node:assert/strict";
import { check } from "../../../../provider/lifecycle/check";
import { delete as remove } from "../../../../provider/lifecycle/delete";
import { keepLabel, newOwnership } from "../../../../provider/lifecycle/ownership";
import type { ConnectorRegistrationInputs, RawProperties } from "../../../../provider/resource/types";
import { ACCOUNT, failureOf, inputsOf, REGION, without } from "../../../support/inMemory/context";
import { bench, OTHER, stateOf } from "../../../support/inMemory/lifecycle";

const CLAIMANT = { identity: "1", name: "crm" };

/** One run of the engine on an account that has the registration. */
function run(account = ACCOUNT) {
  const at = bench(account);
  at.appflow.put("crm");
  return {
    ...at,
    isThere: () => at.appflow.registrations.has("crm"),
    /** Checks the resource of the program as one that has these inputs from an earlier run, or none. */
    check: (olds: RawProperties, changes: RawProperties = {}) =>
      check(at.context, olds, { ...inputsOf({ region: REGION }), ...changes }, { claimant: CLAIMANT }),
    /** Checks it as one that an earlier run registered, and compares it with its state, as the engine does. */
    keep: (changes: Partial<ConnectorRegistrationInputs>, state: object = stateOf()) => {
      const inputs = { ...without(inputsOf(), "region"), ...changes };
      check(at.context, inputs, inputs, { claimant: CLAIMANT });
      keepLabel(at.context.ownership, "crm", { ...state }, inputs);
    },
  };
}

describe("delete leaves a registration alone, and says so,", () => {
  const RUNS: Readonly<Record<string, (at: ReturnType<typeof run>) => unknown>> = {
    "that another resource of this run adopted": ({ create }) => create({ adopt: true, region: REGION }),
    "that another resource, which the program claims, adopted": async ({ check, create }) => {
      check({});
      await create({ adopt: true, region: REGION });
    },
    "that another resource keeps": ({ keep }) => keep({ region: REGION }),
    "that another resource keeps in the region of its state, whatever the shared files name now": ({ keep }) =>
      keep({}),
    "that another resource keeps, whose state lacks the account": ({ keep }) =>
      keep({ region: REGION }, without(stateOf(), "accountId")),
  };
  for (const [what, prepare] of Object.entries(RUNS))
    it(what, async () => {
      const at = run();
      await prepare(at);
      await at.remove();
      assert.ok(at.isThere());
      assert.match(at.notified.join(), /^unregistering AppFlow connector "crm" .*#handed-over$/);
    });
});

describe("delete unregisters", () => {
  const erp = { connectorLabel: "erp" };
  const RUNS: Readonly<Record<string, (at: ReturnType<typeof run>) => unknown>> = {
    "in a run that checks nothing, as destroy": () => undefined,
    "in a run that compares a state and checks nothing, as refresh": ({ context }) =>
      keepLabel(context.ownership, "crm", { ...stateOf() }, { ...inputsOf({ region: REGION }) }),
    "beside a resource that has another label": ({ check }) => check({ ...inputsOf(erp) }, erp),
    "beside one that keeps the label in another region": ({ keep }) =>
      keep({ region: "eu-west-2" }, stateOf({ region: "eu-west-2" })),
    "beside one that keeps it in another region, although the shared files name this one now": ({ keep }) =>
      keep({}, stateOf({ region: "eu-west-2" })),
    "beside one that keeps the label in another account": ({ keep }) =>
      keep({ region: REGION }, stateOf({ accountId: OTHER })),
    "beside one that claims the label and hasn't registered it": ({ check }) => check({}),
    "beside one whose state names no region": ({ keep }) => keep({}, without(stateOf(), "region")),
    "what a resource leaves for another label": ({ keep, check, context }) => {
      keep({ region: REGION });
      check({ ...inputsOf({ region: REGION }) }, erp);
      keepLabel(context.ownership, "crm", { ...stateOf() }, { ...inputsOf(erp), region: REGION });
    },
    "what a resource leaves for another region": ({ check, context }) => {
      const inputs = { ...inputsOf({ region: "eu-west-2" }) };
      check({ ...inputsOf({ region: REGION }) }, inputs);
      keepLabel(context.ownership, "crm", { ...stateOf() }, inputs);
    },
    "what a replacement unregisters first, after its resource was checked as known": ({ keep, check }) => {
      keep({ region: REGION });
      check({});
    },
  };
  for (const [what, prepare] of Object.entries(RUNS))
    it(what, async () => {
      const at = run();
      await prepare(at);
      await at.remove();
      assert.ok(!at.isThere());
      assert.deepEqual(at.notified, []);
    });

  it("nothing with the credentials of another account, although a resource of this run registered the label there", async () => {
    const at = bench(OTHER);
    await at.create({ region: REGION });
    assert.equal((await failureOf(at.remove())).code, "account-changed");
    assert.equal(at.appflow.registrations.size, 1);
  });
});

describe("A registration that one resource gives up while another one adopts it", () => {
  it("is observed by the second when the first is done, which may fail", async () => {
    const { appflow, context, create } = run();
    let go: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => (go = resolve));
    appflow.before("unregister", () => gone);
    const removed = remove(context, "crm", stateOf());
    const adopted = create({ adopt: true, region: REGION });
    const refused = failureOf(remove(context, "crm", stateOf({ accountId: OTHER })));
    const handedOver = remove(context, "crm", stateOf());
    go();
    await Promise.all([removed, adopted, handedOver]);
    assert.equal((await refused).code, "account-changed");
    assert.equal(appflow.requests("register").length, 1);
    assert.ok(appflow.registrations.has("crm"));
  });
});

describe("The claimant of a label", () => {
  const second = { identity: "2", name: "second" };
  const crm = { label: "crm", region: REGION, isKept: false };

  it("stays the one that claimed it first, however often each of them claims it again", () => {
    const ownership = newOwnership();
    for (let round = 0; round < 3; round += 1) {
      assert.equal(ownership.claim({ ...crm, claimant: CLAIMANT }), undefined);
      assert.equal(ownership.claim({ ...crm, claimant: second }), CLAIMANT);
      assert.equal(ownership.claimantOf(crm), CLAIMANT);
    }
  });

  it("gives it up for another label, and nobody else's", () => {
    const ownership = newOwnership();
    const elsewhere = { ...crm, region: "eu-west-2" };
    ownership.claim({ ...crm, claimant: CLAIMANT });
    ownership.claim({ ...elsewhere, claimant: second });
    ownership.claim({ ...crm, label: "erp", claimant: CLAIMANT });
    assert.equal(ownership.claimantOf(crm), undefined);
    assert.equal(ownership.claimantOf(elsewhere), second);
    assert.equal(ownership.claim({ ...crm, claimant: { identity: "3", name: "third" } }), undefined);
  });

  it("is unknown where the program doesn't hand it over, and is then in nobody's way", () => {
    const ownership = newOwnership();
    ownership.claim({ ...crm, claimant: undefined });
    assert.equal(ownership.claimantOf(crm), undefined);
    assert.equal(ownership.claim({ ...crm, claimant: second }), undefined);
  });
});

describe("An adoption", () => {
  it("counts in the account and region that AppFlow names", () => {
    const ownership = newOwnership();
    const managed = { label: "crm", region: REGION, accountId: ACCOUNT };
    ownership.takeOver({ label: "crm", region: undefined }, managed);
    assert.equal(ownership.giveUp(managed), false);
    for (const other of [{ label: "erp" }, { region: "eu-west-2" }, { accountId: OTHER }])
      assert.equal(ownership.giveUp({ ...managed, ...other }), true, JSON.stringify(other));
    assert.equal(ownership.giveUp({ ...managed, accountId: undefined }), false);
  });
});
