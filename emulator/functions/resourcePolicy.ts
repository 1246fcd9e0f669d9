/** A statement of a function's resource policy, in the form of IAM's JSON. */
export interface PolicyStatement {
  Sid?: string;
  Effect: "Allow" | "Deny";
  Principal: "*" | Record<string, string | string[]>;
  Action: string | string[];
  Resource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** A service that wants to invoke a function on behalf of an account's connector. */
export interface Invocation {
  service: string;
  action: string;
  functionArn: string;
  sourceAccount: string;
  sourceArn: string;
}

type Test = (pattern: string, value: string) => boolean;

const equals: Test = (pattern, value) => pattern === value;

/**
 * "*" stands for any text, "?" for any character. A regular expression would try every way to share the value among the
 * stars: a handful of them could keep the emulator busy for hours.
 */
const like: Test = (pattern, value) => {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return pattern.length === value.length && matchesAt(first, value, 0);
  const end = value.length - last.length;
  if (!matchesAt(first, value, 0) || !matchesAt(last, value, end)) return false;
  let at = first.length;
  for (const part of rest) {
    while (at + part.length <= end && !matchesAt(part, value, at)) at += 1;
    at += part.length;
  }
  return at <= end;
};

function matchesAt(part: string, value: string, at: number): boolean {
  if (at < 0 || at + part.length > value.length) return false;
  return part.split("").every((character, n) => character === "?" || character === value[at + n]);
}

const equalsIgnoringCase: Test = (pattern, value) => pattern.toLowerCase() === value.toLowerCase();

/** The condition operators that are evaluated, less "IfExists". ArnEquals compares like ArnLike, as IAM documents. */
const OPERATORS = new Map<string, { test: Test; isNegated: boolean }>([
  ["StringEquals", { test: equals, isNegated: false }],
  ["StringEqualsIgnoreCase", { test: equalsIgnoringCase, isNegated: false }],
  ["StringLike", { test: like, isNegated: false }],
  ["ArnEquals", { test: like, isNegated: false }],
  ["ArnLike", { test: like, isNegated: false }],
  ["StringNotEquals", { test: equals, isNegated: true }],
  ["StringNotLike", { test: like, isNegated: true }],
  ["ArnNotEquals", { test: like, isNegated: true }],
  ["ArnNotLike", { test: like, isNegated: true }],
]);

/** Whether the statements let the invocation through: one allows it and none denies it. */
export function allows(statements: readonly PolicyStatement[], invocation: Invocation): boolean {
  const isDenied = statements.some((it) => it.Effect === "Deny" && applies(it, invocation, true));
  return !isDenied && statements.some((it) => it.Effect === "Allow" && applies(it, invocation, false));
}

/** `otherwise` is for conditions that can't be evaluated: a denial applies then, a permission doesn't. */
function applies(
  { Principal, Action, Resource = "*", Condition = {} }: PolicyStatement,
  invocation: Invocation,
  otherwise: boolean,
): boolean {
  const action = invocation.action.toLowerCase();
  return (
    includesService(Principal, invocation.service) &&
    toList(Action).some((pattern) => like(pattern.toLowerCase(), action)) &&
    toList(Resource).some((pattern) => like(pattern, invocation.functionArn)) &&
    conditionsHold(Condition, invocation, otherwise)
  );
}

function includesService(principal: PolicyStatement["Principal"], service: string): boolean {
  if (principal === "*") return true;
  return toList(principal["Service"] ?? []).includes(service) || toList(principal["AWS"] ?? []).includes("*");
}

function conditionsHold(
  conditions: NonNullable<PolicyStatement["Condition"]>,
  { sourceAccount, sourceArn }: Invocation,
  otherwise: boolean,
): boolean {
  const context = new Map([
    ["aws:sourceaccount", sourceAccount],
    ["aws:sourcearn", sourceArn],
  ]);
  return Object.entries(conditions).every(([name, keys]) => {
    const operator = OPERATORS.get(name.replace(/IfExists$/, ""));
    if (!operator) return otherwise;
    const { test, isNegated } = operator;
    return Object.entries(keys).every(([key, patterns]) => {
      const value = context.get(key.toLowerCase());
      if (value === undefined) return isNegated || name.endsWith("IfExists");
      return toList(patterns).some((pattern) => test(pattern, value)) !== isNegated;
    });
  });
}

function toList(value: string | string[]): string[] {
  return Array.isArray(value) ? value : [value];
}

/** The statement that lets an account's AppFlow, in one region, invoke a function: what AWS's documentation has users add. */
export function appflowPermission(functionArn: string, accountId: string, region: string): PolicyStatement {
  const partition = functionArn.split(":")[1] ?? "aws";
  return {
    Sid: "appflow",
    Effect: "Allow",
    Principal: { Service: "appflow.amazonaws.com" },
    Action: "lambda:InvokeFunction",
    Resource: functionArn,
    Condition: {
      StringEquals: { "AWS:SourceAccount": accountId },
      ArnLike: { "AWS:SourceArn": `arn:${partition}:appflow:${region}:${accountId}:*` },
    },
  };
}
