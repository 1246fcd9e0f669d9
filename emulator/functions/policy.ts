/** A statement of a function's resource policy, in the form of IAM's JSON. */
export interface PolicyStatement {
  Sid?: string;
  Effect: "Allow" | "Deny";
  Principal: "*" | Record<string, string | string[]>;
  Action: string | string[];
  Resource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** One attempt to invoke a function on behalf of an account's connector. */
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
 * "*" stands for any text, "?" for any character. Not by a regular expression, which would try every way to share the
 * value among the stars: a handful of them could keep the emulator busy for hours.
 */
const like: Test = (pattern, value) => {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return pattern.length === value.length && fits(first, value, 0);
  const end = value.length - last.length;
  if (!fits(first, value, 0) || !fits(last, value, end)) return false;
  let at = first.length;
  for (const part of rest) {
    while (at + part.length <= end && !fits(part, value, at)) at += 1;
    at += part.length;
  }
  return at <= end;
};

function fits(part: string, value: string, at: number): boolean {
  if (at < 0 || at + part.length > value.length) return false;
  return part.split("").every((character, n) => character === "?" || character === value[at + n]);
}

const ignoringCase: Test = (pattern, value) => pattern.toLowerCase() === value.toLowerCase();

/** The condition operators the emulator evaluates; ArnEquals compares like ArnLike, as IAM documents. */
const OPERATORS: Record<string, Test> = {
  StringEquals: equals,
  StringEqualsIgnoreCase: ignoringCase,
  StringLike: like,
  ArnEquals: like,
  ArnLike: like,
  StringNotEquals: (pattern, value) => !equals(pattern, value),
  StringNotLike: (pattern, value) => !like(pattern, value),
  ArnNotEquals: (pattern, value) => !like(pattern, value),
  ArnNotLike: (pattern, value) => !like(pattern, value),
};

/** Whether the statements let the invocation through: one allows it and none denies it. */
export function allows(statements: readonly PolicyStatement[], invocation: Invocation): boolean {
  const denied = statements.some((it) => it.Effect === "Deny" && applies(it, invocation, true));
  return !denied && statements.some((it) => it.Effect === "Allow" && applies(it, invocation, false));
}

/** `unknown` is the verdict on conditions the emulator can't evaluate: a denial holds, a permission doesn't. */
function applies(statement: PolicyStatement, invocation: Invocation, unknown: boolean): boolean {
  return (
    namesPrincipal(statement.Principal, invocation.service) &&
    listed(statement.Action).some((action) => like(action.toLowerCase(), invocation.action.toLowerCase())) &&
    (statement.Resource === undefined ||
      listed(statement.Resource).some((arn) => like(arn, invocation.functionArn))) &&
    conditionsHold(statement.Condition ?? {}, invocation, unknown)
  );
}

function namesPrincipal(principal: PolicyStatement["Principal"], service: string): boolean {
  if (principal === "*") return true;
  return (
    listed(principal["Service"] ?? []).some((name) => name === service) ||
    listed(principal["AWS"] ?? []).includes("*")
  );
}

function conditionsHold(
  conditions: NonNullable<PolicyStatement["Condition"]>,
  invocation: Invocation,
  unknown: boolean,
): boolean {
  const context: Record<string, string> = {
    "aws:sourceaccount": invocation.sourceAccount,
    "aws:sourcearn": invocation.sourceArn,
  };
  return Object.entries(conditions).every(([operator, keys]) => {
    const test = OPERATORS[operator.replace(/IfExists$/, "")];
    if (!test) return unknown;
    return Object.entries(keys).every(([key, patterns]) => {
      const value = context[key.toLowerCase()];
      if (value === undefined) return operator.endsWith("IfExists") || operator.includes("Not");
      const negated = operator.includes("Not");
      return negated
        ? listed(patterns).every((pattern) => test(pattern, value))
        : listed(patterns).some((pattern) => test(pattern, value));
    });
  });
}

function listed(value: string | string[]): string[] {
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
