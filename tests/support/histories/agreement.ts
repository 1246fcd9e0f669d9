import { isDeepStrictEqual } from "node:util";
import type { Registration } from "../../../emulator/index";
import type { Declared, Entry, Properties, Stack } from "../engine/engine";
import type { Place } from "./place";

/** What differs between the program, the state and the account; undefined where nothing does. */
export function disagreement(
  { name, args }: Declared,
  { entries }: Stack,
  place: Place,
  drifted: ReadonlySet<string>,
): string | undefined {
  const entry = entries.find((it) => it.name === name && isLive(it));
  if (!entry) return "it is not in the state";
  if (drifted.has(entry.id)) return undefined;
  const found = place.registration(entry.id);
  if (!found) return "the state has it, and the account does not";
  return (
    unlike("the state", entry.outputs, shownOf(found, entry.outputs)) ??
    unlike("the program", args, shownOf(found, args)) ??
    undescribed(entry, args, found) ??
    unrecorded(entry, args)
  );
}

/** What waits for its deletion, or for its new creation, is nobody's. */
export function isLive({ pendingDelete, pendingReplacement }: Entry): boolean {
  return !pendingDelete && !pendingReplacement;
}

/** What a registration shows, under the names that the program and the state have for it, as far as they state it. */
function shownOf(found: Registration, stated: Properties): Properties {
  const { registeredAt, connectorArn, lambdaArn, description = "", connectorLabel } = found;
  const shown: Properties = {
    connectorLabel,
    connectorProvisioningConfig: { lambda: { lambdaArn } },
    description,
    registeredAt,
    connectorArn,
  };
  return Object.fromEntries(Object.entries(shown).filter(([key]) => stated[key] !== undefined));
}

function unlike(whose: string, stated: Properties, shown: Properties): string | undefined {
  const differing = Object.keys(shown).filter((key) => !isDeepStrictEqual(stated[key], shown[key]));
  const pairs = differing.map(
    (key) => `${key} is ${JSON.stringify(shown[key])} and not ${JSON.stringify(stated[key])}`,
  );
  return pairs.length > 0 ? `not as ${whose} says: ${pairs.join(", ")}` : undefined;
}

/** A description that the program does not state is none, unless the registration was adopted with it. */
function undescribed(
  { outputs }: Entry,
  args: Properties,
  { description }: Registration,
): string | undefined {
  const isManaged = outputs["description"] !== undefined;
  if (outputs["connectorArn"] === undefined || outputs["registeredAt"] === undefined)
    return "it is not confirmed";
  return args["description"] === undefined && isManaged && description ? "a description is left" : undefined;
}

/** What no registration shows, and `delete` or the next `diff` must find in the state. */
function unrecorded({ outputs }: Entry, args: Properties): string | undefined {
  const isForced = (values: Properties) => values["forceDelete"] ?? false;
  if (isForced(outputs) !== isForced(args)) return "the state has another forceDelete than the program";
  const triggers = ({ triggers = [] }: Properties) => triggers;
  return isDeepStrictEqual(triggers(outputs), triggers(args)) ? undefined : "the state has other triggers";
}
