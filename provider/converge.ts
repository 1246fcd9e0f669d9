import { randomUUID } from "node:crypto";
import type { Registration } from "./appflow";
import { LIMITS } from "./connection";
import type { Site } from "./context";
import { DiagnosticError, failure } from "./findings";
import type { ConnectorRegistrationState } from "./inputs";
import { settled } from "./settle";
import { given, outputsOf, type Placed } from "./state";

/** What a registration shall be like, and whether to write it even if it is like that already. */
export interface Goal {
  readonly inputs: Placed;
  /** The description that is wanted; undefined leaves it as it is. */
  readonly description: string | undefined;
  /** Write all the same, so that AppFlow asks the function again. */
  readonly force: boolean;
}

/** Brings a registration that exists in line with the goal; one that is already is not written. */
export async function converge(
  site: Site,
  found: Registration,
  { inputs, description, force }: Goal,
): Promise<ConnectorRegistrationState> {
  const { appflow, subject, clock } = site;
  const { connectorLabel } = found;
  const { lambdaArn } = inputs.connectorProvisioningConfig.lambda;
  const stated: Placed = { ...inputs, ...given("description", description) };
  const matches = matching(lambdaArn, description);
  if (!force && matches(found)) return outputsOf(stated, found);
  const askedAt = new Date(clock.now()).toISOString();
  const broken = await broke(
    appflow.update({ connectorLabel, lambdaArn, description, clientToken: randomUUID() }, subject),
  );
  // Whether the function was asked again can't be seen from outside: a forced update must be repeated.
  if (broken && force) throw broken;
  const shown = await settledAfter(site, broken, matches);
  if (!shown?.seen) throw broken ? unsettled(site, broken) : unconfirmed(site, "the change");
  return { ...outputsOf(stated, shown.seen), askedAt };
}

export function matching(lambdaArn: string, description: string | undefined) {
  return (seen: Registration | undefined): seen is Registration =>
    seen?.lambdaArn === lambdaArn && (description === undefined || (seen.description ?? "") === description);
}

/** The failure of a write that may have had its effect all the same; one that can't have is thrown. */
export async function broke(write: Promise<unknown>): Promise<DiagnosticError | undefined> {
  try {
    await write;
    return undefined;
  } catch (error) {
    if (error instanceof DiagnosticError && error.outcome !== "definite") return error;
    throw error;
  }
}

/** Looks until a write shows. That nobody can look must not hide that the write broke. */
export async function settledAfter(
  site: Site,
  broken: DiagnosticError | undefined,
  isSettled: (seen: Registration | undefined) => boolean,
) {
  const { appflow, subject, clock } = site;
  try {
    return await settled(clock, () => appflow.describe(subject.label ?? "", subject), isSettled);
  } catch (error) {
    throw broken ? unsettled(site, broken) : error;
  }
}

/**
 * What a write that broke comes to when looking does not settle it: its own failure, if an answer was definite. Who is in
 * conflict with a registration is then unknown: it may be the write itself.
 */
export function unsettled({ subject }: Site, broken: DiagnosticError): DiagnosticError {
  if (broken.outcome === "retried" && broken.code !== "label-conflict") return broken;
  return failure("outcome-ambiguous", subject, { service: broken.words || broken.message });
}

export function unconfirmed({ subject }: Site, what: string): DiagnosticError {
  return failure("not-confirmed", subject, { what, seconds: String(LIMITS.settle / 1000) });
}
