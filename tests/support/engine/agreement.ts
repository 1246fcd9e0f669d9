// Whether the state of a resource, its registration in the account and the program say the same.
import { isDeepStrictEqual } from "node:util";
import type { Registration } from "../../../emulator/index";
import type { Properties, Resource } from "./types";

/** How the account differs from the state; undefined where it doesn't. */
export function findDrift({ outputs }: Resource, registration: Registration): string | undefined {
  const isConfirmed = outputs["connectorArn"] !== undefined && outputs["registeredAt"] !== undefined;
  return isConfirmed ? findDifference("the state", outputs, registration) : "its create is pending";
}

/** The first disagreement of the three; undefined where there is none. */
export function findDisagreement(resource: Resource, args: Properties, registration: Registration): string | undefined {
  return (
    findDrift(resource, registration) ??
    findDifference("the program", args, registration) ??
    findLeftDescription(resource, args, registration) ??
    findUnrecorded(resource, args)
  );
}

/** Compares what the program or the state states; what it leaves out may be anything. */
function findDifference(whose: string, stated: Properties, registration: Registration): string | undefined {
  const { registeredAt, connectorArn, lambdaArn, description = "", connectorLabel } = registration;
  const actual: Properties = {
    connectorLabel,
    connectorProvisioningConfig: { lambda: { lambdaArn } },
    description,
    registeredAt,
    connectorArn,
    accountId: connectorArn.split(":")[4],
  };
  const pairs = Object.keys(actual)
    .filter((key) => stated[key] !== undefined && !isDeepStrictEqual(stated[key], actual[key]))
    .map((key) => `${key} is ${JSON.stringify(actual[key])} and not ${JSON.stringify(stated[key])}`);
  return pairs.length > 0 ? `not as ${whose} says: ${pairs.join(", ")}` : undefined;
}

/** Without a description in the program, the registration has none either, unless it was adopted with one. */
function findLeftDescription(
  { outputs }: Resource,
  args: Properties,
  { description }: Registration,
): string | undefined {
  const isManaged = args["description"] === undefined && outputs["description"] !== undefined;
  return isManaged && description ? "a description is left that the program does not state" : undefined;
}

/** What no registration shows, and `delete` or the next `diff` must find in the state. */
function findUnrecorded({ outputs }: Resource, args: Properties): string | undefined {
  const isForced = (values: Properties) => values["forceDelete"] ?? false;
  if (isForced(outputs) !== isForced(args)) return "the state has another forceDelete than the program";
  const triggers = ({ triggers = [] }: Properties) => triggers;
  return isDeepStrictEqual(triggers(outputs), triggers(args)) ? undefined : "the state has other triggers";
}
