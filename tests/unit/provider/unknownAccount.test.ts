import assert from "node:assert/strict";
import { SHOWN } from "../../../provider/state";
import { bench, OTHER, stateOf } from "./bench";
import { ACCOUNT, arnOf, failureOf, REGION, without, withoutAmbientRegion } from "./given";

/** As a create leaves it that AppFlow accepted and nobody could confirm. */
const unsaid = () => without(stateOf(), "accountId") as ReturnType<typeof stateOf>;

describe("A state that doesn't say which account it is in", () => {
  withoutAmbientRegion();

  for (const [what, account] of [
    ["in this account", ACCOUNT],
    ["in any other", OTHER],
  ] as const)
    it(`is neither read nor deleted, also when its label is registered ${what}`, async () => {
      const { appflow, read, remove } = bench(account);
      appflow.put("crm");
      for (const run of [read(unsaid()), remove(unsaid())]) {
        const { code, message } = await failureOf(run);
        assert.equal(code, "account-unknown");
        assert.ok(message.includes(account), message);
      }
      assert.equal(appflow.registrations.size, 1);
    });

  it("is neither gone nor deleted when nothing is there", async () => {
    const { read, remove, appflow } = bench();
    assert.equal((await failureOf(read(unsaid()))).code, "account-unknown");
    assert.equal((await failureOf(remove(unsaid()))).code, "account-unknown");
    assert.ok(!appflow.methods().includes("unregister"));
  });

  it("is settled by an update, on what that finds", async () => {
    const { appflow, update } = bench(OTHER);
    appflow.put("crm");
    const outputs = await update({ description: "d" }, unsaid());
    assert.deepEqual([outputs.accountId, outputs.description], [OTHER, "d"]);
  });

  it("is not settled by an update that finds nothing, or an account that is excluded", async () => {
    const { update } = bench();
    assert.equal((await failureOf(update({ description: "d" }, unsaid()))).code, "account-unknown");
    const excluded = bench(ACCOUNT, { connection: { forbiddenAccountIds: [ACCOUNT] } });
    excluded.appflow.put("crm");
    assert.equal(
      (await failureOf(excluded.update({ description: "d" }, unsaid()))).code,
      "account-not-allowed",
    );
    assert.deepEqual(excluded.appflow.wishes("update"), []);
  });
});

describe("get, which has no state,", () => {
  withoutAmbientRegion();

  for (const state of [{}, { region: REGION }])
    it(`finds what is there, and fails where nothing is: ${JSON.stringify(state)}`, async () => {
      const { appflow, read } = bench();
      assert.equal((await failureOf(read(state))).code, "registration-absent");
      appflow.put("crm");
      assert.equal((await read(state))?.outputs.accountId, ACCOUNT);
    });

  it("by an ARN goes to the ARN's region, whatever region is stated beside it", async () => {
    const opened: unknown[] = [];
    const { appflow, read } = bench(ACCOUNT, {
      connection: { region: "eu-west-2" },
      opened: (it) => opened.push(it),
    });
    appflow.put("crm");
    const arn = `arn:aws:appflow:ap-south-1:${ACCOUNT}:connector/crm`;
    assert.equal((await read({ region: "eu-west-3" }, arn))?.id, "crm");
    assert.deepEqual(opened, ["ap-south-1"]);
  });

  it("by an ARN says nothing is there only in the ARN's account", async () => {
    const arn = (account: string) => `arn:aws:appflow:${REGION}:${account}:connector/crm`;
    assert.equal((await failureOf(bench().read({}, arn(ACCOUNT)))).code, "registration-absent");
    assert.equal((await failureOf(bench().read({}, arn(OTHER)))).code, "account-changed");
  });
});

describe("get of what can't be a label", () => {
  withoutAmbientRegion();

  for (const id of [
    "arn:aws:s3:::foo",
    `xarn:aws:appflow:${REGION}:${ACCOUNT}:connector/crm`,
    `arn:aws:appflow:${REGION}:${ACCOUNT}:connector/crm\ncrm`,
    `arn:aws:appflow:${REGION}:${ACCOUNT}0:connector/crm`,
    "no spaces",
    "x",
    "",
  ])
    it(`asks the service nothing: "${id}"`, async () => {
      const { appflow, read } = bench();
      assert.equal((await failureOf(read({ region: REGION }, id))).code, "label-invalid");
      assert.deepEqual(appflow.methods(), []);
    });
});

describe("A refresh", () => {
  withoutAmbientRegion();

  it("keeps what a newer version wrote into the state, in outputs alone", async () => {
    const { appflow, read } = bench();
    appflow.put("crm");
    const { outputs, inputs } = (await read({ ...stateOf(), tags: { a: "b" }, futureFlag: false }))!;
    const { tags, futureFlag } = outputs as unknown as Record<string, unknown>;
    assert.deepEqual([tags, futureFlag], [{ a: "b" }, false]);
    assert.ok(!("tags" in inputs) && !("futureFlag" in inputs));
  });

  it("drops what DescribeConnector no longer shows, and keeps what the program stated", async () => {
    const { appflow, read } = bench();
    const names = SHOWN.filter((name) => !["accountId", "connectorArn"].includes(name));
    assert.equal(names.length, 6);
    const registration = Object.entries(appflow.put("crm"));
    appflow.registrations.set(
      "crm",
      Object.fromEntries(registration.filter(([name]) => !names.includes(name))) as never,
    );
    const old = Object.fromEntries(names.map((name) => [name, "old"]));
    const { outputs } = (await read({ ...stateOf({ triggers: [1], forceDelete: true }), ...old }))!;
    assert.deepEqual(
      names.filter((name) => name in outputs),
      [],
    );
    assert.deepEqual([outputs.triggers, outputs.forceDelete], [[1], true]);
  });

  it("takes a registration of no shown type for one of the only type there is", async () => {
    const { appflow, read } = bench();
    appflow.registrations.set("crm", without(appflow.put("crm"), "connectorProvisioningType"));
    assert.equal((await read())?.outputs.connectorProvisioningType, "LAMBDA");
  });

  it("shows that a function is no longer shown, so that the next update states it again", async () => {
    const { appflow, read, diff } = bench();
    appflow.registrations.set("crm", without(appflow.put("crm"), "lambdaArn"));
    const { outputs } = (await read())!;
    const wanted = { ...stateOf(), connectorProvisioningConfig: { lambda: { lambdaArn: arnOf("crm") } } };
    assert.equal(outputs.connectorProvisioningConfig.lambda.lambdaArn, "");
    assert.equal((await diff(outputs, wanted)).changes, true);
  });
});
