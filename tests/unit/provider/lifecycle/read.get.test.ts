import assert from "node:assert/strict";
import { ACCOUNT, failureOf, inputsOf, REGION, withoutAmbientRegion } from "../../../support/inMemory/context";
import { bench, OTHER } from "../../../support/inMemory/lifecycle";

const arnIn = (region: string, account: string) => `arn:aws:appflow:${region}:${account}:connector/crm`;

/** Reads what is registered, with next to no state. Returns where. */
async function get(id: string, state: object, region?: string): Promise<unknown[]> {
  const opened: unknown[] = [];
  const connection = region === undefined ? {} : { region };
  const { appflow, read } = bench(ACCOUNT, { connection, opened: (it) => opened.push(it) });
  appflow.put("crm");
  assert.equal((await read(state, id))?.id, "crm");
  return opened;
}

describe("read for get, which has no state,", () => {
  withoutAmbientRegion();

  for (const state of [{}, { region: REGION }])
    it(`returns what is there, and fails where nothing is: ${JSON.stringify(state)}`, async () => {
      const { appflow, read } = bench();
      assert.equal((await failureOf(read(state))).code, "registration-absent");
      appflow.put("crm", { description: "d" });
      const { inputs, outputs } = (await read(state))!;
      assert.deepEqual(inputs, inputsOf({ region: REGION, description: "d" }));
      assert.deepEqual([outputs.description, outputs.accountId], ["d", ACCOUNT]);
    });

  it("works in the stated region, then in the configured one, then in the environment's", async () => {
    process.env["AWS_REGION"] = "eu-north-1";
    assert.deepEqual(await get("crm", { region: "eu-west-3" }, "eu-west-2"), ["eu-west-3"]);
    assert.deepEqual(await get("crm", {}, "eu-west-2"), ["eu-west-2"]);
    assert.deepEqual(await get("crm", {}), ["eu-north-1"]);
  });

  it("works in the region of an ARN, whatever region is stated beside it", async () => {
    assert.deepEqual(await get(arnIn("ap-south-1", ACCOUNT), { region: "eu-west-3" }, "eu-west-2"), ["ap-south-1"]);
  });

  for (const isThere of [true, false])
    it(`refuses another account than an ARN's, whether the label is registered (${isThere})`, async () => {
      const { appflow, read } = bench();
      if (isThere) appflow.put("crm");
      assert.equal((await failureOf(read({}, arnIn(REGION, OTHER)))).code, "account-changed");
    });

  it("fails where nothing is in an ARN's account", async () => {
    assert.equal((await failureOf(bench().read({}, arnIn(REGION, ACCOUNT)))).code, "registration-absent");
  });

  it("refuses an account that the configuration excludes", async () => {
    const { appflow, read } = bench(ACCOUNT, { connection: { allowedAccountIds: [OTHER] } });
    appflow.put("crm");
    assert.equal((await failureOf(read({}))).code, "account-not-allowed");
  });

  for (const id of [
    "arn:aws:s3:::foo",
    `x${arnIn(REGION, ACCOUNT)}`,
    `${arnIn(REGION, ACCOUNT)}\ncrm`,
    arnIn(REGION, `${ACCOUNT}0`),
    "no spaces",
    "x",
    "",
  ])
    it(`makes no call for what can't be a label: ${JSON.stringify(id)}`, async () => {
      const { appflow, read } = bench();
      const { code, message } = await failureOf(read({ region: REGION }, id));
      assert.equal(code, "label-invalid");
      assert.doesNotMatch(message, /unknown/);
      assert.deepEqual(appflow.methods(), []);
    });
});
