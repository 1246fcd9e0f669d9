import assert from "node:assert/strict";
import fc from "fast-check";
import { freeStatementId, type Invocation, refusalOf } from "../../../provider/resourcePolicy";
import { ACCOUNT, arnOf, REGION } from "./given";

const ARN = arnOf("crm");
const SOURCE = `arn:aws:appflow:${REGION}:${ACCOUNT}:`;
const INVOCATION: Invocation = { functionArn: ARN, accountId: ACCOUNT, region: REGION };
const NOBODY = { why: "no statement of its resource policy lets appflow.amazonaws.com invoke it" };

describe("The text of a resource policy", () => {
  for (const text of ["", "{", "null", "5", '"Allow"', "[]", '[{"Statement":[]}]', "{}", '{"Version":null}'])
    it(`can't be judged as ${text || "an empty text"}`, () =>
      assert.equal(refusalOf(text, INVOCATION), undefined));

  for (const text of ['{"Statement":[]}', '{"Version":null,"Statement":[null]}', '{"Statement":[[],{}]}'])
    it(`lets nobody in as ${text}`, () => assert.deepEqual(refusalOf(text, INVOCATION), NOBODY));
});

describe("The name for a new statement", () => {
  const named = (...ids: unknown[]) => JSON.stringify({ Statement: ids.map((Sid) => Sid && { Sid }) });
  for (const [expected, what, taken] of [
    ["appflow", "in a policy without names", '{"Statement":[{}]}'],
    ["appflow", "where there is no policy", undefined],
    ["appflow", "in a policy that can't be read", "{"],
    ["appflow", "where only later names are taken", named("appflow-2", null)],
    ["appflow-2", "where the first is taken by a single statement", '{"Statement":{"Sid":"appflow"}}'],
    ["appflow-3", "where two are taken", named(null, "appflow-2", "appflow")],
  ] as const)
    it(`is ${expected} ${what}`, () => assert.equal(freeStatementId(taken), expected));
});

const NAMES = "Sid Effect Principal Action Resource Condition NotAction Service AWS".split(" ");
const TEXTS = ["Allow", "Deny", "*", "appflow.amazonaws.com", "lambda:*", ARN, `${SOURCE}*`, ACCOUNT, "[(\\"];
const TESTS = ["StringEquals", "ArnLike", "aws:SourceAccount", "aws:SourceArn", "constructor", "__proto__"];
const { junk } = fc.letrec<{ junk: unknown }>((tie) => ({
  junk: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.constant(null), fc.constantFrom(...TEXTS), fc.string({ unit: "binary" }), fc.double()),
    fc.array(tie("junk"), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...NAMES, ...TESTS), fc.string()), tie("junk"), { maxKeys: 4 }),
  ),
}));
const whole = {
  Principal: { Service: "appflow.amazonaws.com" },
  Action: "lambda:InvokeFunction",
  Resource: ARN,
};
const spoilt = fc
  .tuple(fc.constantFrom("Allow", "Deny"), fc.constantFrom("Condition", ...NAMES), junk)
  .map(([Effect, name, value]) => ({ Effect, ...whole, [name]: value }));
const statements = fc.oneof(spoilt, fc.array(fc.oneof(junk, spoilt)));
const stated = statements.map((Statement) => JSON.stringify({ Statement }));
const policies = fc.oneof(stated, stated, fc.json(), fc.string());

describe("Whatever a resource policy is", () => {
  it("it is judged, and a name for a new statement is found (500 policies)", () => {
    const isJudged = fc.property(policies, (text) => {
      assert.notEqual(refusalOf(text, INVOCATION)?.why, "");
      assert.match(freeStatementId(text), /^appflow(-\d+)?$/);
    });
    fc.assert(isJudged, { numRuns: 500 });
  });
});
