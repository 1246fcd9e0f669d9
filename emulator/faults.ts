import { checkedFault } from "./faultChecks";
import type { Registration } from "./store";

/** An error in place of the answer. Status: the one AWS documents for the type. `headers` can set `date`, for a skewed clock. */
export interface FaultError {
  type: string;
  status?: number;
  message?: string;
  headers?: Record<string, string>;
}

/** What is changed behind the caller's back. */
export type RegistrationChanges = Partial<Omit<Registration, "connectorLabel">>;

/** What goes wrong. Those with a value are objects of one member. */
export interface FaultValues {
  /** Answers with an error. No effect, unless told. */
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
  /** Answers 502 with a page of HTML. No effect, unless told. */
  html: true;
  /** Answers 200 with nothing, after the effect. */
  empty: true;
  /** Answers 200 with text that is no JSON, after the effect. */
  notJson: true;
  /** Gives another answer than the operation's: any body with status 200, after the effect. */
  body: string;
  /** Answers with content type text/html. */
  wrongContentType: true;
  /** Answers 500 without an error type. No effect, unless told. */
  status500: true;
  /** Answers 503 without an error type. No effect, unless told. */
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

/** What a fault is matched with. */
export interface FaultSubject {
  operation: string;
  accountId: string;
  region: string;
  label?: string;
  functionArn?: string;
}

/** A fault that hit a call. */
export interface Hit {
  name: FaultName;
  value: FaultValues[FaultName];
  fault: Fault;
}

export interface Faults {
  /** Adds a fault; the first that matches a call hits it. Throws for one that couldn't do what it says. */
  add(fault: Fault): void;
  clear(): void;
  /** The faults that can still hit. */
  list(): Fault[];
}

export interface TakenFaults extends Faults {
  take(subject: FaultSubject): Hit | undefined;
}

/** The names, and whether the operation takes effect when the fault doesn't say. */
export const EFFECT: Readonly<Record<FaultName, boolean>> = {
  error: false,
  delayMs: true,
  delayAfterMs: true,
  throttlePerSecond: false,
  resetBefore: false,
  resetAfter: true,
  hangBefore: false,
  hangAfter: true,
  truncated: true,
  html: false,
  empty: true,
  notJson: true,
  body: true,
  wrongContentType: true,
  status500: false,
  status503: false,
  slowHeadersMs: true,
  slowBodyMs: true,
  duplicate: true,
  stale: true,
  emptyPage: true,
  vanish: true,
  change: true,
};

interface Pending {
  fault: Fault;
  name: FaultName;
  value: FaultValues[FaultName];
  skip: number;
  left: number;
  /** For throttling: what is left of this second's calls, and when that was reckoned, in milliseconds. */
  allowance: { calls: number; at: number };
}

const MATCHED = ["operation", "label", "functionArn", "accountId", "region"] as const;

/** `now` is in milliseconds and only used to throttle. */
export function faults(now: () => number = () => performance.now()): TakenFaults {
  let pending: Pending[] = [];
  return {
    add: (fault) => void pending.push(pendingOf(fault, now())),
    clear: () => void (pending = []),
    list: () => pending.map((it) => it.fault),
    take(subject) {
      const hit = pending.filter((it) => matches(it.fault, subject)).find((it) => ready(it, now()));
      if (!hit) return undefined;
      hit.left -= 1;
      pending = pending.filter((it) => it.left > 0);
      return { name: hit.name, value: hit.value, fault: hit.fault };
    },
  };
}

export function matches(fault: Fault, subject: FaultSubject): boolean {
  return MATCHED.every((member) => fault[member] === undefined || fault[member] === subject[member]);
}

function ready(pending: Pending, now: number): boolean {
  if (pending.skip > 0) {
    pending.skip -= 1;
    return false;
  }
  if (pending.name !== "throttlePerSecond") return true;
  const perSecond = pending.value as number;
  const { calls, at } = pending.allowance;
  const refilled = Math.min(perSecond, calls + ((now - at) / 1000) * perSecond);
  pending.allowance = { calls: refilled >= 1 ? refilled - 1 : refilled, at: now };
  return refilled < 1;
}

function pendingOf(fault: Fault, now: number): Pending {
  const [name, value] = checkedFault(fault);
  const { times = 1, after = 0 } = fault;
  const perSecond = name === "throttlePerSecond" ? (value as number) : 0;
  return {
    fault,
    name,
    value: value as FaultValues[FaultName],
    skip: after,
    left: times === "always" ? Infinity : times,
    allowance: { calls: perSecond, at: now },
  };
}
