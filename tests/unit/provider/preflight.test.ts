import assert from "node:assert/strict";
import { type Note, openPreflight } from "../../../provider/preflight";
import { ACCOUNT, arnOf, inMemoryAppFlow, REGION } from "./given";

const note = (label: string, changes: Partial<Note> = {}): Note => ({
  isNew: true,
  label,
  region: REGION,
  adopt: false,
  ...changes,
});
const CONNECTION = { assumeRoles: [], endpoints: {} };
const looked = { ownDescription: undefined, ownFunction: undefined, deletesFirst: false };

function bench() {
  const appflow = inMemoryAppFlow();
  const { lookUp } = openPreflight(appflow, CONNECTION, true);
  const codes = async (...args: Parameters<typeof lookUp>) =>
    (await lookUp(...args)).map(({ code, severity }) => `${severity} ${code}`);
  return { appflow, lookUp, codes };
}

describe("What preview looks up", () => {
  it("lists the connectors once, however many resources ask, at the same time or later", async () => {
    const { appflow, codes } = bench();
    const many = await Promise.all(["a1", "b2", "c3"].map((label) => codes(note(label), looked)));
    assert.deepEqual(many.flat(), []);
    await codes(note("d4"), looked);
    assert.deepEqual(appflow.methods(), ["list"]);
  });

  it("is nothing for a registration that isn't new, or whose label is unknown", async () => {
    const { appflow, codes } = bench();
    appflow.put("crm");
    assert.deepEqual(await codes(note("crm", { isNew: false }), looked), []);
    assert.deepEqual(await codes(note("crm", { label: undefined }), looked), []);
    assert.deepEqual(appflow.methods(), []);
  });

  it("says by what a label is taken, with one look at each that is", async () => {
    const { appflow, lookUp } = bench();
    appflow.put("crm", { lambdaArn: arnOf("theirs"), description: "of marketing" });
    appflow.put("erp");
    const [finding] = await lookUp(note("crm"), looked);
    assert.equal(finding?.severity, "error");
    for (const part of [arnOf("theirs"), "of marketing", "123456789012", "adopt: true", "#label-taken"])
      assert.ok(finding?.message.includes(part), `${part}: ${finding?.message}`);
    assert.deepEqual(appflow.methods(), ["list", "describe"]);
  });

  it("doesn't repeat the program's own description", async () => {
    const { appflow, lookUp } = bench();
    appflow.put("crm", { description: "shh" });
    const [finding] = await lookUp(note("crm"), { ...looked, ownDescription: "shh" });
    assert.ok(!finding?.message.includes("shh"));
  });

  it("only warns where the old one is deleted first", async () => {
    const { appflow, codes } = bench();
    appflow.put("crm");
    assert.deepEqual(await codes(note("crm"), { ...looked, deletesFirst: true }), ["warning label-taken"]);
  });

  it("only warns of what a label that shall be adopted takes over", async () => {
    const { appflow, codes } = bench();
    appflow.put("crm");
    assert.deepEqual(await codes(note("crm", { adopt: true }), looked), ["warning adopts"]);
    assert.deepEqual(await codes(note("erp", { adopt: true }), looked), []);
    assert.deepEqual(appflow.methods(), ["list", "describe"]);
  });

  it("has nothing against a label that is free again by now", async () => {
    const { appflow } = bench();
    appflow.list = () => Promise.resolve([{ connectorLabel: "gone", connectorType: "CustomConnector" }]);
    const { lookUp } = openPreflight(appflow, CONNECTION, true);
    assert.deepEqual(await lookUp(note("gone"), looked), []);
  });

  for (const code of [
    "credentials-missing",
    "credentials-refused",
    "endpoint-unreachable",
    "role-refused",
    "configuration-invalid",
    "region-missing",
  ] as const)
    it(`tells ${code} once, as an error: the run would meet it, too`, async () => {
      const { appflow, codes } = bench();
      appflow.fail("list", { code });
      assert.deepEqual(await codes(note("crm"), looked), [`error ${code}`]);
      assert.deepEqual(await codes(note("erp"), looked), []);
    });

  it("warns once when it isn't allowed to look, with the service's words", async () => {
    const { appflow, lookUp } = bench();
    appflow.fail("list", { code: "access-denied" });
    const [finding] = await lookUp(note("crm"), looked);
    assert.equal(finding?.severity, "warning");
    assert.match(finding?.message ?? "", /the service's words on access-denied.*#lookup-unavailable$/);
    assert.deepEqual(await lookUp(note("erp"), looked), []);
    assert.deepEqual(appflow.methods(), ["list"]);
  });

  it("says a fault of its own in its own words, without a stack", async () => {
    const { appflow, lookUp } = bench();
    appflow.list = () => Promise.reject(new TypeError("broken"));
    const [finding] = await lookUp(note("crm"), looked);
    assert.equal(finding?.severity, "error");
    assert.match(finding?.message ?? "", /TypeError: broken.*#internal-error$/);
    assert.doesNotMatch(finding?.message ?? "", /\bat .*:\d+/);
  });

  it("warns only, where this process may have other credentials than the provider's", async () => {
    const { appflow } = bench();
    appflow.fail("list", { code: "credentials-missing" });
    const { lookUp } = openPreflight(appflow, CONNECTION, false);
    const [finding] = await lookUp(note("crm"), looked);
    assert.deepEqual([finding?.severity, finding?.code], ["warning", "lookup-unavailable"]);
  });

  it("lists in an account that the settings allow, and asks for the account only where they name any", async () => {
    const { appflow } = bench();
    appflow.put("crm");
    const { lookUp } = openPreflight(appflow, { ...CONNECTION, allowedAccountIds: [ACCOUNT] }, true);
    assert.deepEqual(
      (await lookUp(note("crm"), looked)).map(({ code }) => code),
      ["label-taken"],
    );
    assert.deepEqual(appflow.methods(), ["account", "list", "describe"]);
  });

  it("is an account that the settings exclude, before anything is listed there", async () => {
    const { appflow } = bench();
    const { lookUp } = openPreflight(appflow, { ...CONNECTION, forbiddenAccountIds: [ACCOUNT] }, true);
    const [finding] = await lookUp(note("crm"), looked);
    assert.deepEqual([finding?.severity, finding?.code], ["error", "account-not-allowed"]);
    assert.deepEqual(appflow.methods(), ["account"]);
  });

  it("says that a label is taken even where its holder can't be looked at, for each of them", async () => {
    const { appflow, lookUp, codes } = bench();
    appflow.put("crm");
    appflow.put("erp");
    appflow.fail("describe", { code: "access-denied", times: Infinity });
    const [finding] = await lookUp(note("crm"), looked);
    assert.match(finding?.message ?? "", /taken by .*the service's words on access-denied/);
    assert.deepEqual(await codes(note("crm"), looked), ["error label-taken"]);
    assert.deepEqual(await codes(note("crm"), { ...looked, deletesFirst: true }), ["warning label-taken"]);
    assert.deepEqual(await codes(note("erp"), looked), ["error label-taken"]);
  });

  for (const [what, found, own, expected] of [
    ["nothing", {}, {}, /nothing is written/],
    ["the function", { lambdaArn: arnOf("theirs") }, {}, /changes its function/],
    ["the description", { description: "a" }, { ownDescription: "b" }, /changes its description/],
    ["no description that isn't stated", { description: "a" }, {}, /nothing is written/],
    ["what nobody knows yet", {}, { ownFunction: {} }, /brings it in line/],
  ] as const)
    it(`says that a take-over changes ${what}`, async () => {
      const { appflow, lookUp } = bench();
      appflow.put("crm", found);
      const resource = { ...looked, ownFunction: arnOf("crm"), ...own };
      const [finding] = await lookUp(note("crm", { adopt: true }), resource);
      assert.deepEqual([finding?.severity, finding?.code], ["warning", "adopts"]);
      assert.match(finding?.message ?? "", expected);
    });
});
