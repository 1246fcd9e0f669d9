import assert from "node:assert/strict";
import fc from "fast-check";
import {
  buildSourceArnPrefix,
  explainRefusal,
  findFreeStatementId,
  type Invocation,
} from "../../../../provider/functions/resourcePolicy";
import { policyOf } from "../../../support/inMemory/lambda";
import { ACCOUNT, arnOf, REGION } from "../../../support/inMemory/context";

const ARN = arnOf("crm");
const OTHER = "999999999999";
const SOURCE = `arn:aws:appflow:${REGION}:${ACCOUNT}:`;
const INVOCATION: Invocation = { functionArn: ARN, accountId: ACCOUNT, region: REGION };
const NOBODY = { why: "no statement of its resource policy lets appflow.amazonaws.com invoke it" };

type Members = Record<string, unknown>;
const ALLOW = { Sid: "appflow", Effect: "Allow", Principal: { Service: "appflow.amazonaws.com" } };
const allow = (it: Members = {}) => ({ ...ALLOW, Action: "lambda:InvokeFunction", Resource: ARN, ...it });
const deny = (changes: Members = {}) => allow({ Sid: "keepOut", Effect: "Deny", ...changes });
const where = (operator: string, key: string, it: unknown) => ({ Condition: { [operator]: { [key]: it } } });
const ELSEWHERE = where("StringEquals", "aws:SourceAccount", OTHER);
const stringify = (Statement: unknown) => JSON.stringify({ Version: "2012-10-17", Statement });
const explain = (policy: string | undefined) => explainRefusal(policy, INVOCATION);
const judge = (...statements: unknown[]) => explain(stringify(statements));

