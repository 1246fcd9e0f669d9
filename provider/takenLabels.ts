import type { AppFlow, Registration } from "./appflow";
import type { Connection } from "./connection";
import { type Finding, finding, type Subject } from "./findings";
import type { Looked, Note } from "./preflight";
import { refuseAccount } from "./refusals";
import { holder, type Own, takenBy } from "./taken";
import type { See } from "./unseen";

/** What is known of a label, and whether a run would write its registration. */
interface Judged {
  readonly findings: Finding[];
  readonly isWritten: boolean;
}

const WRITTEN: Judged = { findings: [], isWritten: true };

/** Judges labels: lists the custom connectors with the first one that is asked for, and describes those that are taken. */
export function takenLabels(appflow: AppFlow, connection: Connection, see: See) {
  let listed: Promise<{ readonly seen: Set<string> } | undefined> | undefined;
  return async (note: Note, subject: Subject, resource: Looked): Promise<Judged> => {
    const { label, isNew, adopt } = note;
    if (!isNew || label === undefined) return WRITTEN;
    listed ??= see("labels", () => listLabels(appflow, connection, note.region));
    const labels = (await listed)?.seen;
    if (!labels?.has(label)) return WRITTEN;
    const shown = await see("holders", () => appflow.describe(label, subject));
    if (!shown) return adopt ? WRITTEN : taken(undefined, subject, resource, labels);
    const found = shown.seen;
    if (!found) return WRITTEN;
    const at = { ...subject, accountId: found.accountId };
    return adopt ? adopted(found, at, resource) : taken(found, at, resource, labels);
  };
}

async function listLabels(appflow: AppFlow, connection: Connection, region: string | undefined) {
  const subject: Subject = { doing: "listing AppFlow connectors", region };
  await refuseAccount(connection, appflow, subject);
  const connectors = await appflow.list(subject);
  return new Set(connectors.flatMap(({ connectorLabel }) => connectorLabel ?? []));
}

/** That the label is taken is known; by whom is told where it can be looked up. */
function taken(
  found: Registration | undefined,
  subject: Subject,
  { own, deletesFirst }: Looked,
  labels: Set<string>,
): Judged {
  const facts = takenBy(found, own, subject.label ?? "", labels);
  const judged = deletesFirst
    ? finding("warning", "label-replaced", subject, facts)
    : finding("error", "label-taken", subject, facts);
  return { findings: [judged], isWritten: true };
}

/** What the take-over is of, and what it changes. */
function adopted(found: Registration, subject: Subject, { own }: Looked): Judged {
  const { changes, isWritten } = changesOf(found, own);
  const facts = { holder: holder(found, own), changes };
  return { findings: [finding("warning", "adopts", subject, facts)], isWritten };
}

function changesOf(found: Registration, { lambdaArn, description }: Own) {
  if (lambdaArn === null || description === null)
    return { changes: "and brings it in line with the program", isWritten: true };
  const changed = [
    ...(lambdaArn === found.lambdaArn ? [] : ["function"]),
    // A description that the program doesn't state stays.
    ...(description === undefined || description === (found.description ?? "") ? [] : ["description"]),
  ];
  if (changed.length === 0) {
    const changes = "which is as the program states it, so that nothing is written";
    return { changes, isWritten: false };
  }
  return { changes: `and changes its ${changed.join(" and ")}`, isWritten: true };
}
