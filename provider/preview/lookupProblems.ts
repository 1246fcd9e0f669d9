import { LIMITS } from "../aws/limits";
import type { Code } from "../diagnostics/catalog";
import { DiagnosticError, type Finding, finding } from "../diagnostics/diagnostic";
import type { Scope } from "../diagnostics/scope";
import type { LookUp } from "../functions/health";

/** What preview looks up: the IAM action that it needs, and what stays unchecked without it. */
const LOOKUPS = {
  labels: { action: "appflow:ListConnectors", what: "whether labels are taken" },
  owners: { action: "appflow:DescribeConnector", what: "who holds a taken label" },
  functions: { action: "lambda:GetFunction", what: "whether functions exist and are active" },
  policies: { action: "lambda:GetPolicy", what: "whether AppFlow may invoke functions" },
  answers: { action: "lambda:InvokeFunction", what: "what the connectors answer" },
} as const;

export type Lookup = keyof typeof LOOKUPS;

/** Failures that an operation meets as well. After any other one it may still succeed, so that is a warning. */
const FATAL: readonly Code[] = [
  "credentials-missing",
  "credentials-refused",
  "role-refused",
  "account-not-allowed",
  "configuration-invalid",
  "endpoint-unreachable",
  "region-missing",
  "request-not-sent",
];

/** What preview could not look up. That concerns the account and not one resource, so it is reported once for all. */
export interface LookupProblems {
  readonly lookUp: LookUp<Lookup>;
  /** Records that time ran out before a label was checked. */
  readonly recordTimeout: (label: string | undefined) => void;
  /** What is to be reported now, and was not before. What need not stop the run waits until no lookup is under way. */
  readonly report: (scope: Scope, isQuiet: boolean) => Finding[];
}

interface Problems {
  fatal?: DiagnosticError;
  readonly denied: Set<Lookup>;
  /** The first lookup that failed in another way. */
  unanswered?: { readonly what: string; readonly why: string };
  readonly timedOut: string[];
}

/**
 * @param hasProviderEnvironment whether this process has the environment of the provider's. An inline program's may lack the
 *   credentials that the Automation API hands to the engine, so that its failures say nothing about a run.
 */
export function collectLookupProblems(hasProviderEnvironment: boolean): LookupProblems {
  const problems: Problems = { denied: new Set(), timedOut: [] };
  const reported = new Set<string>();
  return {
    lookUp: async (lookup, call) => {
      try {
        return { value: await call() };
      } catch (error) {
        // What is broken off because time is over says nothing more.
        if (problems.timedOut.length === 0) record(problems, lookup, error, hasProviderEnvironment);
        return undefined;
      }
    },
    recordTimeout: (label) => {
      problems.timedOut.push(label ? `"${label}"` : "one whose label is not known yet");
    },
    report: (scope, isQuiet) => {
      const fresh = toFindings(problems, scope, isQuiet).filter(([key]) => !reported.has(key));
      for (const [key] of fresh) reported.add(key);
      return fresh.map(([, finding]) => finding);
    },
  };
}

function record(problems: Problems, lookup: Lookup, thrown: unknown, hasProviderEnvironment: boolean): void {
  const error = toDiagnostic(thrown);
  const { code, serviceMessage, message } = error;
  const isElsewhere = code === "endpoint-unreachable" && LOOKUPS[lookup].action.startsWith("lambda");
  const isFatal = code === "internal-error" || (hasProviderEnvironment && FATAL.includes(code));
  if (isFatal && !isElsewhere) problems.fatal ??= error;
  else if (code === "access-denied") problems.denied.add(lookup);
  else problems.unanswered ??= { what: LOOKUPS[lookup].what, why: serviceMessage || message };
}

/** All that there is to report, each with a key under which it is reported once. */
function toFindings(problems: Problems, scope: Scope, isQuiet: boolean): [key: string, finding: Finding][] {
  const { fatal, denied, unanswered, timedOut } = problems;
  if (fatal) {
    const { code, message } = fatal.details.scope ? fatal : fatal.with({ scope });
    return [["fatal", { severity: "error", code, message }]];
  }
  if (!isQuiet) return [];
  const lookups = (Object.keys(LOOKUPS) as Lookup[]).filter((lookup) => denied.has(lookup));
  const found: [string, Finding | undefined][] = [
    [
      `denied ${lookups.join()}`,
      lookups.length > 0 ? finding("warning", "lookup-denied", scope, deniedFacts(lookups)) : undefined,
    ],
    ["unanswered", unanswered && finding("warning", "lookup-unavailable", scope, unanswered)],
    [
      "timed out",
      timedOut.length > 0 ? finding("warning", "lookup-timed-out", scope, timeoutFacts(timedOut)) : undefined,
    ],
  ];
  return found.filter((entry): entry is [string, Finding] => entry[1] !== undefined);
}

function toDiagnostic(thrown: unknown): DiagnosticError {
  if (thrown instanceof DiagnosticError) return thrown;
  const scope = { action: "previewing AppFlow connectors" };
  return new DiagnosticError("internal-error", { fault: String(thrown) }, { scope });
}

function deniedFacts(lookups: Lookup[]) {
  return {
    actions: lookups.map((lookup) => LOOKUPS[lookup].action).join(", "),
    what: lookups.map((lookup) => LOOKUPS[lookup].what).join("; "),
  };
}

function timeoutFacts(labels: string[]) {
  const named = labels.slice(0, 5);
  const more = labels.length > named.length ? ` and ${labels.length - named.length} more` : "";
  return { seconds: String(LIMITS.preview / 1000), labels: named.join(", ") + more };
}
