import assert from "node:assert/strict";
import { check, create, delete as remove, diff } from "../../../provider/connectorRegistration";
import type { RawInputs } from "../../../provider/inputs";
import { stateOf } from "./bench";
import { contextOf, failureOf, inMemoryAppFlow, inputsOf, REGION, withoutAmbientRegion } from "./given";

/** One run of the engine on an account that has the registration, as the provider sees it. */
function run() {
  const appflow = inMemoryAppFlow();
  appflow.put("crm");
  const told: string[] = [];
  const context = contextOf(appflow, { tell: (message) => told.push(message) });
  const inputs = inputsOf({ region: REGION });
  return {
    told,
    isThere: () => appflow.registrations.has("crm"),
    adopt: () => create(context, { ...inputs, adopt: true }),
    /** A resource of the program that has been there before with these inputs, or is new. */
    check: (olds: RawInputs, changes: RawInputs = {}) => check(context, olds, { ...inputs, ...changes }),
    diff: (changes: RawInputs) => diff(context, "crm", { ...stateOf() }, { ...inputs, ...changes }),
    remove: (changes = {}) => remove(context, "crm", stateOf(changes)),
    inputs: { ...inputs },
  };
}

describe("delete leaves a registration alone", () => {
  it("that another resource of this run took over, and says so", async () => {
    const { adopt, remove, isThere, told } = run();
    await adopt();
    await remove();
    assert.ok(isThere());
    assert.match(told.join(), /#handed-over$/);
  });

  it("that a resource of the program has had since an earlier run", async () => {
    const { check, inputs, remove, isThere, told } = run();
    check(inputs);
    await remove();
    assert.ok(isThere());
    assert.match(told.join(), /#handed-over$/);
  });
});

describe("delete of the label that a resource had before", () => {
  it("unregisters it: what diff compares with is no longer held", async () => {
    const { check, diff, inputs, remove, isThere } = run();
    check(inputs, { connectorLabel: "crm-2" });
    await diff({ connectorLabel: "crm-2" });
    await remove();
    assert.ok(!isThere());
  });
});

describe("A registration that one resource gives up while another takes it over", () => {
  let go: () => void;
  const promise = new Promise<void>((resolve) => (go = resolve));

  it("is looked at by the second when the first is done, which may fail", async () => {
    const appflow = inMemoryAppFlow();
    const context = contextOf(appflow);
    appflow.put("crm");
    const unregister = appflow.unregister.bind(appflow);
    appflow.unregister = async (...call) => promise.then(() => unregister(...call));
    const removed = remove(context, "crm", stateOf());
    const adopted = create(context, inputsOf({ adopt: true, region: REGION }));
    const refused = failureOf(remove(context, "crm", stateOf({ accountId: "210987654321" })));
    const handedOver = remove(context, "crm", stateOf());
    go();
    await Promise.all([removed, adopted, handedOver]);
    assert.equal((await refused).code, "account-changed");
    assert.equal(appflow.wishes("register").length, 1);
    assert.ok(appflow.registrations.has("crm"));
  });
});

describe("delete with the credentials of another account", () => {
  const OTHER = "210987654321";

  it("refuses, also when a resource of this run registered the label there", async () => {
    const context = contextOf(inMemoryAppFlow(OTHER));
    await create(context, inputsOf({ region: REGION }));
    assert.equal((await failureOf(remove(context, "crm", stateOf()))).code, "account-changed");
  });

  it("hands nothing over to a resource that has the label in the other one", async () => {
    const appflow = inMemoryAppFlow();
    const context = contextOf(appflow);
    appflow.put("crm");
    const inputs = { ...inputsOf({ region: REGION }) };
    check(context, inputs, inputs);
    await diff(context, "crm", { ...stateOf({ accountId: OTHER }) }, inputs);
    await remove(context, "crm", stateOf());
    assert.equal(appflow.registrations.size, 0);
  });
});

describe("delete, where only the AWS SDK's shared files know the region of the program's resource,", () => {
  withoutAmbientRegion();
  for (const [what, shared, stays] of [
    ["leaves what it has", REGION, true],
    ["unregisters what has the label in another region", "eu-west-2", false],
  ] as const)
    it(what, async () => {
      const [appflow, elsewhere] = [inMemoryAppFlow(), inMemoryAppFlow(undefined, shared)];
      const context = {
        ...contextOf(appflow),
        open: (region?: string) => (region === undefined ? elsewhere : appflow),
      };
      appflow.put("crm");
      const inputs = { ...inputsOf() };
      check(context, inputs, inputs);
      await remove(context, "crm", stateOf());
      assert.equal(appflow.registrations.has("crm"), stays);
    });
});

describe("delete unregisters", () => {
  const RUNS: Readonly<Record<string, (at: ReturnType<typeof run>) => unknown>> = {
    "in a run that checks nothing, as destroy": () => undefined,
    "beside a resource that has another label": ({ check, inputs }) =>
      check({ ...inputs, connectorLabel: "erp" }, { connectorLabel: "erp" }),
    "beside one that has the label in another region": ({ check, inputs }) =>
      check({ ...inputs, region: "eu-west-2" }, { region: "eu-west-2" }),
    "what a resource leaves for another label": ({ check, inputs }) =>
      check(inputs, { connectorLabel: "erp" }),
    "what a forced replacement, which is checked as new, unregisters first": ({ check }) => check({}),
    "what a replacement unregisters first, after its resource was checked as known": (at) => {
      at.check(at.inputs);
      at.check({});
    },
  };
  for (const [what, prepare] of Object.entries(RUNS))
    it(what, async () => {
      const at = run();
      prepare(at);
      await at.remove();
      assert.ok(!at.isThere());
      assert.deepEqual(at.told, []);
    });
});
