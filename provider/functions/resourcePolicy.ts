/** What AppFlow does when a connector is registered, as a function's resource policy sees it. */
export interface Invocation {
  readonly functionArn: string;
  /** Account and region of the registration; the account is undefined where nobody can tell it. */
  readonly accountId: string | undefined;
  readonly region: string;
}

/** Why AppFlow may not invoke a function, and which statement is in the way where one denies it. */
export interface Refusal {
  readonly why: string;
  readonly deniedBy?: string;
}

export const APPFLOW = "appflow.amazonaws.com";

/** A statement as IAM's JSON has it: any member may be of any shape. */
type Statement = Readonly<Record<string, unknown>>;

/** What can't be told from here, such as a condition on a key that nobody has documented for AppFlow, is "perhaps". */
type Truth = "yes" | "perhaps" | "no";

/** The ARN of whatever in AppFlow invokes, as far as it is documented; what follows is anybody's guess. */
export function sourceOf({ functionArn, accountId, region }: Invocation): string {
  return `arn:${functionArn.split(":")[1]}:appflow:${region}:${accountId}:`;
}

/**
 * Why a resource policy does not let AppFlow invoke the function; undefined when it does, or when that can't be told: a
 * preview must not refuse what would work.
 */
export function refusalOf(policy: string | undefined, invocation: Invocation): Refusal | undefined {
  if (policy === undefined) return { why: "it has no resource policy" };
  const statements = statementsOf(policy)?.map((it) => ({ it, applies: applies(it, invocation) }));
  if (!statements) return undefined;
  const denying = statements.find(({ it, applies }) => it["Effect"] === "Deny" && applies === "yes");
  if (denying) return { why: `${nameOf(denying.it)} denies it`, deniedBy: idOf(denying.it) };
  const allowing = statements.filter(({ it }) => it["Effect"] === "Allow");
  if (allowing.some(({ applies }) => applies !== "no")) return undefined;
  const near = allowing.find(({ it }) => isAbout(it, invocation) !== "no");
  if (!near) return { why: `no statement of its resource policy lets ${APPFLOW} invoke it` };
  return { why: `${nameOf(near.it)} lets ${APPFLOW} invoke it only where ${conditionsOf(near.it)}` };
}

/** A name for a new statement that no other has. */
export function freeStatementId(policy: string | undefined): string {
  const taken = (policy && statementsOf(policy)?.map(idOf)) || [];
  let id = "appflow";
  for (let n = 2; taken.includes(id); n += 1) id = `appflow-${n}`;
  return id;
}

/** Undefined when the text is no policy. */
function statementsOf(policy: string): Statement[] | undefined {
  try {
    const { Statement } = JSON.parse(policy) as { Statement?: unknown };
    if (Statement === undefined) return undefined;
    return [Statement].flat().filter((it): it is Statement => typeof it === "object" && it !== null);
  } catch {
    return undefined;
  }
}

function idOf({ Sid }: Statement): string {
  return typeof Sid === "string" ? Sid : "";
}

function nameOf(statement: Statement): string {
  const id = idOf(statement);
  return id ? `the statement "${id}" of its resource policy` : "its resource policy";
}

/** The values of other keys than the source may be secrets. */
function conditionsOf({ Condition }: Statement): string {
  const texts = conditions(Condition).map(({ operator, key, values }) =>
    SOURCE.includes(key.toLowerCase()) ? `${operator} ${key} ${values.join(" or ")}` : `${operator} ${key}`,
  );
  return texts.join(" and ");
}

const SOURCE = ["aws:sourceaccount", "aws:sourcearn"];

function conditions(condition: unknown) {
  return Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries((keys ?? {}) as object).map(([key, values]) => ({
      operator,
      key,
      values: listed(values),
    })),
  );
}

function applies(statement: Statement, invocation: Invocation): Truth {
  return all([isAbout(statement, invocation), conditionsHold(statement["Condition"], invocation)]);
}

/** Principal, action and resource. A statement with NotPrincipal, NotAction or NotResource says too little to tell. */
function isAbout(statement: Statement, { functionArn }: Invocation): Truth {
  const { Principal, Action, Resource } = statement;
  const resources = listed(Resource).map((it) => (isVariable(it) ? "perhaps" : truth(like(it, functionArn))));
  const isAction = listed(Action).some((it) => like(it.toLowerCase(), "lambda:invokefunction"));
  return all([
    Principal === undefined ? "perhaps" : isAppFlow(Principal),
    Action === undefined ? "perhaps" : truth(isAction),
    "NotResource" in statement ? "perhaps" : Resource === undefined ? "yes" : some(resources),
  ]);
}