describe("A function's resource policy", () => {
  it("lets AppFlow in as `aws lambda add-permission` writes it, and keeps it out when there is none", () => {
    assert.equal(explain(policyOf(ARN)), undefined);
    assert.deepEqual(explain(undefined), { why: "it has no resource policy" });
  });

  it("keeps AppFlow of another account or region out, and names whom it lets in", () => {
    const why = `the statement "appflow" of its resource policy lets appflow.amazonaws.com invoke it only where StringEquals AWS:SourceAccount ${ACCOUNT} and ArnLike AWS:SourceArn ${SOURCE}*`;
    for (const changes of [{ accountId: OTHER }, { region: "eu-west-2" }])
      assert.deepEqual(explainRefusal(policyOf(ARN), { ...INVOCATION, ...changes }), { why });
  });

  it("keeps nobody out by account or source where nobody can tell the account, but does by all else", () => {
    const judgeAny = (it: unknown) => explainRefusal(stringify(it), { ...INVOCATION, accountId: undefined });
    for (const condition of [ELSEWHERE, where("ArnLike", "aws:SourceArn", `${SOURCE}*`)]) {
      assert.equal(judgeAny([allow(condition)]), undefined);
      assert.equal(judgeAny([allow(), deny(condition)]), undefined);
      assert.deepEqual(judgeAny([allow({ ...condition, Action: "s3:*" })]), NOBODY);
    }
    assert.equal(judgeAny([deny()])?.deniedBy, "keepOut");
  });

  it("is explained without an id where the statement has none", () => {
    const why = `its resource policy lets appflow.amazonaws.com invoke it only where StringEquals aws:SourceAccount ${OTHER}`;
    for (const Sid of [undefined, null, "", 5]) {
      assert.deepEqual(judge(allow({ Sid, ...ELSEWHERE })), { why });
      assert.deepEqual(judge(deny({ Sid })), { why: "its resource policy denies it", deniedBy: "" });
    }
  });

  it("is explained with the texts, numbers and booleans of the source's keys; others may be secrets", () => {
    const account = [OTHER, Number(OTHER), true, null, {}, [1], "9*"];
    const StringEquals = { "aws:PrincipalOrgID": "o-canary", "aws:sourceaccount": account };
    const StringLike = { "aws:SourceArnOf": ["canary", 5], "AWS:SOURCEARN": `${SOURCE}*` };
    const why = judge(allow({ Condition: { StringEquals, StringLike } }))?.why ?? "";
    const conditions = `StringEquals aws:PrincipalOrgID and StringEquals aws:sourceaccount ${OTHER} or ${OTHER} or true or 9* and StringLike aws:SourceArnOf and StringLike AWS:SOURCEARN ${SOURCE}*`;
    assert.equal(why.split(" only where ")[1], conditions);
  });

  it("is explained with the first Allow about AppFlow and the function, if no other Allow lets AppFlow in", () => {
    const others = [
      allow({ Sid: "s3", Principal: { Service: "s3.amazonaws.com" } }),
      allow({ Sid: "url", Action: "lambda:InvokeFunctionUrl" }),
      deny({ Sid: "no", ...ELSEWHERE }),
    ];
    assert.deepEqual(judge(...others), NOBODY);
    const nearest = judge(...others, allow(ELSEWHERE), allow({ Sid: "second", ...ELSEWHERE }));
    assert.match(nearest?.why ?? "", /^the statement "appflow" .* lets/);
    assert.equal(judge(...others, allow(ELSEWHERE), allow(), allow(ELSEWHERE)), undefined);
  });

  it("keeps AppFlow out by a Deny, wherever that stands, and names it", () => {
    const why = 'the statement "keepOut" of its resource policy denies it';
    const apart = deny({ Sid: "apart", Action: "s3:*" });
    for (const statements of [[allow(), deny()], [deny(), allow()], [deny()], [allow(), apart, deny()]])
      assert.deepEqual(judge(...statements), { why, deniedBy: "keepOut" });
  });

  it("ignores an effect of another spelling", () => {
    for (const Effect of [undefined, null, "allow", "deny", "DENY", ["Allow"]]) {
      assert.deepEqual(judge(allow({ Effect })), NOBODY);
      assert.equal(judge(allow(), allow({ Effect })), undefined);
    }
  });

  it("may be a single statement, and may have statements that are none", () => {
    assert.equal(explain(stringify(allow())), undefined);
    assert.equal(explain(stringify(deny()))?.deniedBy, "keepOut");
    const junk = [null, 1, "Allow", true, [], {}];
    for (const none of [[], ...junk, junk]) assert.deepEqual(explain(stringify(none)), NOBODY);
    assert.equal(judge(...junk, allow()), undefined);
    assert.equal(judge(allow(), ...junk, deny())?.deniedBy, "keepOut");
  });

  for (const text of ["", "{", "null", "5", '"Allow"', "[]", '[{"Statement":[]}]', "{}", '{"Version":null}'])
    it(`refuses nothing as the text '${text}'`, () => assert.equal(explain(text), undefined));

  for (const partition of ["aws", "aws-cn", "aws-us-gov"])
    it(`is compared with a source in the function's partition ${partition}`, () => {
      const functionArn = ARN.replace("aws", partition);
      assert.equal(explainRefusal(policyOf(functionArn), { ...INVOCATION, functionArn }), undefined);
      const prefix = buildSourceArnPrefix({ functionArn, accountId: OTHER, region: "us-east-1" });
      assert.equal(prefix, `arn:${partition}:appflow:us-east-1:${OTHER}:`);
    });

  it("has an id free for a new statement: the first of appflow, appflow-2 and so on that none uses", () => {
    const find = (...ids: unknown[]) => findFreeStatementId(stringify(ids.map((Sid) => Sid && { Sid })));
    for (const policy of [undefined, "{", "{}"]) assert.equal(findFreeStatementId(policy), "appflow");
    assert.deepEqual([find("appflow-2", null, {}), find("appflow")], ["appflow", "appflow-2"]);
    assert.equal(find(null, "appflow-2", "appflow"), "appflow-3");
  });
});

const [YES, UNKNOWN, NO] = ["applies", "may apply", "does not apply"] as const;
type Verdict = typeof YES | typeof UNKNOWN | typeof NO;

/** Tries a statement as an Allow, alone, and as a Deny, beside an Allow. */
function assertVerdict(changes: Members, verdict: Verdict): void {
  const letsIn = judge(allow(changes)) === undefined;
  const keepsOut = judge(allow(), deny(changes))?.deniedBy === "keepOut";
  assert.deepEqual([letsIn, keepsOut], [verdict !== NO, verdict === YES], JSON.stringify(changes));
}

/** Each value of a row is tried by itself, under each of the row's names. */
type Row = readonly [names: string, verdict: Verdict, values: readonly unknown[]];

