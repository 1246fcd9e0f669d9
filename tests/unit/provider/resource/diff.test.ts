import assert from "node:assert/strict";
import { diff } from "../../../provider/connectorRegistration";
import { difference } from "../../../provider/diff";
import { type RawInputs, UNKNOWN } from "../../../provider/inputs";
import { ACCOUNT, arnOf, connected, contextOf, failureOf, inMemoryAppFlow, inputsOf, REGION } from "./given";

const state = (changes: RawInputs = {}): RawInputs => ({
  ...inputsOf(),
  region: REGION,
  accountId: ACCOUNT,
  connectorArn: "arn:aws:appflow:eu-west-1:123456789012:connector/crm",
  connectorVersion: "1.0",
  description: "",
  ...changes,
});
const inputs = (changes: RawInputs = {}): RawInputs => ({ ...inputsOf(), region: REGION, ...changes });
const functionOf = (lambdaArn: unknown) => ({ connectorProvisioningConfig: { lambda: { lambdaArn } } });

interface Case {
  readonly what: string;
  readonly state?: RawInputs;
  readonly inputs?: RawInputs;
  readonly changed: string[];
  readonly replaces?: string[];
}

const CASES: readonly Case[] = [
  { what: "nothing", changed: [] },
  {
    what: "another label",
    inputs: { connectorLabel: "erp" },
    changed: ["connectorLabel"],
    replaces: ["connectorLabel"],
  },
  { what: "another region", inputs: { region: "eu-west-2" }, changed: ["region"], replaces: ["region"] },
  { what: "a region that is no longer stated", inputs: { region: undefined }, changed: [] },
  {
    what: "another provisioning type",
    inputs: { connectorProvisioningType: "OTHER" },
    changed: ["connectorProvisioningType"],
    replaces: ["connectorProvisioningType"],
  },
  {
    what: "a provisioning type that is no longer stated",
    inputs: { connectorProvisioningType: undefined },
    changed: [],
  },
  { what: "another function", inputs: functionOf(arnOf("erp")), changed: ["connectorProvisioningConfig"] },
  {
    what: "a function that drifted",
    state: functionOf(arnOf("x")),
    changed: ["connectorProvisioningConfig"],
  },
  { what: "a description that is stated", inputs: { description: "a" }, changed: ["description"] },
  {
    what: "a description that is the same",
    state: { description: "a" },
    inputs: { description: "a" },
    changed: [],
  },
  { what: "a description that is no longer stated", state: { description: "a" }, changed: ["description"] },
  {
    what: "a description that is null",
    state: { description: "a" },
    inputs: { description: null },
    changed: ["description"],
  },
  { what: "a description that is null, and none", inputs: { description: null }, changed: [] },
  {
    what: "a description that drifted away",
    state: { description: "" },
    inputs: { description: "a" },
    changed: ["description"],
  },
  {
    what: "a description that was adopted without being stated",
    state: { description: undefined },
    changed: [],
  },
  {
    what: "an adopted description that is stated now",
    state: { description: undefined },
    inputs: { description: "a" },
    changed: ["description"],
  },
  { what: "forceDelete set", inputs: { forceDelete: true }, changed: ["forceDelete"] },
  { what: "forceDelete false", inputs: { forceDelete: false }, changed: [] },
  { what: "forceDelete false, left out", state: { forceDelete: false }, changed: [] },
  { what: "forceDelete taken back", state: { forceDelete: true }, changed: ["forceDelete"] },
  { what: "triggers stated", inputs: { triggers: [1] }, changed: ["triggers"] },
  { what: "an empty list of triggers", inputs: { triggers: [] }, changed: [] },
  {
    what: "the same triggers",
    state: { triggers: [{ a: [1] }] },
    inputs: { triggers: [{ a: [1] }] },
    changed: [],
  },
  {
    what: "a trigger deep within",
    state: { triggers: [{ a: [1] }] },
    inputs: { triggers: [{ a: [2] }] },
    changed: ["triggers"],
  },
  {
    what: "triggers in another order",
    state: { triggers: [1, 2] },
    inputs: { triggers: [2, 1] },
    changed: ["triggers"],
  },
  { what: "triggers taken away", state: { triggers: [1] }, changed: ["triggers"] },
  {
    what: "a trigger of another type",
    state: { triggers: [1] },
    inputs: { triggers: ["1"] },
    changed: ["triggers"],
  },
  { what: "adopt set", inputs: { adopt: true }, changed: [] },
  { what: "adopt taken back", state: { adopt: true }, changed: [] },
  { what: "another client token", state: { clientToken: "a" }, inputs: { clientToken: "b" }, changed: [] },
  { what: "another version of the connector", state: { connectorVersion: "2.0" }, changed: [] },
  {
    what: "an unknown label",
    inputs: { connectorLabel: UNKNOWN },
    changed: ["connectorLabel"],
    replaces: ["connectorLabel"],
  },
  { what: "an unknown function", inputs: functionOf(UNKNOWN), changed: ["connectorProvisioningConfig"] },
  {
    what: "a wholly unknown function",
    inputs: { connectorProvisioningConfig: UNKNOWN },
    changed: ["connectorProvisioningConfig"],
  },
  { what: "an unknown description", inputs: { description: UNKNOWN }, changed: ["description"] },
  { what: "an unknown trigger", inputs: { triggers: [{ a: UNKNOWN }] }, changed: ["triggers"] },
  { what: "an unknown forceDelete", inputs: { forceDelete: UNKNOWN }, changed: ["forceDelete"] },
  {
    what: "everything at once",
    inputs: {
      connectorLabel: "erp",
      region: "eu-west-2",
      description: "b",
      ...functionOf(arnOf("erp", "eu-west-2")),
      triggers: [1],
      forceDelete: true,
    },
    changed: [
      "connectorLabel",
      "region",
      "connectorProvisioningConfig",
      "forceDelete",
      "triggers",
      "description",
    ],
    replaces: ["connectorLabel", "region"],
  },
];

