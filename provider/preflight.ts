import type { AppFlow } from "./appflow";
import { holder } from "./converge";
import { DiagnosticError, explain, type Finding, finding, type Subject } from "./findings";
import type { Note } from "./note";

/** What a preview looks up in one account and region; one of these serves all resources of a run there. */
export interface Preflight {
  /** What speaks against registering the label that a note names. */
  readonly lookUp: (note: Note, resource: Looked) => Promise<Finding[]>;
}

/** What the resource class knows beside the note. */
export interface Looked {
  /** The description as the program states it, perhaps as an output that nobody knows yet. */
  readonly ownDescription: unknown;
  /** The option `deleteBeforeReplace: true` is stated: a forced replacement then unregisters the label first. */
  readonly deletesFirst: boolean;
}

/** Failures that a run meets as well. Any other failure to look leaves the run possible, and is a warning. */
const FATAL = ["credentials-missing", "credentials-refused", "endpoint-unreachable", "region-missing"];

/** Lists the custom connectors once, with the first label that is asked for; describes only labels that are taken. */
export function openPreflight(appflow: AppFlow): Preflight {
  let labels: Promise<Set<string>> | undefined;
  let isReported = false;

  /** The account's trouble is not a resource's: the first one tells it for all. */
  const unavailable = (error: unknown, subject: Subject): Finding[] => {
    if (isReported) return [];
    isReported = true;
    if (!(error instanceof DiagnosticError)) {
      return [finding("error", "internal-error", subject, { fault: String(error) })];
    }
    if (FATAL.includes(error.code)) return [{ severity: "error", code: error.code, message: error.message }];
    return [finding("warning", "lookup-unavailable", subject, { why: error.words || error.message })];
  };

  const lookUp: Preflight["lookUp"] = async (
    { isNew, label, region, adopt },
    { ownDescription, deletesFirst },
  ) => {
    if (!isNew || label === undefined) return [];
    const subject: Subject = { doing: "checking", label, region };
    try {
      labels ??= listLabels(appflow, { ...subject, doing: "listing", label: undefined });
      if (!(await labels).has(label) || adopt) return [];
      const found = await appflow.describe(label, subject);
      if (!found) return [];
      const message = explain(
        "label-taken",
        { ...subject, accountId: found.accountId },
        { holder: holder(found, ownDescription) },
      );
      return [{ severity: deletesFirst ? "warning" : "error", code: "label-taken", message }];
    } catch (error) {
      return unavailable(error, subject);
    }
  };
  return { lookUp };
}

async function listLabels(appflow: AppFlow, subject: Subject): Promise<Set<string>> {
  const connectors = await appflow.list(subject);
  return new Set(connectors.flatMap(({ connectorLabel }) => connectorLabel ?? []));
}