const CONNECTOR = `${SOURCE}connector/crm`;
const SHOUTED = CONNECTOR.toUpperCase();
const S3 = "arn:aws:s3:::bucket";
/** A matcher that tries every way to share a text among the stars does not finish these. */
const STARS = [`${"*".repeat(30)}x`, `${"*?".repeat(20)}x`];
const service = (...Service: unknown[]) => ({ Service });
const MEMBERS: readonly Row[] = [
  ["Principal", YES, ["*", { AWS: "*" }, { AWS: [OTHER, "*"] }, service("s3", "appflow.amazonaws.com")]],
  ["Principal", UNKNOWN, [service("appflow.amazonaws.com.cn"), service("appflow.eu-west-1.amazonaws.com")]],
  ["Principal", NO, [{ Service: "s3.amazonaws.com" }, service("appflow"), service("appflow.amazonaws_com")]],
  ["Principal", NO, [service("x.appflow.amazonaws.com"), service("appflow.amazonaws.com.example")]],
  ["Principal", NO, [null, {}, { AWS: OTHER }, { AWS: "appflow.amazonaws.com" }, service(null)]],
  ["Principal Action", UNKNOWN, [undefined]],
  ["Action", YES, ["lambda:*", "lambda:Invoke*", "l*:Invoke*", "lambda:InvokeFunctio?", "*"]],
  ["Action", YES, ["LAMBDA:invokefunction", ["lambda:GetFunction", "lambda:InvokeFunction"]]],
  ["Action", NO, ["lambda:InvokeFunctionUrl", "lambda:Invoke", "lambda.InvokeFunction", "s3:*", [], 5]],
  ["Action Resource", NO, [null, [null], ...STARS]],
  ["Resource", YES, [ARN, "*", [arnOf("erp"), ARN], arnOf("c*"), arnOf("cr?"), undefined]],
  ["Resource", UNKNOWN, ["arn:aws:lambda:${aws:RequestedRegion}:*"]],
  ["Resource", NO, [arnOf("cr"), arnOf("crm?"), arnOf("CRM"), `${ARN}:prod`, `x${ARN}`, "(", []]],
  ["Resource", NO, [ARN.replaceAll(":", "."), arnOf("[a-z]+"), "arn:aws:lambda:.*"]],
  ["Condition", YES, [undefined, null, {}, { StringEquals: null }]],
  ["Condition", NO, [{ StringEquals: { "aws:SourceAccount": ACCOUNT, "AWS:SOURCEACCOUNT": OTHER } }]],
];
/** The latter are members that every object has. */
const OTHERS = "Bool Null ForAnyValue:StringEquals StringIfExistsEquals constructor toString __proto__";
const EQUALS = "StringEquals StringEqualsIgnoreCase";
const [ARN_LIKE, LIKE] = ["ArnEquals ArnLike", "ArnEquals ArnLike StringLike"];
/** These have too few parts for an ARN. As texts they match, since their stars cross the colons. */
const FEW = ["*", "arn:aws:appflow:*", `${SOURCE.slice(0, -1)}*`, `arn:*:${REGION}:${ACCOUNT}:*`];
const CONDITIONS: Readonly<Record<string, readonly Row[]>> = {
  "aws:SourceAccount": [
    [EQUALS, YES, [ACCOUNT, [OTHER, ACCOUNT], Number(ACCOUNT), [false, Number(ACCOUNT)]]],
    [EQUALS, UNKNOWN, ["${aws:ResourceAccount}"]],
    [EQUALS, NO, [OTHER, "1234*", [], Number(OTHER), true, false, null]],
    ["StringLike", YES, ["1234*", "12345678901?", "*", Number(ACCOUNT)]],
    ["StringLike", NO, ["1234", "9*", "123456789012?", ...STARS, 1234]],
    [`${OTHERS} NumericEquals ArnEquals ArnLike`, UNKNOWN, [ACCOUNT, OTHER, Number(OTHER)]],
  ],
  "aws:SourceArn": [
    [LIKE, YES, [`${SOURCE}*`, `arn:aws:appflow:*:${ACCOUNT}:*`, "*:*:*:*:*:*"]],
    [LIKE, YES, [`arn:*:appflow:eu-west-?:${ACCOUNT}:*`, [S3, `${SOURCE}*`]]],
    [LIKE, UNKNOWN, [SOURCE, `arn:aws:appflow:*:${ACCOUNT}:`, `${SOURCE}*/crm`, `${SOURCE}*:*`]],
    [LIKE, UNKNOWN, [CONNECTOR, [S3, CONNECTOR], `${SOURCE}flow/*`, `${SOURCE}?*`, "arn:aws:appflow:*/crm"]],
    [LIKE, UNKNOWN, ["arn:aws:${aws:Service}:*:1:*", CONNECTOR.replace("aws", "???"), `${SOURCE}:*`]],
    [LIKE, NO, [`arn:aws:appflow:eu-central-?:${ACCOUNT}:*`, SHOUTED, `x${SOURCE}*`]],
    [LIKE, NO, [S3, `arn:aws:appflow:${REGION}:${OTHER}:*`, `arn:aws-cn:appflow:*:${ACCOUNT}:*`]],
    [ARN_LIKE, UNKNOWN, [...FEW, "", "arn:aws:s3:*", SOURCE.slice(0, -1), [S3, "arn:aws"]]],
    [ARN_LIKE, NO, [`arn:aws:appflow:*:${OTHER}:*`, `arn:*:${REGION}:${ACCOUNT}:*:*`]],
    [ARN_LIKE, NO, STARS.flatMap((it) => [`arn:aws:appflow:${it}:${ACCOUNT}:*`, `*:*:*:*:${it}:*`])],
    ["StringLike", YES, FEW],
    ["StringLike", UNKNOWN, [`arn:aws:appflow:*:${OTHER}:*`, `${SOURCE.replace("w", "?")}?`, ...STARS]],
    ["StringLike", NO, ["", "arn:aws:s3:*", SOURCE.slice(0, -1), "arn:aws:s?*", "?".repeat(20)]],
    ["StringEquals", UNKNOWN, [CONNECTOR, `${SOURCE}*`]],
    ["StringEquals", NO, [S3, `arn:aws:appflow:*:${ACCOUNT}:*`, "arn:aws:appflow:", 5, SHOUTED]],
    ["StringEqualsIgnoreCase", UNKNOWN, [CONNECTOR, SHOUTED]],
    ["StringEqualsIgnoreCase", NO, [S3, S3.toUpperCase(), "ARN:AWS:APPFLOW:"]],
    [OTHERS, UNKNOWN, [S3, CONNECTOR]],
  ],
  "aws:PrincipalOrgID": [[EQUALS, UNKNOWN, ["o-1"]]],
};

