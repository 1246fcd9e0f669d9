import type { Code } from "./diagnostics";
import { LIMITS } from "./connection";
import { DiagnosticError, failure, type Finding, finding, type Subject } from "./findings";

/** What a preview looks up: the IAM action it needs, and what stays open without it. */
const LOOKS = {
  labels: { action: "appflow:ListConnectors", what: "whether labels are taken" },
  holders: { action: "appflow:DescribeConnector", what: "who holds a taken label" },
  functions: { action: "lambda:GetFunction", what: "whether functions exist and are active" },
  policies: { action: "lambda:GetPolicy", what: "whether AppFlow may invoke functions" },
  answers: { action: "lambda:InvokeFunction", what: "what the connectors answer" },
} as const;

type Look = keyof typeof LOOKS;

/** Looks something up; undefined when that failed, which is then somebody else's to tell. */
export type See = <T>(look: Look, call: () => Promise<T>) => Promise<{ readonly seen: T } | undefined>;

/** Failures that a run meets as well. Any other failure to look leaves the run possible, and is a warning. */
const FATAL: readonly Code[] = [
  "credentials-missing",
  "credentials-refused",
  "role-refused",
  "account-not-allowed",
  "configuration-invalid",
  "endpoint-unreachable",
  "region-missing",
];

/** What a preview could not see: the account's trouble, not a resource's, so that it is told once for all. */
export interface Unseen {
  readonly see: See;
  /** That time ran out before a label was judged. */
  readonly late: (label: string | undefined) => void;
  /** What is to be told now. What need not stop the run waits until nothing is under way any more. */
  readonly told: (subject: Subject, isQuiet: boolean) => Finding[];
}

/** What has gone wrong so far. */
interface Trouble {
  fatal?: Finding;
  readonly denied: Set<Look>;
  /** The first look-up that failed in another way. */
  unanswered?: { readonly what: string; readonly why: string };
  readonly late: string[];
}

/**
 * @param isProvidersEnvironment whether this process has the environment of the provider's. An inline program's may lack
 *   the credentials that the Automation API hands to the engine, so that its failures say nothing about a run.
 */
export function openUnseen(isProvidersEnvironment: boolean): Unseen {
  const trouble: Trouble = { denied: new Set(), late: [] };
  const told = new Set<string>();
  return {
    see: async (look, call) => {
      try {
        return { seen: await call() };
      } catch (error) {
        // What is broken off because time is up says nothing more.
        if (trouble.late.length === 0) record(trouble, look, diagnosed(error), isProvidersEnvironment);
        return undefined;
      }
    },
    late: (label) => void trouble.late.push(label ? `"${label}"` : "one whose label is not known yet"),
    told: (subject, isQuiet) => {
      const fresh = findingsOf(trouble, subject, isQuiet).filter(([key]) => !told.has(key));
      for (const [key] of fresh) told.add(key);
      return fresh.map(([, finding]) => finding);
    },
  };
}

function record(trouble: Trouble, look: Look, error: DiagnosticError, isProvidersEnvironment: boolean): void {
  const { code, message, words } = error;
  const isElsewhere = code === "endpoint-unreachable" && LOOKS[look].action.startsWith("lambda");
  const isFatal = code === "internal-error" || (isProvidersEnvironment && FATAL.includes(code));
  if (isFatal && !isElsewhere) trouble.fatal ??= { severity: "error", code, message };
  else if (code === "access-denied") trouble.denied.add(look);
  else trouble.unanswered ??= { what: LOOKS[look].what, why: words || message };
}

/** All that there is to tell, each with a key under which it is told once. */
function findingsOf(trouble: Trouble, subject: Subject, isQuiet: boolean): [key: string, finding: Finding][] {
  const { fatal, denied, unanswered, late } = trouble;
  if (fatal) return [["fatal", fatal]];
  if (!isQuiet) return [];
  const found: [string, Finding][] = [];
  if (denied.size > 0) {
    const looks = (Object.keys(LOOKS) as Look[]).filter((look) => denied.has(look));
    found.push([`denied ${looks.join()}`, finding("warning", "lookup-denied", subject, deniedFacts(looks))]);
  }
  if (unanswered) found.push(["open", finding("warning", "lookup-unavailable", subject, unanswered)]);
  if (late.length > 0) found.push(["late", finding("warning", "lookup-timed-out", subject, lateFacts(late))]);
  return found;
}

function diagnosed(error: unknown): DiagnosticError {
  if (error instanceof DiagnosticError) return error;
  return failure("internal-error", { doing: "previewing AppFlow connectors" }, { fault: String(error) });
}

function deniedFacts(looks: Look[]) {
  return {
    actions: looks.map((look) => LOOKS[look].action).join(", "),
    what: looks.map((look) => LOOKS[look].what).join("; "),
  };
}

function lateFacts(labels: string[]) {
  const named = labels.slice(0, 5);
  const more = labels.length > named.length ? ` and ${labels.length - named.length} more` : "";
  return { seconds: String(LIMITS.preview / 1000), labels: named.join(", ") + more };
}
