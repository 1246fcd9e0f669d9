import { environmentRegion } from "./connection";
import { type Claim, type Context, placeOf } from "./context";
import { type Finding, finding, type Subject } from "./findings";
import { known, type RawInputs, UNKNOWN, validate } from "./inputs";
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
}

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
  return { inputs, findings, isNew: moved || olds["connectorLabel"] === undefined };
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
