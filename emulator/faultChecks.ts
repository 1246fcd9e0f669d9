import { validateHeaderName, validateHeaderValue } from "node:http";
import type { FaultName } from "./faults";
import { isObject } from "./json";
import {
  anyObject,
  anything,
  check,
  either,
  flag,
  type Kind,
  type Members,
  moment,
  name,
  needed,
  objectOf,
  oneOf,
  text,
  whole,
} from "./members";
import { LONGEST_MS } from "./options";

/** What of a registration can be changed behind somebody's back. */
export const REGISTRATION_CHANGES: Members = {
  connectorArn: text,
  connectorProvisioningType: text,
  lambdaArn: text,
  description: text,
  registeredAt: moment,
  registeredBy: text,
  configuration: anyObject,
};

const headers: Kind = {
  is: (value) => isObject(value) && Object.entries(value).every(([name, it]) => isHeader(name, it)),
  words: "an object of HTTP headers",
};
const error = objectOf({ type: needed(name), status: whole(200, 599), message: text, headers });
const milliseconds: Kind = {
  is: (value) => typeof value === "number" && value >= 0 && value <= LONGEST_MS,
  words: `a number of milliseconds, from 0 to ${LONGEST_MS}`,
};
const rate: Kind = {
  is: (value) => typeof value === "number" && value >= 1 && value < Infinity,
  words: "a number of calls from 1",
};
const none = oneOf(true);

/** The faults there are, and the value each needs. */
const VALUES: Readonly<Record<FaultName, Kind>> = {
  error,
  delayMs: milliseconds,
  delayAfterMs: milliseconds,
  throttlePerSecond: rate,
  resetBefore: none,
  resetAfter: none,
  hangBefore: none,
  hangAfter: none,
  truncated: none,
  html: none,
  empty: none,
  notJson: none,
  body: text,
  wrongContentType: none,
  status500: none,
  status503: none,
  slowHeadersMs: milliseconds,
  slowBodyMs: milliseconds,
  duplicate: none,
  stale: none,
  emptyPage: none,
  vanish: none,
  change: objectOf(REGISTRATION_CHANGES),
};

export const FAULT: Members = {
  kind: needed(anything),
  operation: text,
  label: text,
  functionArn: text,
  accountId: text,
  region: text,
  times: either(whole(1), oneOf("always")),
  after: whole(0),
  effect: flag,
};

/** Throws for a fault that couldn't hit anything as it is meant. Returns its name and its value. */
export function checkedFault(fault: unknown): [name: FaultName, value: unknown] {
  check("the fault", fault, objectOf(FAULT));
  const { kind } = fault as { kind: unknown };
  const [given, ...more] = isObject(kind) ? Object.entries(kind) : [[kind, true] as const];
  const [name, value] = given ?? [];
  if (typeof name !== "string" || !Object.hasOwn(VALUES, name))
    throw new Error(`there is no fault "${String(name)}"; there are: ${Object.keys(VALUES).join(", ")}`);
  if (more.length > 0)
    throw new Error(`a fault has one kind, not also ${more.map(([other]) => other).join(", ")}`);
  check(`the fault's "${name}"`, value, VALUES[name as FaultName]);
  return [name as FaultName, value];
}

function isHeader(name: string, value: unknown): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value as string);
    return typeof value === "string";
  } catch {
    return false;
  }
}
