import type { AppFlow, Registration } from "./appflow";
import { type Connection, excludedBy } from "./connection";
import { type Context, placeOf, type Site } from "./context";
import { DiagnosticError, failure, type Subject } from "./findings";
import { type ConnectorRegistrationState, validate } from "./inputs";
import type { Placed } from "./state";
import { takenBy } from "./taken";

/**
 * Looks where the registration should be; undefined when it is gone. Refuses to look in another account. A state that does
 * not say which account is meant is of a create that nobody could confirm: only an update may settle it, on what it finds.
 */
export async function find(
  site: Site,
  recorded: string | undefined,
  settlesAccount = false,
): Promise<Registration | undefined> {
  const { appflow, subject } = site;
  const found = await appflow.describe(subject.label ?? "", subject);
  const actual = found?.accountId ?? (await appflow.account(subject));
  if (!recorded && !(found && settlesAccount)) throw failure("account-unknown", subject, { actual });
  if (recorded) refuseOther(actual, recorded, subject);
  refuseExcluded(site.connection, actual, subject);
  return found;
}

/** Refuses credentials of another account than the one in which the registration is. */
export function refuseOther(actual: string, recorded: string, subject: Subject): void {
  if (actual !== recorded) throw failure("account-changed", subject, { actual, recorded });
}

/** Refuses what `allowedAccountIds` and `forbiddenAccountIds` exclude. */
export function refuseExcluded(connection: Connection, actual: string, subject: Subject): void {
  const setting = excludedBy(connection, actual);
  if (setting) throw failure("account-not-allowed", subject, { actual, setting });
}

/** The same before anything exists. The account is asked for only where a setting names accounts. */
export async function refuseAccount(
  connection: Connection,
  appflow: AppFlow,
  subject: Subject,
): Promise<void> {
  const { allowedAccountIds = [], forbiddenAccountIds = [] } = connection;
  if (allowedAccountIds.length + forbiddenAccountIds.length === 0) return;
  refuseExcluded(connection, await appflow.account(subject), subject);
}

/** Refuses to work with a configuration that could mean another account. */
export function refuseFindings({ findings }: Context): void {
  const first = findings.find(({ severity }) => severity === "error");
  if (first) throw new DiagnosticError(first.code, first.message);
}

/** Refuses what can't be a label before the service is asked for it. */
export function refuseLabel(label: string, subject: Subject): void {
  const [fault] = validate({ connectorLabel: label }, subject).filter(({ code }) => code === "label-invalid");
  if (fault) throw new DiagnosticError(fault.code, fault.message);
}

/** The failure of a label that is somebody's. */
export function labelTaken({ claims, subject }: Site, found: Registration, stated: Placed): DiagnosticError {
  const { connectorLabel, description, connectorProvisioningConfig, region } = stated;
  const { retains } = claims.get(placeOf(region, connectorLabel)) ?? {};
  const own = { description, lambdaArn: connectorProvisioningConfig.lambda.lambdaArn, retains };
  const at = { ...subject, accountId: found.accountId };
  return failure("label-taken", at, takenBy(found, own, connectorLabel));
}

/** What tells a registration that somebody made anew under the label since the state was written; undefined of the state's. */
export function madeAnew(
  { registeredAt = "an unknown time", registeredBy = "somebody" }: Registration,
  { registeredAt: recordedAt }: Partial<ConnectorRegistrationState>,
) {
  return !recordedAt || recordedAt === registeredAt ? undefined : { registeredAt, registeredBy, recordedAt };
}

/** Refuses it. */
export function refuseForeign(
  found: Registration,
  state: ConnectorRegistrationState,
  subject: Subject,
): void {
  const anew = madeAnew(found, state);
  if (anew) throw failure("registration-foreign", subject, anew);
}

/** Says which connector profiles are in the way. That they can't be listed must not hide the refusal itself. */
export async function inUse({ appflow, subject }: Site, refusal: DiagnosticError): Promise<DiagnosticError> {
  const names = await appflow.profiles(subject.label ?? "", subject).catch(() => undefined);
  const profiles = names ? names.join(", ") || "none that is listed" : "which ones could not be listed";
  const { label = "", region = "" } = subject;
  return failure("in-use", subject, { profiles, service: refusal.words, label, region });
}
