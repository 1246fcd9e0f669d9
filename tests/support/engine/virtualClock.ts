import type { Clock } from "../../../provider/lifecycle/clock";

/** Time that passes only where it is waited for. No two readings show the same. */
export function virtualClock(begin: string): Clock {
  let now = Date.parse(begin);
  return { now: () => (now += 1), wait: (milliseconds) => Promise.resolve(void (now += milliseconds)) };
}
