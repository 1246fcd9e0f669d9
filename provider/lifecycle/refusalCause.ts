import { LIMITS } from "../aws/limits";
import type { Code } from "../diagnostics/catalog";
import { DiagnosticError } from "../diagnostics/diagnostic";
import { findFunctionProblems } from "../functions/health";
import type { OperationContext } from "./context";
import { isRetriable, retryWhileDenied } from "./permissionRetry";

interface Search {
  readonly operation: OperationContext;
  readonly refusal: DiagnosticError;
  readonly lambdaArn: string;
  /** Ends the search. */
  readonly signal: AbortSignal;
}

/** Refusals whose cause can be looked up, so that an operation says what preview would have said. */
const CAUSES: Readonly<Partial<Record<Code, (search: Search) => Promise<DiagnosticError | undefined>>>> = {
  "registration-denied": findFunctionCause,
  "function-not-found": findFunctionCause,
  "connector-failed": findFunctionCause,
  "quota-exceeded": countConnectors,
};

/**
 * Makes a write, and throws its refusal with the cause that can be found. A denied write without one is repeated for a while:
 * the permission may be fresh.
 */
export async function withRefusalExplained<T>(
  operation: OperationContext,
  lambdaArn: string,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const refusal = await explain(operation, lambdaArn, error);
    const canLookUp = operation.lambda(operation.scope.region) !== undefined;
    if (!canLookUp || !(refusal instanceof DiagnosticError) || !isRetriable(refusal)) throw refusal;
    return await retryWhileDenied(operation, refusal, write).catch(async (last: unknown) => {
      throw await explain(operation, lambdaArn, last);
    });
  }
}

/** The error itself where no cause is found. */
async function explain(operation: OperationContext, lambdaArn: string, error: unknown): Promise<unknown> {
  if (!(error instanceof DiagnosticError)) return error;
  const signal = AbortSignal.timeout(LIMITS.cause);
  const cause = CAUSES[error.code]?.({ operation, refusal: error, lambdaArn, signal });
  return (await Promise.race([cause, aborted(signal)])) ?? error;
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(undefined)));
}

/** That the function can't be looked up must not hide the refusal. */
async function findFunctionCause({ operation, refusal, lambdaArn, signal }: Search) {
  const { scope, service } = operation;
  const lambda = operation.lambda(scope.region);
  if (!lambda) return undefined;
  const problems = await findFunctionProblems({
    lambda,
    lambdaArn,
    accountId: scope.accountId,
    lookUp: (_, call) =>
      call(signal).then(
        (value) => ({ value }),
        () => undefined,
      ),
    findCaller: () => service.account().catch(() => undefined),
  });
  // The state comes first and the policy last.
  const problem = problems.at(refusal.code === "registration-denied" ? -1 : 0);
  if (!problem) return undefined;
  const facts = { ...problem.facts, aside: `. ${refusal.serviceMessage}` };
  const scoped = problem.accountId ? { scope: { ...scope, accountId: problem.accountId } } : {};
  return new DiagnosticError(problem.code, facts, { ...refusal.details, ...scoped });
}

async function countConnectors({ operation, refusal, signal }: Search) {
  const connectors = await operation.service.list(signal).catch(() => undefined);
  if (!connectors) return undefined;
  const count = `custom connectors in this account and region: ${connectors.length}. `;
  return new DiagnosticError(refusal.code, { ...refusal.facts, count }, refusal.details);
}
