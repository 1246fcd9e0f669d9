import assert from "node:assert/strict";
import { type Invocation, refusalOf, sourceOf } from "../../../provider/resourcePolicy";
import { policyOf } from "../../support/inMemoryLambda";
import { ACCOUNT, arnOf, REGION } from "./given";

const ARN = arnOf("crm");
const OTHER = "999999999999";
const SOURCE = `arn:aws:appflow:${REGION}:${ACCOUNT}:`;
const INVOCATION: Invocation = { functionArn: ARN, accountId: ACCOUNT, region: REGION };

type Members = Record<string, unknown>;
const allow = (changes: Members = {}): Members => ({
  Sid: "appflow",
  Effect: "Allow",
  Principal: { Service: "appflow.amazonaws.com" },
  Action: "lambda:InvokeFunction",
  Resource: ARN,
  ...changes,
});
const deny = (changes: Members = {}): Members => allow({ Sid: "keepOut", Effect: "Deny", ...changes });
const where = (test: string, key: string, value: unknown) => ({ Condition: { [test]: { [key]: value } } });
const policy = (...Statement: unknown[]): string => JSON.stringify({ Version: "2012-10-17", Statement });
const judge = (...statements: unknown[]) => refusalOf(policy(...statements), INVOCATION);
const NOBODY = { why: "no statement of its resource policy lets appflow.amazonaws.com invoke it" };

describe("A function's resource policy", () => {
  it("lets AppFlow in as `aws lambda add-permission` writes it, and keeps it out when there is none", () => {
    assert.equal(refusalOf(policyOf(ARN), INVOCATION), undefined);
    assert.deepEqual(refusalOf(undefined, INVOCATION), { why: "it has no resource policy" });
  });

  it("doesn't let AppFlow of another account or region in, and tells for whom it is", () => {
    const why = `the statement "appflow" of its resource policy lets appflow.amazonaws.com invoke it only where StringEquals AWS:SourceAccount ${ACCOUNT} and ArnLike AWS:SourceArn ${SOURCE}*`;
    for (const changes of [{ accountId: OTHER }, { region: "eu-west-2" }])
      assert.deepEqual(refusalOf(policyOf(ARN), { ...INVOCATION, ...changes }), { why });
  });

  it("tells all values of a condition, and no name where the statement has none", () => {
    const condition = where("StringLike", "aws:SourceAccount", [OTHER, "8*"]);
    const why = `its resource policy lets appflow.amazonaws.com invoke it only where StringLike aws:SourceAccount ${OTHER} or 8*`;
    for (const Sid of [undefined, null, "", 5]) {
      assert.deepEqual(judge(allow({ Sid, ...condition })), { why });
      assert.deepEqual(judge(deny({ Sid })), { why: "its resource policy denies it", deniedBy: "" });
    }
  });

  it("tells the texts, numbers and booleans of a condition, and nothing else that stands there", () => {
    const values = [OTHER, Number(OTHER), true, null, {}, [1], "9*"];
    const why = judge(allow(where("StringEquals", "AWS:SourceAccount", values)))?.why ?? "";
    assert.ok(
      why.endsWith(` only where StringEquals AWS:SourceAccount ${OTHER} or ${OTHER} or true or 9*`),
      why,
    );
  });

  it("tells no value of another key than the source's, which may be a secret", () => {
    const StringEquals = { "aws:PrincipalOrgID": "o-canary", "aws:sourceaccount": OTHER };
    const others = {
      Bool: { "aws:SecureTransport": true },
      StringLike: { "aws:SourceArnOf": ["canary", 5] },
    };
    const Condition = { StringEquals, ...others, ArnLike: { "AWS:SOURCEARN": `${SOURCE}*` } };
    const told = `StringEquals aws:PrincipalOrgID and StringEquals aws:sourceaccount ${OTHER} and Bool aws:SecureTransport and StringLike aws:SourceArnOf and ArnLike AWS:SOURCEARN ${SOURCE}*`;
    const why = judge(allow({ Condition }))?.why ?? "";
    assert.ok(why.endsWith(` lets appflow.amazonaws.com invoke it only where ${told}`), why);
  });

  it("tells the conditions of an Allow that is about AppFlow and the function, if no other Allow lets it in", () => {
    const elsewhere = where("StringEquals", "aws:SourceAccount", OTHER);
    const others = [
      allow({ Sid: "s3", Principal: { Service: "s3.amazonaws.com" } }),
      allow({ Sid: "url", Action: "lambda:InvokeFunctionUrl" }),
      deny({ Sid: "no", ...elsewhere }),
    ];
    assert.deepEqual(judge(...others), NOBODY);
    assert.match(judge(...others, allow(elsewhere))?.why ?? "", /^the statement "appflow" .* lets/);
    assert.equal(judge(...others, allow(elsewhere), allow(), allow(elsewhere)), undefined);
  });

  it("is outdone by a Deny, wherever that stands, and names it", () => {
    const why = 'the statement "keepOut" of its resource policy denies it';
    const apart = deny({ Sid: "apart", Action: "s3:*" });
    for (const statements of [[allow(), deny()], [deny(), allow()], [deny()], [allow(), apart, deny()]])
      assert.deepEqual(judge(...statements), { why, deniedBy: "keepOut" });
  });

  it("neither lets in nor denies with an effect of another spelling", () => {
    for (const Effect of [undefined, null, "allow", "deny", "DENY", ["Allow"]]) {
      assert.deepEqual(judge(allow({ Effect })), NOBODY);
      assert.equal(judge(allow(), allow({ Effect })), undefined);
    }
  });

  it("may have a statement that is in no list", () => {
    const single = (Statement: Members) => refusalOf(JSON.stringify({ Statement }), INVOCATION);
    assert.equal(single(allow()), undefined);
    assert.equal(single(deny())?.deniedBy, "keepOut");
  });

  it("loses nothing by statements that are none", () => {
    const junk = [null, 1, "Allow", true, [], {}];
    assert.deepEqual(judge(...junk), NOBODY);
    assert.equal(judge(...junk, allow()), undefined);
    assert.equal(judge(allow(), ...junk, deny())?.deniedBy, "keepOut");
  });

  for (const partition of ["aws", "aws-cn", "aws-us-gov"])
    it(`is compared with a source in its function's partition ${partition}, the registration's region and account`, () => {
      const functionArn = ARN.replace("aws", partition);
      assert.equal(refusalOf(policyOf(functionArn), { ...INVOCATION, functionArn }), undefined);
      const source = sourceOf({ functionArn, accountId: OTHER, region: "us-east-1" });
      assert.equal(source, `arn:${partition}:appflow:us-east-1:${OTHER}:`);
    });
});

