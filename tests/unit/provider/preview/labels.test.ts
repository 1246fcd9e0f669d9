import assert from "node:assert/strict";
import { OTHER } from "./bench";
import { ACCOUNT, arnOf, REGION } from "./given";
import { calling, looked, note, previewing, short, updating } from "./previewing";

/** Every way out of a label that is taken. */
const WAYS = {
  label: "choose another label",
  adopt: "set `adopt: true`",
  aliases: "give it `aliases`",
  untaint: "`pulumi state untaint`",
} as const;

/** The ways out that a message names, in its order. */
function waysOf(message = ""): string[] {
  const at = ([, text]: [string, string]) => message.toLowerCase().indexOf(text);
  return Object.entries(WAYS)
    .filter((way) => at(way) >= 0)
    .sort((one, other) => at(one) - at(other))
    .map(([name]) => name);
}

describe("What preview looks up of labels", () => {
  it("is a list of the connectors, once, however many resources ask, at the same time or later", async () => {
    const { appflow, told } = previewing();
    const many = await Promise.all(["a1", "b2", "c3"].map((label) => told(note(label), looked())));
    assert.deepEqual(many.flat(), []);
    await told(note("d4"), looked());
    assert.deepEqual(appflow.methods(), ["list"]);
  });

  it("is nothing for a registration that isn't new, or whose label is unknown", async () => {
    const { appflow, told } = previewing();
    appflow.put("crm");
    assert.deepEqual(await told(note("crm", { isNew: false }), looked()), []);
    assert.deepEqual(await told(updating("crm"), looked()), []);
    assert.deepEqual(await told(note(undefined), looked()), []);
    assert.deepEqual(appflow.methods(), []);
  });

  it("is by what a label is taken, with one look at each that is", async () => {
    const { appflow, lookUp } = previewing();
    appflow.put("crm", { lambdaArn: arnOf("theirs"), description: "of marketing" });
    appflow.put("erp");
    const [finding] = await lookUp(note("crm"), looked());
    assert.equal(short(finding), "error label-taken");
    const beginning = `checking AppFlow connector "crm" (${REGION}, ${ACCOUNT}): the label is taken by `;
    for (const part of [beginning, arnOf("theirs"), "of marketing", "2026-01-01", "adopt: true"])
      assert.ok(finding.message.includes(part), `${part}: ${finding.message}`);
    assert.deepEqual(appflow.methods(), ["list", "describe"]);
  });

  it("doesn't repeat the program's own description", async () => {
    const { appflow, lookUp } = previewing();
    appflow.put("crm", { description: "shh" });
    for (const description of ["shh", null]) {
      const own = { description, lambdaArn: arnOf("crm") };
      const [finding] = await lookUp(note("crm"), looked({ own }));
      assert.ok(!finding.message.includes("shh"), String(description));
    }
  });

  it("is only a warning where the old one may be deleted first, and says when it is", async () => {
    const { appflow, lookUp } = previewing();
    appflow.put("crm");
    const [finding] = await lookUp(note("crm"), looked({ deletesFirst: true }));
    assert.equal(short(finding), "warning label-replaced");
    assert.match(finding.message, /connector\/crm \(function .*; otherwise choose another label/);
  });

  it("has nothing against a label that is free again by now", async () => {
    const { appflow, told } = previewing();
    appflow.list = () => Promise.resolve([{ connectorLabel: "gone", connectorType: "CustomConnector" }]);
    assert.deepEqual(await told(note("gone"), looked()), []);
  });

  it("is told as a warning where the program wants no errors", async () => {
    const { appflow, told } = previewing({ mode: "warn" });
    appflow.put("crm");
    assert.deepEqual(await told(note("crm"), looked()), ["warning label-taken"]);
    assert.deepEqual(await told(note("crm", { adopt: true }), looked()), ["warning adopts"]);
  });
});

describe("A taken label", () => {
  for (const [what, own, expected] of [
    ["probably its own", arnOf("crm"), ["adopt", "aliases", "untaint", "label"]],
    ["somebody else's", arnOf("theirs"), ["label", "adopt", "aliases"]],
    ["anybody's, since the function is unknown yet", null, ["adopt", "aliases", "untaint", "label"]],
  ] as const)
    it(`has the ways out of a registration that is ${what}`, async () => {
      const { appflow, lookUp } = previewing();
      appflow.put("crm");
      const [{ message }] = await lookUp(note("crm"), calling(own));
      assert.deepEqual(waysOf(message), expected);
      assert.match(message, /\. [A-Z][^.;]*(; or [a-z`][^;]*)+\. See /);
    });

  it("is taken even where its holder can't be looked at, for each resource that states it", async () => {
    const { appflow, lookUp, told } = previewing();
    appflow.put("crm");
    appflow.put("erp");
    appflow.fail("describe", { code: "access-denied", times: Infinity });
    const [finding, ...others] = await lookUp(note("crm"), looked());
    assert.match(
      finding.message,
      /^checking AppFlow connector "crm" \(eu-west-1\): .*could not be looked at/,
    );
    assert.deepEqual(waysOf(finding.message), ["adopt", "aliases", "untaint", "label"]);
    assert.deepEqual(others.map(short), ["warning lookup-denied"]);
    assert.deepEqual(await told(note("crm"), looked()), ["error label-taken"]);
    assert.deepEqual(await told(note("crm"), looked({ deletesFirst: true })), ["warning label-replaced"]);
    assert.deepEqual(await told(note("erp"), looked()), ["error label-taken"]);
    assert.deepEqual(await told(note("erp", { adopt: true }), looked()), []);
  });

  it("is named beside three labels like it at most, the nearest first, and never itself", async () => {
    for (const [labels, expected] of [
      [["crm", "crm-old", "erp", "crn", "crm-2", "CRM", "crm-3"], "; labels like it: CRM, crn, crm-old. "],
      [["crm", "crm-2", "erp"], "; labels like it: crm-2. "],
      [["crm", "erp", "my-crm"], "2026-01-01T00:00:00.000Z, by "],
    ] as const) {
      const { appflow, lookUp } = previewing();
      for (const label of labels) appflow.put(label);
      const list = appflow.list.bind(appflow);
      // One that the service shows without a label is no label.
      appflow.list = async (subject) => [{ connectorType: "CustomConnector" }, ...(await list(subject))];
      const [{ message }] = await lookUp(note("crm"), looked());
      assert.ok(message.includes(expected), message);
      assert.equal(message.includes("labels like it"), expected.startsWith("; labels"));
    }
  });
});

describe("A label that shall be adopted", () => {
  it("is told with what it takes over, or not at all while it is free", async () => {
    const { appflow, lookUp, told } = previewing();
    appflow.put("crm", { lambdaArn: arnOf("theirs") });
    const [finding] = await lookUp(note("crm", { adopt: true }), looked());
    assert.equal(short(finding), "warning adopts");
    const beginning = `checking AppFlow connector "crm" (${REGION}, ${ACCOUNT}): it takes over `;
    for (const part of [beginning, arnOf("theirs"), "2026-01-01"])
      assert.ok(finding.message.includes(part), finding.message);
    assert.deepEqual(await told(note("erp", { adopt: true }), looked()), []);
    assert.deepEqual(appflow.methods(), ["list", "describe"]);
  });

  for (const [what, found, own, expected] of [
    ["nothing", {}, {}, /, which is as the program states it, so that nothing is written\./],
    ["nothing, where the description is the same", { description: "a" }, { description: "a" }, /nothing is/],
    ["nothing, where both have no description", {}, { description: "" }, /nothing is written/],
    ["the function", { lambdaArn: arnOf("theirs") }, {}, /, and changes its function\./],
    ["the description", { description: "a" }, { description: "b" }, /and changes its description\./],
    ["a description that goes", { description: "a" }, { description: "" }, /and changes its description\./],
    ["no description that isn't stated", { description: "a" }, {}, /nothing is written/],
    [
      "both",
      { lambdaArn: arnOf("theirs"), description: "a" },
      { description: "b" },
      /changes its function and description\./,
    ],
    [
      "a function that nobody knows yet",
      {},
      { lambdaArn: null },
      /, and brings it in line with the program\./,
    ],
    ["a description that nobody knows yet", {}, { description: null }, /and brings it in line/],
  ] as const)
    it(`changes ${what}`, async () => {
      const { appflow, lookUp } = previewing();
      appflow.put("crm", found);
      const resource = looked({ own: { lambdaArn: arnOf("crm"), description: undefined, ...own } });
      const [finding] = await lookUp(note("crm", { adopt: true }), resource);
      assert.equal(short(finding), "warning adopts");
      assert.match(finding.message, expected);
    });
});

describe("The account that preview looks in", () => {
  it("is listed in where the settings allow it, and asked for only where they name any", async () => {
    const { appflow, told } = previewing({ connection: { allowedAccountIds: [ACCOUNT] } });
    appflow.put("crm");
    assert.deepEqual(await told(note("crm"), looked()), ["error label-taken"]);
    assert.deepEqual(appflow.methods(), ["account", "list", "describe"]);
  });

  for (const connection of [{ forbiddenAccountIds: [ACCOUNT] }, { allowedAccountIds: [OTHER] }])
    it(`is told where ${Object.keys(connection).join()} excludes it, before anything is listed there`, async () => {
      const { appflow, told } = previewing({ connection });
      assert.deepEqual(await told(note("crm"), looked()), ["error account-not-allowed"]);
      assert.deepEqual(await told(note("erp"), looked()), []);
      assert.deepEqual(appflow.methods(), ["account"]);
    });
});
