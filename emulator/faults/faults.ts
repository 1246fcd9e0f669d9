import { checkFault, type Fault, type FaultName, type FaultValues } from "./faultTable";

/** What a fault is matched with. */
interface FaultSubject {
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

export interface PendingFaults extends Faults {
  /** The fault that hits a call, which then has one call less to hit. */
  take(subject: FaultSubject): Hit | undefined;
}

interface Pending extends Hit {
  callsToSkip: number;
  callsToHit: number;
  /** For throttling: the calls that are left to let through, and when that was computed, in milliseconds. */
  allowance: { calls: number; at: number };
}

const MATCHED = ["operation", "label", "functionArn", "accountId", "region"] as const;

/** `now`, in milliseconds, is for throttling alone. */
export function newFaults(now: () => number = () => performance.now()): PendingFaults {
  let pending: Pending[] = [];
  return {
    add: (fault) => void pending.push(newPending(fault, now())),
    clear: () => void (pending = []),
    list: () => pending.map(({ fault }) => fault),
    take(subject) {
      const hit = pending.filter(({ fault }) => matches(fault, subject)).find((it) => isDue(it, now()));
      if (!hit) return undefined;
      hit.callsToHit -= 1;
      pending = pending.filter(({ callsToHit }) => callsToHit > 0);
      return hit;
    },
  };
}

function matches(fault: Fault, subject: FaultSubject): boolean {
  return MATCHED.every((member) => fault[member] === undefined || fault[member] === subject[member]);
}

function isDue(pending: Pending, now: number): boolean {
  if (pending.callsToSkip > 0) {
    pending.callsToSkip -= 1;
    return false;
  }
  if (pending.name !== "throttlePerSecond") return true;
  const perSecond = pending.value as number;
  const { calls, at } = pending.allowance;
  const refilled = Math.min(perSecond, calls + ((now - at) / 1000) * perSecond);
  pending.allowance = { calls: refilled >= 1 ? refilled - 1 : refilled, at: now };
  return refilled < 1;
}

function newPending(fault: Fault, now: number): Pending {
  const [name, value] = checkFault(fault);
  const { times = 1, after = 0 } = fault;
  const perSecond = name === "throttlePerSecond" ? (value as number) : 0;
  return {
    fault,
    name,
    value,
    callsToSkip: after,
    callsToHit: times === "always" ? Infinity : times,
    allowance: { calls: perSecond, at: now },
  };
}
