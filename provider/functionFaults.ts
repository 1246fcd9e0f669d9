import { type Finding, finding, type Subject } from "./findings";
import type { ConnectorFunction, Lambda } from "./lambda";
import {
  APPFLOW,
  freeStatementId,
  type Invocation,
  type Refusal,
  refusalOf,
  sourceOf,
} from "./resourcePolicy";
import type { See } from "./unseen";

/** What is wrong with a function, told of one of the registrations that need it. `aside` follows what happened. */
export type Fault = (severity: Finding["severity"], subject: Subject, aside: string) => Finding;

/** A function, and the look at it. */
export interface FunctionLook {
  readonly lambda: Lambda;
  readonly lambdaArn: string;
  readonly subject: Subject;
  readonly see: See;
  /** The account of the registration, where it is known already. */
  readonly accountId?: string | undefined;
  /** The account of the credentials; undefined where nobody can tell. Asked only before a refusal is told. */
  readonly callerAccount: () => Promise<string | undefined>;
}

/**
 * Why AppFlow could not register the function: it does not exist, is not active, or its resource policy keeps AppFlow out.
 * At most two calls of Lambda. What could not be looked up is no fault.
 */
export async function functionFaults(look: FunctionLook): Promise<Fault[]> {
  const { lambda, lambdaArn, subject, see } = look;
  const [shown, policy] = await Promise.all([
    see("functions", () => lambda.describe(lambdaArn, subject)),
    see("policies", () => lambda.policy(unversioned(lambdaArn), subject)),
  ]);
  if (shown && !shown.seen) return [absent(lambdaArn)];
  return [
    ...(shown?.seen ? inactive(lambdaArn, shown.seen) : []),
    ...(policy ? await uninvocable(look, policy.seen) : []),
  ];
}

function absent(lambdaArn: string): Fault {
  return (severity, subject, aside) => finding(severity, "function-absent", subject, { lambdaArn, aside });
}

/** The way out of each state in which Lambda does not invoke a function; `words` name it for the AWS CLI. */
const STATES: ReadonlyMap<string, (words: string) => string> = new Map([
  ["Pending", (words) => `Run again when it is active: aws lambda wait function-active-v2 ${words}`],
  [
    "Inactive",
    (words) =>
      `Wake it: aws lambda invoke ${words} /dev/null; then wait: aws lambda wait function-active-v2 ${words}`,
  ],
  ["Failed", () => "Mend what the reason names and deploy it again"],
]);

function inactive(lambdaArn: string, { state, reason }: ConnectorFunction): Fault[] {
  if (state === undefined || state === "Active") return [];
  const { words } = named(lambdaArn);
  const remedy = STATES.get(state)?.(words) ?? `Look what keeps it: aws lambda get-function ${words}`;
  const described = reason ? `${state} (${reason.replace(/\.$/, "")})` : state;
  return [
    (severity, subject, aside) =>
      finding(severity, "function-inactive", subject, { lambdaArn, state: described, remedy, aside }),
  ];
}

/** Lambda keeps no policy for $LATEST; that of the function without a version holds. */
function unversioned(lambdaArn: string): string {
  return lambdaArn.replace(/:\$LATEST$/, "");
}

/**
 * A registration is usually in its function's account; that is made sure of before a policy is called wrong. Where nobody
 * can tell the account, only what keeps AppFlow out of every account is.
 */
async function uninvocable(look: FunctionLook, policy: string | undefined): Promise<Fault[]> {
  const functionArn = unversioned(look.lambdaArn);
  const [, , , region = "", owner = ""] = functionArn.split(":");
  const refused = (accountId: string | undefined) => refusalOf(policy, { functionArn, accountId, region });
  if (!refused(look.accountId ?? owner)) return [];
  const accountId = look.accountId ?? (await look.callerAccount());
  const refusal = refused(accountId);
  return refusal ? [kept(refusal, { functionArn, accountId: accountId ?? owner, region }, policy)] : [];
}

function kept(
  { why, deniedBy }: Refusal,
  invocation: Invocation & { accountId: string },
  policy: string | undefined,
): Fault {
  const { functionArn: lambdaArn, accountId } = invocation;
  const { name, qualifier, words } = named(lambdaArn);
  if (deniedBy !== undefined) {
    const command = `aws lambda remove-permission ${words} --statement-id ${deniedBy || "<its id>"}`;
    return (severity, subject, aside) =>
      finding(severity, "function-denied", { ...subject, accountId }, { lambdaArn, why, command, aside });
  }
  const source = `${sourceOf(invocation)}*`;
  const command = `aws lambda add-permission ${words} --statement-id ${freeStatementId(policy)} --action lambda:InvokeFunction --principal ${APPFLOW} --source-account ${accountId} --source-arn '${source}'`;
  const quoted = Object.entries({
    action: "lambda:InvokeFunction",
    function: name,
    ...(qualifier ? { qualifier } : {}),
    principal: APPFLOW,
    sourceAccount: accountId,
    sourceArn: source,
  }).map(([key, value]) => `${key}: "${value}"`);
  const permission = `new aws.lambda.Permission("appflow", { ${quoted.join(", ")} })`;
  return (severity, subject, aside) =>
    finding(
      severity,
      "function-not-invocable",
      { ...subject, accountId },
      { lambdaArn, why, command, permission, aside },
    );
}

/** How the AWS CLI names a function: region, and a version or an alias, are options of their own. */
function named(lambdaArn: string) {
  const [, , , region, , , , qualifier] = lambdaArn.split(":");
  const name = lambdaArn.split(":").slice(0, 7).join(":");
  const words = `--region ${region} --function-name ${name}${qualifier ? ` --qualifier '${qualifier}'` : ""}`;
  return { name, qualifier, words };
}