/** What a statement does as an Allow, alone, and as a Deny, beside an Allow: neither is refused on a mere perhaps. */
const VERDICTS = {
  applies: { letsIn: true, keepsOut: true },
  "may apply": { letsIn: true, keepsOut: false },
  "doesn't apply": { letsIn: false, keepsOut: false },
};
type Verdict = keyof typeof VERDICTS;
const [YES, PERHAPS, NO] = ["applies", "may apply", "doesn't apply"] as const;

function assertVerdict(changes: Members, verdict: Verdict): void {
  const letsIn = judge(allow(changes)) === undefined;
  const keepsOut = judge(allow(), deny(changes))?.deniedBy === "keepOut";
  assert.deepEqual({ letsIn, keepsOut }, VERDICTS[verdict], JSON.stringify(changes));
}

/** Each value of a row is tried for itself, under each of the row's names. */
type Row = readonly [names: string, verdict: Verdict, values: readonly unknown[]];

/** A matcher that tries one way after the other does not come to an end with it. */
const STARS = `${"*".repeat(30)}x`;
const MEMBERS: readonly Row[] = [
  ["Principal", YES, ["*", { AWS: "*" }, { AWS: [OTHER, "*"] }]],
  ["Principal", YES, [{ Service: ["s3.amazonaws.com", "appflow.amazonaws.com"] }]],
  ["Principal", NO, [{ Service: "s3.amazonaws.com" }, { Service: "appflow" }, {}, { AWS: OTHER }]],
  ["Principal", NO, [{ Service: "appflow.amazonaws.com.example" }, { AWS: "appflow.amazonaws.com" }]],
  ["Principal", NO, [null, { Service: null, AWS: null }, { Service: [null] }]],
  [
    "Principal",
    PERHAPS,
    [{ Service: "appflow.amazonaws.com.cn" }, { Service: "appflow.eu-west-1.amazonaws.com" }],
  ],
  ["Resource", PERHAPS, ["arn:aws:lambda:${aws:RequestedRegion}:*"]],
  ["Action", YES, ["lambda:*", "lambda:Invoke*", "l*:Invoke*", "lambda:InvokeFunctio?", "*"]],
  ["Action", YES, ["LAMBDA:invokefunction", ["lambda:GetFunction", "lambda:InvokeFunction"]]],
  ["Action", NO, ["lambda:InvokeFunctionUrl", "lambda:Invoke", "lambda.InvokeFunction", "s3:*", [], 5]],
  ["Principal Action", PERHAPS, [undefined]],
  ["Action Resource", NO, [null, [null], STARS]],
  ["Resource", YES, [ARN, "*", [arnOf("erp"), ARN], arnOf("c*"), arnOf("cr?"), undefined]],
  ["Resource", NO, [arnOf("cr"), arnOf("crm?"), arnOf("CRM"), `${ARN}:prod`, `x${ARN}`, "(", []]],
  ["Resource", NO, [ARN.replaceAll(":", "."), arnOf("[a-z]+"), "arn:aws:lambda:.*"]],
  ["Condition", YES, [undefined, null, {}, { StringEquals: null }]],
  ["Condition", NO, [{ StringEquals: { "aws:SourceAccount": null } }]],
];
const EQUAL = "StringEquals StringEqualsIfExists StringEqualsIgnoreCase";
const NOT_EQUAL = "StringNotEquals StringNotEqualsIfExists StringNotEqualsIgnoreCase";
/** The latter are members that every object has. */
const UNKNOWN = "DateLessThan Null ForAnyValue:StringEquals constructor toString __proto__";
const ACCOUNTS: readonly Row[] = [
  [`${EQUAL} ${NOT_EQUAL}`, PERHAPS, ["${aws:ResourceAccount}"]],
  [EQUAL, YES, [ACCOUNT, [OTHER, ACCOUNT], Number(ACCOUNT), [false, Number(ACCOUNT)]]],
  [EQUAL, NO, [OTHER, "1234*", [], Number(OTHER), true]],
  [NOT_EQUAL, YES, [OTHER, Number(OTHER), false]],
  [NOT_EQUAL, NO, [ACCOUNT, [OTHER, ACCOUNT], Number(ACCOUNT)]],
  ["StringLike", YES, ["1234*", "12345678901?", "*", Number(ACCOUNT)]],
  ["StringLike", NO, ["1234", "9*", "123456789012?", STARS, 1234]],
  ["StringNotLike", YES, ["9*"]],
  ["StringNotLike", NO, ["1234*"]],
  [`${UNKNOWN} NumericEquals`, PERHAPS, [ACCOUNT, OTHER, Number(OTHER)]],
];
const DEEPER = `${SOURCE}connector/crm`;
const S3 = "arn:aws:s3:::bucket";
const [ARN_LIKE, ARN_NOT_LIKE] = ["ArnLike ArnEquals ArnLikeIfExists", "ArnNotLike ArnNotEquals"];
const LIKE = `${ARN_LIKE} StringLike StringLikeIfExists`;
const NOT_LIKE = `${ARN_NOT_LIKE} StringNotLike`;
/** To ARNs, which are compared part by part, these say too little; as texts their stars cross the colons. */
const FEW = ["*", "arn:aws:appflow:*", `${SOURCE.slice(0, -1)}*`, `arn:*:${REGION}:${ACCOUNT}:*`];
const SOURCES: readonly Row[] = [
  [LIKE, YES, [`${SOURCE}*`, `arn:aws:appflow:*:${ACCOUNT}:*`, "*:*:*:*:*:*"]],
  [LIKE, YES, [`arn:*:appflow:eu-west-?:${ACCOUNT}:*`, [S3, `${SOURCE}*`]]],
  [LIKE, PERHAPS, [SOURCE, `arn:aws:appflow:*:${ACCOUNT}:`, `${SOURCE}*/crm`, `${SOURCE}*:*`]],
  [LIKE, PERHAPS, [DEEPER, `${SOURCE}flow/*`, `${SOURCE}?*`, "arn:aws:appflow:*/crm", [S3, DEEPER]]],
  [LIKE, NO, [`arn:aws:appflow:eu-central-?:${ACCOUNT}:*`, DEEPER.toUpperCase(), `x${SOURCE}*`]],
  [LIKE, NO, [S3, `arn:aws:appflow:${REGION}:${OTHER}:*`, `arn:aws-cn:appflow:*:${ACCOUNT}:*`]],
  [NOT_LIKE, YES, [S3, `arn:aws:appflow:${REGION}:${OTHER}:*`]],
  [NOT_LIKE, PERHAPS, [DEEPER, [S3, DEEPER]]],
  [NOT_LIKE, NO, [`${SOURCE}*`, [S3, `${SOURCE}*`]]],
  [ARN_LIKE, PERHAPS, [...FEW, "", "arn:aws:s3:*", SOURCE.slice(0, -1), [S3, "arn:aws"]]],
  [ARN_LIKE, NO, [`arn:aws:appflow:*:${OTHER}:*`, `arn:*:${REGION}:${ACCOUNT}:*:*`]],
  [ARN_LIKE, NO, [`arn:aws:appflow:${STARS}:${ACCOUNT}:*`, `*:*:*:*:${STARS}:*`]],
  [ARN_NOT_LIKE, YES, [`arn:aws:appflow:*:${OTHER}:*`]],
  [ARN_NOT_LIKE, PERHAPS, [...FEW, "arn:aws:s3:*"]],
  ["StringLike", YES, FEW],
  ["StringLike", PERHAPS, [`arn:aws:appflow:*:${OTHER}:*`, STARS]],
  ["StringLike", NO, ["", "arn:aws:s3:*", SOURCE.slice(0, -1)]],
  ["StringNotLike", NO, FEW],
  ["StringNotLike", PERHAPS, [`arn:aws:appflow:*:${OTHER}:*`]],
  ["StringEquals StringNotEquals", PERHAPS, [DEEPER, `${SOURCE}*`]],
  ["StringEquals", NO, [S3, `arn:aws:appflow:*:${ACCOUNT}:*`, "arn:aws:appflow:", 5]],
  ["StringEquals", NO, [DEEPER.toUpperCase()]],
  ["StringNotEquals", YES, [S3, DEEPER.toUpperCase()]],
  ["StringEqualsIgnoreCase StringNotEqualsIgnoreCase", PERHAPS, [DEEPER, DEEPER.toUpperCase()]],
  ["StringEqualsIgnoreCase", NO, [S3, S3.toUpperCase(), "ARN:AWS:APPFLOW:"]],
  ["StringNotEqualsIgnoreCase", YES, [S3, S3.toUpperCase()]],
  [UNKNOWN, PERHAPS, [S3, DEEPER]],
];
const CONDITIONS: Readonly<Record<string, readonly Row[]>> = {
  "aws:SourceAccount": ACCOUNTS,
  "aws:SourceArn": SOURCES,
  "aws:PrincipalOrgID": [["StringEquals StringNotEquals", PERHAPS, ["o-1"]]],
};
const listing = (values: readonly unknown[]) => values.map((it) => JSON.stringify(it) ?? "none").join(" or ");

