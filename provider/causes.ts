import { LIMITS } from "./connection";
import type { Site } from "./context";
import type { Code } from "./diagnostics";
import { DiagnosticError, explain, withPartial } from "./findings";
import { functionFaults } from "./functionFaults";
import { mayPass, repeated } from "./spreading";

interface Search {
  readonly lambdaArn: string;
  /** Ends the search. */
  readonly signal: AbortSignal;
}

type Cause = (site: Site, refusal: DiagnosticError, search: Search) => Promise<DiagnosticError | undefined>;

/** What stands behind a refused write is looked up, so that a run says what preview would have said. */
const CAUSES: Readonly<Partial<Record<Code, Cause>>> = {
  "registration-denied": functionCause,
  "function-not-found": functionCause,
  "connector-failed": functionCause,
  "quota-exceeded": quotaCause,
};

/**
 * Makes a write, and throws its refusal with the cause that can be found. A denied one for which none is found is repeated
 * for a while: the permission may be fresh.
 */
export async function withCause<T>(site: Site, lambdaArn: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const refusal = await withItsCause(site, lambdaArn, error);
    const isUnexplained = refusal instanceof DiagnosticError && mayPass(refusal);
    if (!isUnexplained || !site.openLambda) throw refusal;
    return await repeated(site, refusal, write).catch(async (last: unknown) => {
      throw await withItsCause(site, lambdaArn, last);
    });
  }
}

/** The error itself where no cause is found. */
async function withItsCause(site: Site, lambdaArn: string, error: unknown): Promise<unknown> {
  if (!(error instanceof DiagnosticError)) return error;
  const signal = AbortSignal.timeout(LIMITS.cause);
  const cause = CAUSES[error.code]?.(site, error, { lambdaArn, signal });
  return (await Promise.race([cause, ended(signal)])) ?? error;
}

function ended(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(undefined)));
}

/** That the function can't be looked at must not hide the refusal. */
async function functionCause(site: Site, refusal: DiagnosticError, { lambdaArn, signal }: Search) {
  const { appflow, subject } = site;
  const lambda = site.openLambda?.(subject.region, signal);
  if (!lambda) return undefined;
  const faults = await functionFaults({
    lambda,
    lambdaArn,
    subject,
    accountId: subject.accountId,
    see: (_, call) =>
      call().then(
        (seen) => ({ seen }),
        () => undefined,
      ),
    callerAccount: () => appflow.account(subject).catch(() => undefined),
  });
  // The state comes first and the policy last.
  const fault = faults.at(refusal.code === "registration-denied" ? -1 : 0);
  if (!fault) return undefined;
  const { code, message } = fault("error", subject, `. ${refusal.words}`);
  return inOtherWords(refusal, code, message);
}

async function quotaCause({ appflow, subject }: Site, refusal: DiagnosticError) {
  const connectors = await appflow.list(subject).catch(() => undefined);
  if (!connectors) return undefined;
  const facts = {
    count: `custom connectors in this account and region: ${connectors.length}. `,
    service: refusal.words,
  };
  return inOtherWords(refusal, "quota-exceeded", explain("quota-exceeded", subject, facts));
}

/** All but the words stays: what the call left open, and a registration that exists all the same. */
function inOtherWords(refusal: DiagnosticError, code: Code, message: string): DiagnosticError {
  const { outcome, words, cause, partial } = refusal;
  const said = new DiagnosticError(code, message, outcome, words, { cause });
  return partial ? withPartial(said, partial) : said;
}
