import assert from "node:assert/strict";
import { UNKNOWN } from "../../../../provider/resource/unknown";
import { ACCOUNT, arnOf, REGION } from "../../../support/inMemory/context";
import { OTHER } from "../../../support/inMemory/lifecycle";
import {
  desiring,
  openSession,
  planOf,
  resourceOf,
  resourceWith,
  short,
  updatePlan,
} from "../../../support/inMemory/preview";

const CRM = arnOf("crm");
const THEIRS = { connectorProvisioningConfig: { lambda: { lambdaArn: arnOf("theirs") } } };

/** Every way out of a label conflict, and a part of its text. */
const WAYS_OUT = {
  label: "choose another label",
  adopt: "set `adopt: true`",
  aliases: "give it `aliases`",
  untaint: "`pulumi state untaint`",
} as const;

/** The ways out that a message names, in its order. */
function waysOutOf(message = ""): string[] {
  const at = ([, text]: [string, string]) => message.toLowerCase().indexOf(text);
  return Object.entries(WAYS_OUT)
    .filter((way) => at(way) >= 0)
    .sort((one, other) => at(one) - at(other))
    .map(([name]) => name);
}

describe("labels in preview", () => {
  it("are listed once, however many resources ask, at the same time or later", async () => {
    const { appflow, findings } = openSession();
    const many = await Promise.all(["a1", "b2", "c3"].map((label) => findings(planOf(label), resourceOf())));
    assert.deepEqual(many.flat(), []);
    await findings(planOf("d4"), resourceOf());
    assert.deepEqual(appflow.methods(), ["list"]);
  });

  it("are not looked up for a registration that isn't new, or whose label is unknown", async () => {
    const { appflow, findings } = openSession();
    appflow.put("crm");
    for (const plan of [planOf("crm", { isNew: false }), updatePlan("crm"), planOf(undefined)])
      assert.deepEqual(await findings(plan, resourceOf()), []);
    assert.deepEqual(appflow.methods(), []);
  });

  it("are described only where they are taken, to name the owner", async () => {
    const { appflow, lookUp } = openSession();
    appflow.put("crm", { ...THEIRS, description: "of marketing" });
    appflow.put("erp");
    const [finding] = await lookUp(planOf("crm"), resourceOf());
    assert.equal(short(finding), "error label-taken");
    const beginning = `checking AppFlow connector "crm" (${REGION}, ${ACCOUNT}): the label is taken by `;
    for (const part of [beginning, arnOf("theirs"), "of marketing", "2026-01-01", "adopt: true"])
      assert.ok(finding.message.includes(part), `${part}: ${finding.message}`);
    assert.deepEqual(appflow.methods(), ["list", "describe"]);
  });

  it("don't show a description that may be the program's own", async () => {
    const { appflow, lookUp } = openSession();
    appflow.put("crm", { description: "shh" });
    for (const description of ["shh", UNKNOWN]) {
      const [finding] = await lookUp(planOf("crm"), resourceOf({ desired: desiring(CRM, description) }));
      assert.ok(!finding.message.includes("shh"), description);
    }
  });

  it("are only warned of where the resource's old registration may be deleted first", async () => {
    const { appflow, lookUp } = openSession();
    appflow.put("crm");
    const [finding] = await lookUp(planOf("crm"), resourceOf({ isDeletedFirst: true }));
    assert.equal(short(finding), "warning label-replaced");
    assert.match(finding.message, /connector\/crm \(function .*; otherwise choose another label/);
  });

  it("are free where the owner has gone since the list", async () => {
    const { appflow, findings } = openSession();
    appflow.list = () => Promise.resolve([{ connectorLabel: "gone", connectorType: "CustomConnector" }]);
    assert.deepEqual(await findings(planOf("gone"), resourceOf()), []);
  });

  it("are only warned of in the mode warn", async () => {
    const { appflow, findings } = openSession({ mode: "warn" });
    appflow.put("crm");
    assert.deepEqual(await findings(planOf("crm"), resourceOf()), ["warning label-taken"]);
    assert.deepEqual(await findings(planOf("crm", { adopt: true }), resourceOf()), ["warning adopts"]);
  });
});

describe("a label conflict", () => {
  for (const [what, lambdaArn, expected] of [
    ["the function is the same", CRM, ["adopt", "aliases", "untaint", "label"]],
    ["the function is another one", arnOf("theirs"), ["label", "adopt", "aliases"]],
    ["the function is unknown", UNKNOWN, ["adopt", "aliases", "untaint", "label"]],
  ] as const)
    it(`names the likeliest way out first where ${what}`, async () => {
      const { appflow, lookUp } = openSession();
      appflow.put("crm");
      const [{ message }] = await lookUp(planOf("crm"), resourceWith(lambdaArn));
      assert.deepEqual(waysOutOf(message), expected);
      assert.match(message, /\. [A-Z][^.;]*(; or [a-z`][^;]*)+\. See /);
    });

  it("is reported on each resource even where the owner can't be described", async () => {
    const { appflow, lookUp, findings } = openSession();
    appflow.put("crm");
    appflow.put("erp");
    appflow.fail("describe", { code: "access-denied", times: Infinity });
    const [conflict, ...others] = await lookUp(planOf("crm"), resourceOf());
    assert.match(conflict.message, /^checking AppFlow connector "crm" \(eu-west-1\): .*could not be looked at/);
    assert.deepEqual(waysOutOf(conflict.message), ["adopt", "aliases", "untaint", "label"]);
    assert.deepEqual(others.map(short), ["warning lookup-denied"]);
    assert.deepEqual(await findings(planOf("crm"), resourceOf()), ["error label-taken"]);
    const deletedFirst = resourceOf({ isDeletedFirst: true });
    assert.deepEqual(await findings(planOf("crm"), deletedFirst), ["warning label-replaced"]);
    assert.deepEqual(await findings(planOf("erp"), resourceOf()), ["error label-taken"]);
    assert.deepEqual(await findings(planOf("erp", { adopt: true }), resourceOf()), []);
  });

  for (const [labels, expected] of [
    [["crm", "crm-old", "erp", "crn", "crm-2", "CRM", "crm-3"], "; labels like it: CRM, crn, crm-old. "],
    [["crm", "crm-2", "erp"], "; labels like it: crm-2. "],
    [["crm", "erp", "my-crm"], "2026-01-01T00:00:00.000Z, by "],
  ] as const)
    it(`names at most three similar labels, the nearest first, and never itself: ${labels.join()}`, async () => {
      const { appflow, lookUp } = openSession();
      for (const label of labels) appflow.put(label);
      const list = appflow.list.bind(appflow);
      // A connector that the service shows without a label has none to compare.
      appflow.list = async (signal) => [{ connectorType: "CustomConnector" }, ...(await list(signal))];
      const [{ message }] = await lookUp(planOf("crm"), resourceOf());
      assert.ok(message.includes(expected), message);
      assert.equal(message.includes("labels like it"), expected.startsWith("; labels"));
    });
});

describe("a label to adopt", () => {
  it("is reported with its owner, and not at all while it is free", async () => {
    const { appflow, lookUp, findings } = openSession();
    appflow.put("crm", THEIRS);
    const [finding] = await lookUp(planOf("crm", { adopt: true }), resourceOf());
    assert.equal(short(finding), "warning adopts");
    const beginning = `checking AppFlow connector "crm" (${REGION}, ${ACCOUNT}): it takes over `;
    for (const part of [beginning, arnOf("theirs"), "2026-01-01"])
      assert.ok(finding.message.includes(part), finding.message);
    assert.deepEqual(await findings(planOf("erp", { adopt: true }), resourceOf()), []);
    assert.deepEqual(appflow.methods(), ["list", "describe"]);
  });

  for (const [what, observed, desired, expected] of [
    ["nothing", {}, desiring(CRM), /, which is as the program states it, so that nothing is written\./],
    ["nothing, where the description is equal", { description: "a" }, desiring(CRM, "a"), /nothing is/],
    ["nothing, where neither has a description", {}, desiring(CRM, ""), /nothing is written/],
    ["nothing of a description that isn't stated", { description: "a" }, desiring(CRM), /nothing is written/],
    ["the function", THEIRS, desiring(CRM), /, and changes its function\./],
    ["the description", { description: "a" }, desiring(CRM, "b"), /and changes its description\./],
    ["a description that goes", { description: "a" }, desiring(CRM, ""), /and changes its description\./],
    ["both", { ...THEIRS, description: "a" }, desiring(CRM, "b"), /and changes its function and description\./],
    ["perhaps a function that is unknown", {}, desiring(UNKNOWN), /, and brings it in line with the program/],
    ["perhaps a description that is unknown", {}, desiring(CRM, UNKNOWN), /and brings it in line/],
  ] as const)
    it(`changes ${what}`, async () => {
      const { appflow, lookUp } = openSession();
      appflow.put("crm", observed);
      const [finding] = await lookUp(planOf("crm", { adopt: true }), resourceOf({ desired }));
      assert.equal(short(finding), "warning adopts");
      assert.match(finding.message, expected);
    });
});

describe("the account whose labels are listed", () => {
  it("is asked for where the settings name accounts", async () => {
    const { appflow, findings } = openSession({ connection: { allowedAccountIds: [ACCOUNT] } });
    appflow.put("crm");
    assert.deepEqual(await findings(planOf("crm"), resourceOf()), ["error label-taken"]);
    assert.deepEqual(appflow.methods(), ["account", "list", "describe"]);
  });

  for (const connection of [{ forbiddenAccountIds: [ACCOUNT] }, { allowedAccountIds: [OTHER] }])
    it(`is refused once, before anything is listed, where ${Object.keys(connection).join()} excludes it`, async () => {
      const { appflow, findings } = openSession({ connection });
      assert.deepEqual(await findings(planOf("crm"), resourceOf()), ["error account-not-allowed"]);
      assert.deepEqual(await findings(planOf("erp"), resourceOf()), []);
      assert.deepEqual(appflow.methods(), ["account"]);
    });
});