describe("A statement of a resource policy", () => {
  for (const [members, verdict, values] of MEMBERS)
    for (const member of members.split(" "))
      it(`${verdict} with the ${member} ${listing(values)}`, () => {
        for (const value of values) assertVerdict({ [member]: value }, verdict);
      });

  for (const member of ["Principal", "Action", "Resource"])
    it(`may apply with Not${member}, unless another member rules it out`, () => {
      const changes = { [member]: undefined, [`Not${member}`]: "x" };
      for (const value of ["x", null]) assertVerdict({ ...changes, [`Not${member}`]: value }, PERHAPS);
      assertVerdict({ ...changes, ...where("StringEquals", "aws:SourceAccount", OTHER) }, NO);
    });

  for (const [key, rows] of Object.entries(CONDITIONS))
    for (const [operators, verdict, values] of rows)
      for (const operator of operators.split(" "))
        it(`${verdict} where ${operator} ${key} is ${listing(values)}`, () => {
          for (const value of values)
            for (const name of [key, key.toLowerCase(), key.toUpperCase()])
              assertVerdict(where(operator, name, value), verdict);
        });

  it("applies only where all of its conditions hold", () => {
    const both = (account: string, source: string) => {
      const StringEquals = { "aws:SourceAccount": account, "aws:sourceaccount": ACCOUNT };
      return { Condition: { ArnLike: { "aws:SourceArn": source }, StringEquals } };
    };
    assertVerdict(both(ACCOUNT, `${SOURCE}*`), YES);
    assertVerdict(both(ACCOUNT, DEEPER), PERHAPS);
    for (const source of [`${SOURCE}*`, DEEPER]) assertVerdict(both(OTHER, source), NO);
  });
});
