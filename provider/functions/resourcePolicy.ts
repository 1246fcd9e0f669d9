/** AppFlow invoking a connector's function, as the function's resource policy judges it. */
export interface Invocation {
  readonly functionArn: string;
  /** The account of the registration; undefined where nobody can tell it. */
  readonly accountId: string | undefined;
  readonly region: string;
}

/** Why AppFlow may not invoke a function. */
export interface Refusal {
  readonly why: string;
  /** The id of the statement that denies it: empty where that has none, undefined where none denies it. */
  readonly deniedBy?: string;
}

export const APPFLOW_PRINCIPAL = "appflow.amazonaws.com";

/** A statement in IAM's JSON. Nothing has checked the shape of its members. */
type Statement = Readonly<Record<string, unknown>>;

/** What cannot be told from here is unknown and never refuses: a preview must not fail where the update would work. */
type Truth = boolean | "unknown";

/**
 * Builds the beginning of `aws:SourceArn` in AppFlow's invocations. AWS documents no more of it: the template of its connector
 * SDK (awslabs/aws-appflow-custom-connector-python) permits `arn:aws:appflow:<region>:<account>:*`.
 */
export function buildSourceArnPrefix({ functionArn, accountId, region }: Invocation): string {
  return `arn:${functionArn.split(":")[1]}:appflow:${region}:${accountId}:`;
}

/**
 * Explains why a resource policy keeps AppFlow from invoking the function. The policy is JSON, or undefined where there is
 * none. The result is undefined where the policy lets AppFlow in or nobody can tell, also for a text that is no policy.
 */
export function explainRefusal(policy: string | undefined, invocation: Invocation): Refusal | undefined {
  if (policy === undefined) return { why: "it has no resource policy" };
  const statements = parseStatements(policy);
  if (!statements) return undefined;
  const denial = statements.find((it) => it.Effect === "Deny" && applies(it, invocation) === true);
  if (denial) return { why: `${describe(denial)} denies it`, deniedBy: readId(denial) };
  const allows = statements.filter((it) => it.Effect === "Allow");
  if (allows.some((it) => applies(it, invocation) !== false)) return undefined;
  const nearest = allows.find((it) => isAbout(it, invocation) !== false);
  if (!nearest) return { why: `no statement of its resource policy lets ${APPFLOW_PRINCIPAL} invoke it` };
  const conditions = describeConditions(nearest);
  return { why: `${describe(nearest)} lets ${APPFLOW_PRINCIPAL} invoke it only where ${conditions}` };
}

/** Finds an id for a new statement: the first of `appflow`, `appflow-2` and so on that the policy does not use. */
export function findFreeStatementId(policy: string | undefined): string {
  const ids = (policy && parseStatements(policy)?.map(readId)) || [];
  let id = "appflow";
  for (let n = 2; ids.includes(id); n += 1) id = `appflow-${n}`;
  return id;
}

/** The result is undefined when the text is no policy. */
function parseStatements(policy: string): Statement[] | undefined {
  try {
    const { Statement } = JSON.parse(policy) as { Statement?: unknown };
    if (Statement === undefined) return undefined;
    return [Statement].flat().filter((it): it is Statement => typeof it === "object" && it !== null);
  } catch {
    return undefined;
  }
}

function readId({ Sid }: Statement): string {
  return typeof Sid === "string" ? Sid : "";
}

function describe(statement: Statement): string {
  const id = readId(statement);
  return id ? `the statement "${id}" of its resource policy` : "its resource policy";
}

/** The values of other keys than the source's may be secrets. */
function describeConditions(statement: Statement): string {
  const texts = listConditions(statement).map(([operator, key, patterns]) => {
    const values = SOURCE_KEYS.includes(key.toLowerCase()) ? ` ${patterns.join(" or ")}` : "";
    return `${operator} ${key}${values}`;
  });
  return texts.join(" and ");
}

function applies(statement: Statement, invocation: Invocation): Truth {
  const conditions = listConditions(statement).map((it) => isMet(it, invocation));
  return all([isAbout(statement, invocation), ...conditions]);
}

/**
 * Compares principal, action and resource. A statement without a principal or an action has NotPrincipal or NotAction,
 * which are not judged. A statement without a resource is about the function that has the policy.
 */
function isAbout(statement: Statement, { functionArn }: Invocation): Truth {
  const { Principal, Action, Resource = "*", NotResource } = statement;
  const isAction = matchesAny(Action, (it) => isLike(it.toLowerCase(), "lambda:invokefunction"));
  return all([
    Principal === undefined ? "unknown" : isAppFlow(Principal),
    Action === undefined ? "unknown" : isAction,
    NotResource === undefined ? matchesAny(Resource, (it) => isLike(it, functionArn)) : "unknown",
  ]);
}

/** Names of the kind that other services have in a region or in China. AWS documents none for AppFlow. */
const OTHER_PRINCIPALS = /^appflow\.([a-z0-9-]+\.)?amazonaws\.com(\.cn)?$/;