describe("The difference between a state and a program", () => {
  for (const { what, changed, replaces = [], ...given } of CASES)
    it(`${what}: ${changed.join(", ") || "no change"}${replaces.length > 0 ? ", by replacement" : ""}`, () => {
      const found = difference(state(given.state), inputs(given.inputs));
      assert.deepEqual(found, { changed, replaces });
    });

  it("takes values of any shape", () => {
    for (const junk of [undefined, null, 1, "x", [], {}, { lambda: 1 }])
      assert.ok(
        difference(state(), inputs({ connectorProvisioningConfig: junk })).changed.includes(
          "connectorProvisioningConfig",
        ),
      );
  });
});

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
    assert.deepEqual(await run({}, state({ connectorArn: undefined })), { changes: true, replaces: [] });
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
    const elsewhere = contextOf(inMemoryAppFlow("210987654321"));
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
    await assert.rejects(
      run(role("210987654321")),
      /account 210987654321, .* account 123456789012\. .*#account-changed/,
    );
    assert.equal((await run(role(ACCOUNT))).changes, false);
  });

  it("looks at the last of several roles only", async () => {
    const roles = ["210987654321", ACCOUNT].map((id) => ({ roleArn: `arn:aws:iam::${id}:role/r` }));
    assert.equal((await run({ "aws:assumeRoles": JSON.stringify(roles) })).changes, false);
    assert.equal(
      await code(run({ "aws:assumeRoles": JSON.stringify([...roles].reverse()) })),
      "account-changed",
    );
  });

  it("refuses an account that the configuration excludes", async () => {
    assert.equal(await code(run({ "aws:allowedAccountIds": '["210987654321"]' })), "account-not-allowed");
    assert.equal(await code(run({ "aws:forbiddenAccountIds": `["${ACCOUNT}"]` })), "account-not-allowed");
    assert.equal((await run({ "aws:allowedAccountIds": `["${ACCOUNT}"]` })).changes, false);
  });

  it("has no opinion on accounts while the state records none", async () => {
    const unrecorded = state({ accountId: undefined });
    assert.equal(
      (await run({ ...role("210987654321"), "aws:allowedAccountIds": '["1"]' }, unrecorded)).changes,
      false,
    );
  });
});