describe("A statement of a resource policy", () => {
  for (const [members, verdict, values] of MEMBERS)
    for (const member of members.split(" "))
      it(`${verdict} with the ${member} ${JSON.stringify(values)}`, () => {
        for (const value of values) assertVerdict({ [member]: value }, verdict);
      });

  for (const member of ["Principal", "Action", "Resource"])
    it(`may apply with Not${member}, unless another member rules it out`, () => {
      const changes = { [member]: undefined, [`Not${member}`]: "x" };
      for (const value of ["x", null]) assertVerdict({ ...changes, [`Not${member}`]: value }, UNKNOWN);
      assertVerdict({ ...changes, ...ELSEWHERE }, NO);
    });

  for (const [key, rows] of Object.entries(CONDITIONS))
    for (const [operators, verdict, values] of rows)
      for (const operator of operators.split(" "))
        it(`${verdict} where ${operator} ${key} is ${JSON.stringify(values)}, and the reverse with Not`, () => {
          const negated = operator.replace(/Equals|Like/, "Not$&");
          const reverse = { [YES]: NO, [UNKNOWN]: UNKNOWN, [NO]: YES }[verdict];
          for (const value of values)
            for (const name of [key, key.toLowerCase(), key.toUpperCase()])
              for (const suffix of ["", "IfExists"]) {
                assertVerdict(where(`${operator}${suffix}`, name, value), verdict);
                assertVerdict(where(`${negated}${suffix}`, name, value), reverse);
              }
        });

  it("applies only where all of its conditions hold", () => {
    const both = (account: string, source: string) => {
      return { StringEquals: { "aws:SourceAccount": account }, ArnLike: { "aws:SourceArn": source } };
    };
    assertVerdict({ Condition: both(ACCOUNT, `${SOURCE}*`) }, YES);
    assertVerdict({ Condition: both(ACCOUNT, CONNECTOR) }, UNKNOWN);
    for (const it of [`${SOURCE}*`, CONNECTOR]) assertVerdict({ Condition: both(OTHER, it) }, NO);
  });
});

describe("Whatever a resource policy is", () => {
  const texts = `Allow Deny * appflow.amazonaws.com lambda:* ${ARN} ${SOURCE}* ${ACCOUNT} [(\\`.split(" ");
  const names = "Effect Principal Action Condition Service AWS ArnLike aws:SourceArn __proto__".split(" ");
  const values = [fc.constantFrom(null, ...texts), fc.string({ unit: "binary" }), fc.double()];
  const junk = fc.anything({ key: fc.oneof(fc.constantFrom(...names), fc.string()), values, maxDepth: 4 });
  const spoilt = fc.tuple(fc.constantFrom(...names), junk).map(([name, value]) => ({ [name]: value }));
  const statement = fc.oneof(junk, spoilt.map(allow), spoilt.map(deny));
  const policies = fc.oneof(statement, fc.array(statement)).map(stringify);

  it("it is judged, and an id for a new statement is found (500 policies)", () => {
    const isJudged = fc.property(fc.oneof(policies, fc.json(), fc.string()), (text) => {
      assert.notEqual(explain(text)?.why, "");
      assert.match(findFreeStatementId(text), /^appflow(-\d+)?$/);
    });
    fc.assert(isJudged, { numRuns: 500 });
  });
});