function isAppFlow(principal: unknown): Truth {
  const { Service, AWS } = (principal ?? {}) as { Service?: unknown; AWS?: unknown };
  if (principal === "*" || listTexts(AWS).includes("*")) return true;
  return matchesAny(Service, (it) => it === APPFLOW_PRINCIPAL || (OTHER_PRINCIPALS.test(it) && "unknown"));
}

type Condition = readonly [operator: string, key: string, patterns: string[]];

function listConditions({ Condition }: Statement): Condition[] {
  return Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries((keys ?? {}) as object).map(([key, it]): Condition => [operator, key, listTexts(it)]),
  );
}

const ACCOUNT_KEY = "aws:sourceaccount";
const SOURCE_KEYS = [ACCOUNT_KEY, "aws:sourcearn"];

/** AppFlow sends both keys, so IfExists changes nothing. Any other key or operator is unknown. */
function isMet([operator, key, patterns]: Condition, invocation: Invocation): Truth {
  const { accountId } = invocation;
  const name = operator.replace(/IfExists$/, "");
  const match = MATCHES.get(`${key.toLowerCase()} ${name.replace("Not", "")}`);
  if (!match || !accountId) return "unknown";
  const text = key.toLowerCase() === ACCOUNT_KEY ? accountId : buildSourceArnPrefix(invocation);
  const isMatch = matchesAny(patterns, (it) => match(it, text));
  return name.includes("Not") && isMatch !== "unknown" ? !isMatch : isMatch;
}

/** How a pattern compares with the account, or with the documented prefix of the source's ARN. */
type Match = (pattern: string, text: string) => Truth;

const equals: Match = (pattern, text) => pattern === text;
const equalsPrefix: Match = (pattern, prefix) => pattern.startsWith(prefix) && "unknown";

/** IAM's operators without their Not. IAM reads wildcards in ArnEquals too. The prefix is in lower case. */
const MATCHES: ReadonlyMap<string, Match> = new Map([
  ["aws:sourceaccount StringEquals", equals],
  ["aws:sourceaccount StringEqualsIgnoreCase", equals],
  ["aws:sourceaccount StringLike", isLike],
  ["aws:sourcearn StringEquals", equalsPrefix],
  ["aws:sourcearn StringEqualsIgnoreCase", (pattern, prefix) => equalsPrefix(pattern.toLowerCase(), prefix)],
  ["aws:sourcearn StringLike", isLikePrefix],
  ["aws:sourcearn ArnEquals", isLikeArnPrefix],
  ["aws:sourcearn ArnLike", isLikeArnPrefix],
]);

/**
 * Compares a text with a pattern that has IAM's wildcards. The pattern is read a single time: a regular expression would
 * try every way to share the text among the stars, which takes hours for a handful of them.
 */
function isLike(pattern: string, text: string): boolean {
  const lengths = [...Array(text.length + 1).keys()];
  let matched = [0]; // how much of the text the pattern may match, as far as it is read
  for (const sign of pattern) {
    const isNext = (length: number) => matched.includes(length - 1) && (sign === "?" || sign === text[length - 1]);
    matched = sign === "*" ? lengths.slice(Math.min(...matched)) : lengths.filter(isNext);
  }
  return matched.includes(text.length);
}

/** Where a beginning of the pattern matches the prefix, its end may match the rest, which is unknown. */
function isLikePrefix(pattern: string, prefix: string): Truth {
  if (pattern.endsWith("*") && isLike(pattern, prefix)) return true;
  const beginnings = [pattern.slice(0, prefix.length), pattern.replace(/\*.*/s, "*")];
  return beginnings.some((it) => isLike(it, prefix)) && "unknown";
}

/** IAM compares the six parts of an ARN one by one. The prefix has all but the last. */
function isLikeArnPrefix(pattern: string, prefix: string): Truth {
  const parts = pattern.split(":");
  if (parts.length < 6) return "unknown";
  const documented = prefix.split(":").slice(0, 5);
  const resource = parts.slice(5).join(":");
  return all([...documented.map((it, index) => isLike(parts[index], it)), resource === "*" || "unknown"]);
}

/** Tells whether one of the patterns matches. What a policy variable in a pattern stands for is unknown. */
function matchesAny(patterns: unknown, match: (pattern: string) => Truth): Truth {
  const truths = listTexts(patterns).map((it) => (it.includes("${") ? "unknown" : match(it)));
  if (truths.includes(true)) return true;
  return truths.includes("unknown") && "unknown";
}

function all(truths: Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes("unknown") ? "unknown" : true;
}

/** Lists the texts of a member that is one text or many. An account id may stand there as a number. */
function listTexts(member: unknown): string[] {
  const isText = (it: unknown) => ["string", "number", "boolean"].includes(typeof it);
  return [member].flat().filter(isText).map(String);
}
