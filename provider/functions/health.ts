import type { ConnectorFunction, Lambda } from "../aws/lambda";
import type { Code } from "../diagnostics/catalog";
import {
  APPFLOW_PRINCIPAL,
  findFreeStatementId,
  type Invocation,
  type Refusal,
  explainRefusal,
  buildSourceArnPrefix,
} from "./resourcePolicy";

/** What is wrong with a function, as the facts of a diagnostic but for its `aside`. */
export interface FunctionProblem {
  readonly code: Code;
  readonly facts: Readonly<Record<string, string>>;
  /** The account in which AppFlow may not invoke it. */
  readonly accountId?: string;
  /** It is no problem, but worth knowing. */
  readonly isInformation?: boolean;
}

/** What is looked up; each needs a permission of its own. */
type FunctionLookup = "functions" | "policies";

/** Looks something up. Undefined when that fails, which is then no problem of the function's. */
export type LookUp<Kind extends string> = <T>(
  kind: Kind,
  call: (signal?: AbortSignal) => Promise<T>,
) => Promise<{ readonly value: T } | undefined>;

export interface FunctionCheck {
  readonly lambda: Lambda;
  readonly lambdaArn: string;
  readonly lookUp: LookUp<FunctionLookup>;
  /** The account of the registration, where it is known already. */
  readonly accountId?: string | undefined;
  /** The account of the credentials; undefined where nobody can tell. Asked only before a refusal is reported. */
  readonly findCaller: () => Promise<string | undefined>;
}

/**
 * Finds out why AppFlow could not register the function: it does not exist, is not active, or its resource policy keeps
 * AppFlow out. Makes at most two calls of Lambda.
 */
export async function findFunctionProblems(check: FunctionCheck): Promise<FunctionProblem[]> {
  const { lambda, lambdaArn, lookUp } = check;
  const [described, policy] = await Promise.all([
    lookUp("functions", (signal) => lambda.describe(lambdaArn, signal)),
    lookUp("policies", (signal) => lambda.policy(withoutLatest(lambdaArn), signal)),
  ]);
  if (described && !described.value) return [{ code: "function-absent", facts: { lambdaArn } }];
  return [
    ...(described?.value ? findInactivity(lambdaArn, described.value) : []),
    ...(policy ? await findPolicyProblem(check, policy.value) : []),
  ];
}

/** The way out of each state in which Lambda does not invoke a function; `options` name it for the AWS CLI. */
const REMEDIES: ReadonlyMap<string, (options: string) => string> = new Map([
  ["Pending", (options) => `Run again when it is active: aws lambda wait function-active-v2 ${options}`],
  [
    "Inactive",
    (options) =>
      `Wake it: aws lambda invoke ${options} /dev/null; then wait: aws lambda wait function-active-v2 ${options}`,
  ],
  ["Failed", () => "Mend what the reason names and deploy it again"],
]);

function findInactivity(lambdaArn: string, { state, reason }: ConnectorFunction): FunctionProblem[] {
  if (state === undefined || state === "Active") return [];
  const { options } = parseName(lambdaArn);
  const remedy = REMEDIES.get(state)?.(options) ?? `Look what keeps it: aws lambda get-function ${options}`;
  const described = reason ? `${state} (${reason.replace(/\.$/, "")})` : state;
  return [{ code: "function-inactive", facts: { lambdaArn, state: described, remedy } }];
}

/** Lambda keeps no policy for $LATEST; that of the function without a version holds. */
function withoutLatest(lambdaArn: string): string {
  return lambdaArn.replace(/:\$LATEST$/, "");
}

/**
 * A registration is usually in its function's account, but the caller's account decides. Where nobody can tell it, only a
 * policy that keeps AppFlow out of every account is a problem.
 */
async function findPolicyProblem(
  { lambdaArn, findCaller, ...check }: FunctionCheck,
  policy: string | undefined,
): Promise<FunctionProblem[]> {
  const functionArn = withoutLatest(lambdaArn);
  const [, , , region = "", functionAccount = ""] = functionArn.split(":");
  const refusalIn = (accountId: string | undefined) => explainRefusal(policy, { functionArn, accountId, region });
  if (!refusalIn(check.accountId ?? functionAccount)) return [];
  const accountId = check.accountId ?? (await findCaller());
  const refusal = refusalIn(accountId);
  if (!refusal) return [];
  return [toProblem(refusal, { functionArn, accountId: accountId ?? functionAccount, region }, policy)];
}

function toProblem(
  { why, deniedBy }: Refusal,
  invocation: Invocation & { accountId: string },
  policy: string | undefined,
): FunctionProblem {
  const { functionArn: lambdaArn, accountId } = invocation;
  const { options } = parseName(lambdaArn);
  if (deniedBy !== undefined) {
    const command = `aws lambda remove-permission ${options} --statement-id ${deniedBy || "<its id>"}`;
    return { code: "function-denied", facts: { lambdaArn, why, command }, accountId };
  }
  const source = `${buildSourceArnPrefix(invocation)}*`;
  const command = `aws lambda add-permission ${options} --statement-id ${findFreeStatementId(policy)} --action lambda:InvokeFunction --principal ${APPFLOW_PRINCIPAL} --source-account ${accountId} --source-arn '${source}'`;
  const permission = toPermission(lambdaArn, accountId, source);
  return { code: "function-not-invocable", facts: { lambdaArn, why, command, permission }, accountId };
}

function toPermission(lambdaArn: string, sourceAccount: string, sourceArn: string): string {
  const { name, qualifier } = parseName(lambdaArn);
  const args = Object.entries({
    action: "lambda:InvokeFunction",
    function: name,
    ...(qualifier ? { qualifier } : {}),
    principal: APPFLOW_PRINCIPAL,
    sourceAccount,
    sourceArn,
  }).map(([key, value]) => `${key}: "${value}"`);
  return `new aws.lambda.Permission("appflow", { ${args.join(", ")} })`;
}

/** For the AWS CLI, region and version or alias are options of their own. */
function parseName(lambdaArn: string) {
  const [, , , region, , , , qualifier] = lambdaArn.split(":");
  const name = lambdaArn.split(":").slice(0, 7).join(":");
  const options = `--region ${region} --function-name ${name}${qualifier ? ` --qualifier '${qualifier}'` : ""}`;
  return { name, qualifier, options };
}
