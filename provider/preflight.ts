import type { AppFlow, Registration } from "./appflow";
import type { Connection } from "./connection";
import type { Code } from "./diagnostics";
import { DiagnosticError, type Finding, finding, type Subject } from "./findings";
import { holder } from "./holder";
import { refuseAccount } from "./refusals";

/**
 * What only `check` knows and the resource class needs to look things up in preview. Nothing in it may be a secret:
 * `pulumi preview --json` shows it.
 */
export interface Note {
  /** Whether the registration is new to the stack. What is not new is never looked up. */
  readonly isNew: boolean;
  /** Undefined while it is unknown, as is the region. */
  readonly label: string | undefined;
  readonly region: string | undefined;
  readonly adopt: boolean;
}

/** What a preview looks up in one account and region; one of these serves all resources of a run there. */
export interface Preflight {
  /** What speaks against registering the label that a note names. */
  readonly lookUp: (note: Note, resource: Looked) => Promise<Finding[]>;
}

/** What the resource class knows beside the note. */
export interface Looked {
  /** Description and function as the program states them, perhaps as outputs that nobody knows yet. */
  readonly ownDescription: unknown;
  readonly ownFunction: unknown;
  /** The option `deleteBeforeReplace: true` is stated: a forced replacement then unregisters the label first. */
  readonly deletesFirst: boolean;
}

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

/**
 * Lists the custom connectors once, with the first label that is asked for; describes only labels that are taken.
 *
 * @param isProvidersEnvironment whether this process has the environment of the provider's. An inline program's may lack
 *   the credentials that the Automation API hands to the engine, so that its failures say nothing about a run.
 */
export function openPreflight(
  appflow: AppFlow,
  connection: Connection,
  isProvidersEnvironment: boolean,
): Preflight {
  let labels: Promise<Set<string>> | undefined;
  let isReported = false;

  /** The account's trouble is not a resource's: the first one tells it for all. */
  const unavailable = (error: unknown, subject: Subject): Finding[] => {
    if (isReported) return [];
    isReported = true;
    if (!(error instanceof DiagnosticError)) {
      return [finding("error", "internal-error", subject, { fault: String(error) })];
    }
    const { code, message, words } = error;
    if (isProvidersEnvironment && FATAL.includes(code)) return [{ severity: "error", code, message }];
    return [finding("warning", "lookup-unavailable", subject, { why: words || message })];
  };

  const lookUp: Preflight["lookUp"] = async ({ isNew, label, region, adopt }, resource) => {
    if (!isNew || label === undefined) return [];
    const subject: Subject = { doing: "checking", label, region };
    try {
      labels ??= listLabels(appflow, connection, region);
      if (!(await labels).has(label)) return [];
    } catch (error) {
      return unavailable(error, subject);
    }
    return adopt ? takenOver(appflow, subject, resource) : labelTaken(appflow, subject, resource);
  };
  return { lookUp };
}

async function listLabels(appflow: AppFlow, connection: Connection, region: string | undefined) {
  const subject: Subject = { doing: "listing AppFlow connectors", region };
  await refuseAccount(connection, appflow, subject);
  const connectors = await appflow.list(subject);
  return new Set(connectors.flatMap(({ connectorLabel }) => connectorLabel ?? []));
}

/** That the label is taken is known; by whom is told where it can be looked up. */
async function labelTaken(appflow: AppFlow, subject: Subject, resource: Looked): Promise<Finding[]> {
  const severity = resource.deletesFirst ? "warning" : "error";
  try {
    const found = await appflow.describe(subject.label ?? "", subject);
    if (!found) return [];
    const facts = { holder: holder(found, resource.ownDescription) };
    return [finding(severity, "label-taken", { ...subject, accountId: found.accountId }, facts)];
  } catch (error) {
    const why = error instanceof DiagnosticError ? error.words || error.message : String(error);
    const facts = { holder: `a custom connector that could not be looked at (${why})` };
    return [finding(severity, "label-taken", subject, facts)];
  }
}

/** What the take-over is of, and what it changes. Where that can't be looked up, `up` will tell. */
async function takenOver(appflow: AppFlow, subject: Subject, resource: Looked): Promise<Finding[]> {
  const found = await appflow.describe(subject.label ?? "", subject).catch(() => undefined);
  if (!found) return [];
  const facts = { holder: holder(found, resource.ownDescription), changes: changesOf(found, resource) };
  return [finding("warning", "adopts", { ...subject, accountId: found.accountId }, facts)];
}

function changesOf(found: Registration, { ownFunction, ownDescription }: Looked): string {
  const isKnown = (own: unknown) => own === undefined || typeof own === "string";
  if (typeof ownFunction !== "string" || !isKnown(ownDescription))
    return "and brings it in line with the program";
  const changes = [
    ...(ownFunction === found.lambdaArn ? [] : ["function"]),
    // A description that the program doesn't state stays.
    ...(ownDescription === undefined || ownDescription === (found.description ?? "") ? [] : ["description"]),
  ];
  if (changes.length === 0) return "which is as the program states it, so that nothing is written";
  return `and changes its ${changes.join(" and ")}`;
}