/** Nobody has documented the service's other names, of a region or of China. */
const OTHER_NAMES = /^appflow\.([a-z0-9-]+\.)?amazonaws\.com(\.cn)?$/;

function isAppFlow(principal: unknown): Truth {
  const { Service, AWS } = (principal ?? {}) as { Service?: unknown; AWS?: unknown };
  const names = listed(Service);
  if (principal === "*" || names.includes(APPFLOW) || listed(AWS).includes("*")) return "yes";
  return names.some((name) => OTHER_NAMES.test(name)) ? "perhaps" : "no";
}

/** What a policy variable stands for is not known. */
function isVariable(pattern: string): boolean {
  return pattern.includes("${");
}

function conditionsHold(condition: unknown, invocation: Invocation): Truth {
  return all(
    conditions(condition).map(({ operator, key, values }) => holds(operator, key, values, invocation)),
  );
}

/** Whether a pattern of a condition matches the account, or an ARN of which only the beginning is known. */
type Test = (pattern: string, known: string) => Truth;

const exactly: Test = (pattern, known) => truth(pattern === known);
const globbed: Test = (pattern, known) => truth(like(pattern, known));
const beginning: Test = (pattern, known) => (pattern.startsWith(known) ? "perhaps" : "no");
const globbedBeginning: Test = (pattern, known) => {
  const reached = positions(pattern, known);
  if (pattern.endsWith("*") && reached.has(pattern.length)) return "yes";
  return reached.size > 0 ? "perhaps" : "no";
};
/** IAM compares the six parts of an ARN one by one; what stands in the last one is not known. */
const arnBeginning: Test = (pattern, known) => {
  const [wanted, parts] = [pattern.split(":"), known.split(":").slice(0, 5)];
  if (wanted.length < 6) return "perhaps";
  if (!parts.every((part, index) => like(wanted[index] ?? "", part))) return "no";
  return wanted.slice(5).join(":") === "*" ? "yes" : "perhaps";
};
const ignoringCase =
  (test: Test): Test =>
  (pattern, known) =>
    test(pattern.toLowerCase(), known.toLowerCase());

/** IAM's operators, for what is known as a whole and for what is known in its beginning. */
const OPERATORS: ReadonlyMap<string, readonly [whole: Test, beginning: Test]> = new Map([
  ["StringEquals", [exactly, beginning]],
  ["StringEqualsIgnoreCase", [exactly, ignoringCase(beginning)]],
  ["StringLike", [globbed, globbedBeginning]],
  // IAM compares both like patterns.
  ["ArnEquals", [globbed, arnBeginning]],
  ["ArnLike", [globbed, arnBeginning]],
]);

function holds(operator: string, key: string, patterns: string[], invocation: Invocation): Truth {
  const name = operator.replace(/IfExists$/, "");
  const tests = OPERATORS.get(name.replace("Not", ""));
  const isAccount = key.toLowerCase() === "aws:sourceaccount";
  const { accountId } = invocation;
  if (!tests || !accountId || !SOURCE.includes(key.toLowerCase())) return "perhaps";
  const known = isAccount ? accountId : sourceOf(invocation);
  const test = tests[isAccount ? 0 : 1];
  const matches = some(patterns.map((pattern) => (isVariable(pattern) ? "perhaps" : test(pattern, known))));
  if (!name.includes("Not") || matches === "perhaps") return matches;
  return matches === "yes" ? "no" : "yes";
}

function all(truths: Truth[]): Truth {
  if (truths.includes("no")) return "no";
  return truths.includes("perhaps") ? "perhaps" : "yes";
}

function some(truths: Truth[]): Truth {
  if (truths.includes("yes")) return "yes";
  return truths.includes("perhaps") ? "perhaps" : "no";
}

function truth(value: boolean): Truth {
  return value ? "yes" : "no";
}

/** An account id may stand there as a number. */
function isPlain(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

function listed(value: unknown): string[] {
  return [value].flat().filter(isPlain).map(String);
}

function like(pattern: string, text: string): boolean {
  return positions(pattern, text).has(pattern.length);
}

/** How far into a pattern with IAM's wildcards a whole text may lead; nowhere when it doesn't match its beginning. */
function positions(pattern: string, text: string): Set<number> {
  let reached = pastStars(pattern, [0]);
  for (const letter of text) {
    const next = [...reached].flatMap((at) => {
      if (pattern[at] === "*") return [at];
      return pattern[at] === "?" || pattern[at] === letter ? [at + 1] : [];
    });
    reached = pastStars(pattern, next);
  }
  return reached;
}

function pastStars(pattern: string, from: number[]): Set<number> {
  const reached = new Set(from);
  for (const at of reached) if (pattern[at] === "*") reached.add(at + 1);
  return reached;
}
