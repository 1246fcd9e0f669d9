import type { AppFlow } from "../aws/appflow";
import type { Lambda } from "../aws/lambda";
import { type Connection, findRoleAccount } from "../config/connection";
import type { Facts } from "../diagnostics/diagnostic";
import { finding, type Finding } from "../diagnostics/diagnostic";
import type { Scope } from "../diagnostics/scope";
import { DESCRIBE_EVENT, judgeAnswer } from "../functions/describeResponse";
import { findFunctionProblems, type FunctionProblem, type LookUp } from "../functions/health";
import { findStaleness } from "../functions/staleness";
import { refuseExcludedCaller } from "../lifecycle/accountGuard";
import type { LookupPlan, PreviewedResource } from "./plan";

const ASIDE = "; if what this resource waits for changes that, there is nothing to do";

/** A registration that stays as it is, and its function. */
export interface UnchangedRegistration {
  readonly scope: Scope;
  readonly lambdaArn: string;
  /** When AppFlow asked the function, as far as is known; ISO 8601. */
  readonly listAskedAt: () => (string | undefined)[];
}

interface FunctionsOptions {
  readonly service: AppFlow;
  readonly lambda: Lambda;
  readonly connection: Connection;
  /** Whether functions are invoked, to see what they answer. */
  readonly invokesFunctions: boolean;
  readonly lookUp: LookUp<"functions" | "policies" | "answers">;
}

/** Checks functions. Each is looked up once, however many registrations need it, and each of those gets the findings. */
export function openFunctions({ service, lambda, connection, invokesFunctions, lookUp }: FunctionsOptions) {
  const describe = oncePerArn((lambdaArn, signal) => lambda.describe(lambdaArn, signal));
  const check = async (lambdaArn: string): Promise<FunctionProblem[]> => {
    const isAllowed = await lookUp("functions", () => refuseExcludedCaller(connection, service));
    if (!isAllowed) return [];
    const problems = await findFunctionProblems({
      lambda: { ...lambda, describe },
      lambdaArn,
      lookUp,
      accountId: findRoleAccount(connection),
      findCaller: () => service.account().catch(() => undefined),
    });
    if (problems.length > 0 || !invokesFunctions) return problems;
    const answer = await lookUp("answers", (signal) => lambda.invoke(lambdaArn, DESCRIBE_EVENT, signal));
    return answer ? [judgeAnswer(lambdaArn, answer.value)] : [];
  };
  const checkOnce = oncePerArn(check);
  return {
    findProblems: async (
      { isFunctionAsked }: LookupPlan,
      scope: Scope,
      { desired, isWaiting }: PreviewedResource,
    ): Promise<Finding[]> => {
      const { lambdaArn } = desired.connectorProvisioningConfig.lambda;
      const problems = isFunctionAsked ? await checkOnce(lambdaArn) : [];
      return problems.map((problem) => toFinding(problem, scope, isWaiting));
    },
    /** Warns where the function of a registration changed since it was asked. */
    compareAge: async ({ scope, lambdaArn, listAskedAt }: UnchangedRegistration): Promise<Finding[]> => {
      const found = await lookUp("functions", (signal) =>
        findStaleness(describe, lambdaArn, listAskedAt, scope, signal),
      );
      return found?.value ?? [];
    },
  };
}

function toFinding(
  { code, facts, accountId, isInformation }: FunctionProblem,
  scope: Scope,
  isWaiting: boolean,
): Finding {
  const severity = isInformation ? "info" : isWaiting ? "warning" : "error";
  const located = accountId ? { ...scope, accountId } : scope;
  return finding(severity, code, located, { ...facts, aside: isWaiting ? ASIDE : "" } as Facts<typeof code>);
}

function oncePerArn<T>(ask: (lambdaArn: string, signal?: AbortSignal) => Promise<T>): typeof ask {
  const asked = new Map<string, Promise<T>>();
  return (lambdaArn, signal) => {
    const answer = asked.get(lambdaArn) ?? ask(lambdaArn, signal);
    asked.set(lambdaArn, answer);
    return answer;
  };
}
