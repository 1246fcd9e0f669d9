import { isObject } from "../schemas/json";
import {
  type Check,
  either,
  flag,
  headers,
  LONGEST_MS,
  name,
  newCheck,
  objectOf,
  oneOf,
  type Schema,
  text,
  wholeNumber,
} from "../schemas/validators";
import { REGISTRATION_CHANGES, type RegistrationChanges } from "../store/registrations";

/** An error in place of the answer. */
export interface FaultError {
  type: string;
  /** Default: the HTTP status that AWS documents for the type. */
  status?: number;
  message?: string;
  /** `date` sets the service's clock, which the SDKs adopt. */
  headers?: Record<string, string>;
}

/** What goes wrong. Those with a value are objects of one member. */
export interface FaultValues {
  /** Answers with an error. No effect, unless `effect` says so. */
  error: FaultError;
  /** Waits before the operation, in milliseconds. */
  delayMs: number;
  /** Waits after the effect and before the answer, in milliseconds. */
  delayAfterMs: number;
  /** Refuses calls beyond so many a second with ThrottlingException; `times` is best "always". */
  throttlePerSecond: number;
  /** Cuts the connection before the effect. */
  resetBefore: true;
  /** Cuts the connection after the effect. */
  resetAfter: true;
  /** Never answers; no effect. */
  hangBefore: true;
  /** Never answers, after the effect. */
  hangAfter: true;
  /** Announces the whole answer, sends half of it, and cuts the connection. */
  truncated: true;
  /** Answers 502 with a page of HTML. No effect, unless `effect` says so. */
  html: true;
  /** Answers 200 with nothing, after the effect. */
  empty: true;
  /** Answers 200 with text that is no JSON, after the effect. */
  notJson: true;
  /** Gives another answer than the operation's: any body with status 200, after the effect. */
  body: string;
  /** Answers with content type text/html. */
  wrongContentType: true;
  /** Answers 500 without an error type. No effect, unless `effect` says so. */
  status500: true;
  /** Answers 503 without an error type. No effect, unless `effect` says so. */
  status503: true;
  /** Spreads the headers over so many milliseconds. */
  slowHeadersMs: number;
  /** Spreads the body over so many milliseconds. */
  slowBodyMs: number;
  /** Carries the request out twice, as if it had arrived twice, and gives the second answer. */
  duplicate: true;
  /** Reads as if the last write had not happened yet: of the call's or the fault's label, or the last one in the account. */
  stale: true;
  /** Lists answer with an empty page and a token for the rest, as AWS's services may at any time. */
  emptyPage: true;
  /** Removes the label's registration just before the call. */
  vanish: true;
  /** Changes the label's registration just before the call. */
  change: RegistrationChanges;
}

export type FaultName = keyof FaultValues;

/** A fault's name when it needs no value, or an object with the one value it needs. */
export type FaultKind =
  | { [Name in FaultName]: FaultValues[Name] extends true ? Name : never }[FaultName]
  | { [Name in FaultName]: Record<Name, FaultValues[Name]> }[FaultName];

/** Which calls go wrong, and how. A member that is left out matches every call. */
export interface Fault {
  kind: FaultKind;
  /** An operation's name in AWS's spelling, such as "RegisterConnector", "GetCallerIdentity", "GetFunction". */
  operation?: string;
  label?: string;
  functionArn?: string;
  accountId?: string;
  region?: string;
  /** How many calls go wrong. Default 1. */
  times?: number | "always";
  /** Matching calls that are let through first. Default 0. */
  after?: number;
  /** Whether the operation takes effect all the same, for faults that replace the answer. */
  effect?: boolean;
}

const none = oneOf(true);
const milliseconds: Schema = {
  type: "number",
  minimum: 0,
  maximum: LONGEST_MS,
  description: `a number of milliseconds, from 0 to ${LONGEST_MS}`,
};
const callsPerSecond: Schema = {
  type: "number",
  minimum: 1,
  maximum: Number.MAX_VALUE,
  description: "a number of calls from 1",
};
const error = objectOf({ type: name, status: wholeNumber(200, 599), message: text, headers }, ["type"]);

/** Each fault: whether the operation takes effect when the fault doesn't say, and the value that it needs. */
export const FAULTS: Readonly<Record<FaultName, { effect: boolean; value: Schema }>> = {
  error: { effect: false, value: error },
  delayMs: { effect: true, value: milliseconds },
  delayAfterMs: { effect: true, value: milliseconds },
  throttlePerSecond: { effect: false, value: callsPerSecond },
  resetBefore: { effect: false, value: none },
  resetAfter: { effect: true, value: none },
  hangBefore: { effect: false, value: none },
  hangAfter: { effect: true, value: none },
  truncated: { effect: true, value: none },
  html: { effect: false, value: none },
  empty: { effect: true, value: none },
  notJson: { effect: true, value: none },
  body: { effect: true, value: text },
  wrongContentType: { effect: true, value: none },
  status500: { effect: false, value: none },
  status503: { effect: false, value: none },
  slowHeadersMs: { effect: true, value: milliseconds },
  slowBodyMs: { effect: true, value: milliseconds },
  duplicate: { effect: true, value: none },
  stale: { effect: true, value: none },
  emptyPage: { effect: true, value: none },
  vanish: { effect: true, value: none },
  change: { effect: true, value: REGISTRATION_CHANGES },
};

const CHECKS = new Map<string, Check>(Object.entries(FAULTS).map(([name, { value }]) => [name, newCheck(value)]));

export const FAULT = objectOf(
  {
    kind: {},
    operation: text,
    label: text,
    functionArn: text,
    accountId: text,
    region: text,
    times: either(wholeNumber(1), oneOf("always")),
    after: wholeNumber(0),
    effect: flag,
  },
  ["kind"],
);
const checkMembers = newCheck(FAULT);

/** Throws for a fault that couldn't hit anything as it is meant. Returns its name and its value. */
export function checkFault(fault: unknown): [name: FaultName, value: FaultValues[FaultName]] {
  checkMembers("the fault", fault);
  const { kind } = fault as { kind: unknown };
  const [[name, value] = [], ...more] = isObject(kind) ? Object.entries(kind) : [[kind, true] as const];
  const checkValue = CHECKS.get(name as string);
  if (!checkValue) throw new Error(`there is no fault "${String(name)}"; there are: ${[...CHECKS.keys()].join(", ")}`);
  if (more.length > 0) throw new Error(`a fault has one kind, not also ${more.map(([other]) => other).join(", ")}`);
  checkValue(`the fault's "${String(name)}"`, value);
  return [name as FaultName, value as FaultValues[FaultName]];
}
