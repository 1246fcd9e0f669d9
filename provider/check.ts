import { environmentRegion, excludedBy } from "./connection";
import { type Claim, type Context, placeOf } from "./context";
import { difference } from "./diff";
import type { Code } from "./diagnostics";
import { type Finding, finding, type Subject } from "./findings";
import { functionPlace, known, type RawInputs, UNKNOWN, validate } from "./inputs";
import { given } from "./state";

/** What the program hands over beside the inputs; never saved. */
export interface Caller {
  /** The label of a resource that states none and has none yet. */
  readonly defaultLabel?: string;
  readonly secretLabel?: boolean;
  /** The resource; with it, two resources of one run that have the same label are told apart from one that is checked twice. */
  readonly claim?: Claim;
}

export interface Checked {
  readonly inputs: Record<string, unknown>;
  readonly findings: Finding[];
  /** Whether the registration that the inputs describe is new to the stack, so that its label may be taken. */
  readonly isNew: boolean;
  /** Whether AppFlow will ask the function, and which one it is, is known and nothing speaks against it. */
  readonly asks: boolean;
}

/** Changes that UpdateConnectorRegistration makes, and so asks the function. */
const WRITTEN = ["connectorProvisioningConfig", "description", "triggers"];

/** Fills in defaults and judges the inputs. Makes no call. Unknown values stay as they are. */
export function check(context: Context, olds: RawInputs, news: RawInputs, caller: Caller = {}): Checked {
  const stated = Object.fromEntries(
    Object.entries(news).filter(([, value]) => value !== undefined && value !== null),
  );
  const { region: configured } = context.connection;
  const inputs: Record<string, unknown> = {
    connectorProvisioningType: "LAMBDA",
    ...given("connectorLabel", olds["connectorLabel"] ?? caller.defaultLabel),
    ...given("region", configured ?? olds["region"] ?? environmentRegion()),
    ...stated,
  };
  const label = caller.secretLabel ? undefined : known(inputs["connectorLabel"]);
  const doing = label ? "checking" : "checking an AppFlow connector";
  const subject: Subject = { doing, label, region: known(inputs["region"]) };
  const findings = [
    // A secret is refused as such; what else is wrong with it must not tell of it.
    ...validate(caller.secretLabel ? { ...inputs, connectorLabel: UNKNOWN } : inputs, subject),
    ...labelFaults(inputs, caller, subject),
    ...labelTwice(context, caller.claim, subject),
  ];
  const moved = ["connectorLabel", "region"].some(
    (key) => olds[key] !== undefined && olds[key] !== inputs[key],
  );
  const isNew = moved || olds["connectorLabel"] === undefined;
  holdKept(context, inputs, isNew);
  const isWritten = isNew || difference(olds, inputs).changed.some((name) => WRITTEN.includes(name));
  const all = [...findings, ...(isWritten ? functionAccount(context, inputs, subject) : [])];
  return { inputs, findings: all, isNew, asks: isWritten && isAskable(inputs, all) };
}

/**
 * What a resource of the program keeps must not be unregistered for another one's sake: a resource that was renamed without
 * `aliases` may be left over from an earlier run. A replacement checks its resource anew, and so lets go of what it had.
 */
function holdKept({ held }: Context, inputs: RawInputs, isNew: boolean): void {
  const label = known(inputs["connectorLabel"]);
  if (label === undefined) return;
  const place = placeOf(known(inputs["region"]), label);
  if (isNew) held.delete(place);
  else held.set(place, undefined);
}

/** A function that AppFlow would refuse to ask, or must not ask, is not looked at. */
const UNASKED: readonly Code[] = ["function-region", "function-account"];

function isAskable(inputs: RawInputs, findings: Finding[]): boolean {
  const isKnown = functionPlace(inputs) !== undefined;
  return isKnown && !findings.some(({ code, severity }) => severity === "error" && UNASKED.includes(code));
}

/**
 * AppFlow invokes the function, so that one in a forbidden account is refused. The allowed accounts say where registrations
 * may be; a function that another account shares with them may be meant.
 */
function functionAccount({ connection }: Context, inputs: RawInputs, subject: Subject): Finding[] {
  const functionAccount = functionPlace(inputs)?.accountId;
  const setting = functionAccount && excludedBy(connection, functionAccount);
  if (!setting) return [];
  const severity = connection.forbiddenAccountIds?.includes(functionAccount) ? "error" : "warning";
  return [finding(severity, "function-account", subject, { functionAccount, setting })];
}

function labelFaults(inputs: RawInputs, caller: Caller, subject: Subject): Finding[] {
  if (caller.secretLabel) return [finding("error", "label-secret", subject, {})];
  return inputs["connectorLabel"] === undefined ? [finding("error", "label-missing", subject, {})] : [];
}

/** The account is that of the connection, the same for all of a run that come here. */
function labelTwice({ claims }: Context, claim: Claim | undefined, subject: Subject): Finding[] {
  if (!claim || subject.label === undefined || subject.region === undefined) return [];
  const key = placeOf(subject.region, subject.label);
  const first = claims.get(key) ?? claim;
  claims.set(key, first);
  const { name, identity } = claim;
  if (first.identity === identity) return [];
  return [finding("error", "label-twice", subject, { name, other: first.name })];
}
