import assert from "node:assert/strict";
import { diff } from "../../../../provider/lifecycle/diff";
import {
  ACCOUNT,
  connected,
  contextOf,
  failureOf,
  inMemoryAppFlow,
  inputsOf,
  REGION,
  without,
} from "../../../support/inMemory/context";
import { OTHER, stateOf } from "../../../support/inMemory/lifecycle";

const inputs = (changes: object = {}) => ({ ...inputsOf(), region: REGION, ...changes });
const state = (): Record<string, unknown> => ({ ...stateOf() });

describe("diff", () => {
  const run = (configuration: Record<string, string> = {}, old = state(), news = inputs()) =>
    diff(contextOf(undefined, connected(configuration)), "crm", old, news);
  const code = async (run: Promise<unknown>) => (await failureOf(run)).code;
  const role = (account: string) => ({
    "aws:assumeRole": JSON.stringify({ roleArn: `arn:aws:iam::${account}:role/deployer` }),
  });

  it("says whether anything changes, and which changes replace", async () => {
    assert.deepEqual(await run(), { changes: false, replaces: [] });
    assert.deepEqual(await run({}, state(), inputs({ description: "a" })), { changes: true, replaces: [] });
    assert.deepEqual(await run({}, state(), inputs({ connectorLabel: "erp" })), {
      changes: true,
      replaces: ["connectorLabel"],
    });
  });

  it("has something to do for a create that was never confirmed", async () => {
    assert.deepEqual(await run({}, without(state(), "connectorArn")), { changes: true, replaces: [] });
  });

  it("never asks for the old one to be deleted first, which would delete its profiles and flows", async () => {
    assert.ok(!("deleteBeforeReplace" in (await run({}, state(), inputs({ connectorLabel: "erp" })))));
  });

  it("makes no call where nothing changes, or nothing that AppFlow is told", async () => {
    const context = contextOf(undefined, { opened: () => assert.fail("AppFlow was opened") });
    assert.equal((await diff(context, "crm", state(), inputs())).changes, false);
    const forced = await diff(context, "crm", state(), inputs({ forceDelete: true }));
    assert.equal(forced.changes, true);
  });

  it("refuses credentials of another account where something changes, a replacement's too", async () => {
    const elsewhere = contextOf(inMemoryAppFlow(OTHER));
    for (const changes of [{ connectorLabel: "erp" }, { region: "eu-west-2" }, { description: "a" }]) {
      const { code, message } = await failureOf(diff(elsewhere, "crm", state(), inputs(changes)));
      assert.equal(code, "account-changed");
      assert.match(message, /^comparing AppFlow connector "crm" .* of account 210987654321/);
    }
    assert.equal((await diff(elsewhere, "crm", state(), inputs())).changes, false);
  });

  it("leaves it to others to say that nobody can be asked for the account", async () => {
    const appflow = inMemoryAppFlow();
    appflow.fail("account", { code: "access-denied" });
    const { changes } = await diff(contextOf(appflow), "crm", state(), inputs({ description: "a" }));
    assert.deepEqual([changes, appflow.methods()], [true, ["account"]]);
  });

  it("refuses a role of another account than the registration's, and takes one of the same", async () => {
    await assert.rejects(run(role(OTHER)), /account 210987654321, .* account 123456789012\. .*#account-changed/);
    assert.equal((await run(role(ACCOUNT))).changes, false);
  });

  it("looks at the last of several roles only", async () => {
    const roles = [OTHER, ACCOUNT].map((id) => ({ roleArn: `arn:aws:iam::${id}:role/r` }));
    assert.equal((await run({ "aws:assumeRoles": JSON.stringify(roles) })).changes, false);
    assert.equal(await code(run({ "aws:assumeRoles": JSON.stringify([...roles].reverse()) })), "account-changed");
  });

  it("refuses an account that the configuration excludes", async () => {
    assert.equal(await code(run({ "aws:allowedAccountIds": `["${OTHER}"]` })), "account-not-allowed");
    assert.equal(await code(run({ "aws:forbiddenAccountIds": `["${ACCOUNT}"]` })), "account-not-allowed");
    assert.equal((await run({ "aws:allowedAccountIds": `["${ACCOUNT}"]` })).changes, false);
  });

  it("has no opinion on accounts while the state records none", async () => {
    const unrecorded = without(state(), "accountId");
    assert.equal((await run({ ...role(OTHER), "aws:allowedAccountIds": '["1"]' }, unrecorded)).changes, false);
  });
});
