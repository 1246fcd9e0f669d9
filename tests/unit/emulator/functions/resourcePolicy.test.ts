import assert from "node:assert/strict";
import { allows, appflowPermission, type PolicyStatement } from "../../../../emulator/functions/resourcePolicy";

const ACCOUNT = "111111111111";
const functionArn = "arn:aws:lambda:eu-west-1:111111111111:function:crm";
const invocation = {
  service: "appflow.amazonaws.com",
  action: "lambda:InvokeFunction",
  functionArn,
  sourceAccount: ACCOUNT,
  sourceArn: "arn:aws:appflow:eu-west-1:111111111111:connector/crm",
};
const base: PolicyStatement = {
  Effect: "Allow",
  Principal: { Service: "appflow.amazonaws.com" },
  Action: "lambda:InvokeFunction",
  Resource: functionArn,
};

const only = (Condition: object): PolicyStatement[] => [{ ...base, Condition: Condition as never }];

const CASES: [why: string, statements: PolicyStatement[], allowed: boolean][] = [
  ["no statement", [], false],
  ["the documented statement", [appflowPermission(functionArn, ACCOUNT, "eu-west-1")], true],
  ["the statement of another account", [appflowPermission(functionArn, "222222222222", "eu-west-1")], false],
  ["the statement of another region", [appflowPermission(functionArn, ACCOUNT, "us-east-1")], false],
  ["no condition", [base], true],
  ["everybody", [{ ...base, Principal: "*" }], true],
  ["everybody by the AWS principal", [{ ...base, Principal: { AWS: "*" } }], true],
  ["another service", [{ ...base, Principal: { Service: "s3.amazonaws.com" } }], false],
  [
    "one of several services",
    [{ ...base, Principal: { Service: ["s3.amazonaws.com", "appflow.amazonaws.com"] } }],
    true,
  ],
  ["another action", [{ ...base, Action: "lambda:GetFunction" }], false],
  ["every action", [{ ...base, Action: ["lambda:*"] }], true],
  ["another function", [{ ...base, Resource: `${functionArn}2` }], false],
  ["a version of the function", [{ ...base, Resource: `${functionArn}:1` }], false],
  ["an allowance and a denial", [base, { ...base, Effect: "Deny" }], false],
  ["a denial for somebody else", [base, { ...base, Effect: "Deny", Principal: { Service: "s3.amazonaws.com" } }], true],
  ["keys in another case", only({ StringEquals: { "aws:sourceaccount": ACCOUNT } }), true],
  ["one of several accounts", only({ StringEquals: { "AWS:SourceAccount": ["2", ACCOUNT] } }), true],
  ["a pattern for an exact comparison", only({ StringEquals: { "AWS:SourceAccount": "1111*" } }), false],
  ["a pattern", only({ StringLike: { "AWS:SourceAccount": "1111*" } }), true],
  ["a dot in a pattern is no wildcard", only({ StringLike: { "AWS:SourceAccount": "11111111111." } }), false],
  ["a key that isn't sent", only({ StringEquals: { "aws:PrincipalOrgID": "o-1" } }), false],
  ["a key that isn't sent, if it exists", only({ StringEqualsIfExists: { "aws:PrincipalOrgID": "o-1" } }), true],
  ["an exclusion of this account", only({ StringNotEquals: { "AWS:SourceAccount": [ACCOUNT, "3"] } }), false],
  ["an operator that isn't emulated, allowing", only({ DateLessThan: { "aws:CurrentTime": "2020-01-01" } }), false],
  [
    "an operator that isn't emulated, denying",
    [base, { ...base, Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }],
    false,
  ],
];

describe("A function's resource policy", () => {
  for (const [why, statements, allowed] of CASES)
    it(`${allowed ? "lets AppFlow in" : "keeps AppFlow out"}: ${why}`, () => {
      assert.equal(allows(statements, invocation), allowed);
    });

  const patterns: [pattern: string, text: string, fits: boolean][] = [
    ["*", "", true],
    ["", "", true],
    ["", "a", false],
    ["a*", "a", true],
    ["*a", "ba", true],
    ["*a", "ab", false],
    ["a*a", "a", false],
    ["a*a", "aba", true],
    ["*ab*", "aab", true],
    ["*ab*ab", "abab", true],
    ["*ab*ab", "ab", false],
    ["a*b*c", "a-bb-b-c", true],
    ["a*b*c", "a-c-b", false],
    ["?", "", false],
    ["?*?", "ab", true],
    ["?*?", "a", false],
    ["*?b", "bb", true],
    ["**a**", "a", true],
    ["a.c", "abc", false],
  ];
  for (const [pattern, text, fits] of patterns)
    it(`reads the pattern ${pattern} as IAM does: "${text}" ${fits ? "fits" : "doesn't fit"}`, () => {
      const statement = {
        ...base,
        Resource: undefined,
        Condition: { StringLike: { "aws:SourceArn": pattern } },
      };
      assert.equal(allows([statement as never], { ...invocation, sourceArn: text }), fits);
    });

  it("with many stars is read at once", () => {
    const Condition = { ArnLike: { "aws:SourceArn": `${"*a".repeat(4)}b` } };
    assert.equal(allows([{ ...base, Condition }], { ...invocation, sourceArn: "a".repeat(256) }), false);
  }).timeout(1000);
});
