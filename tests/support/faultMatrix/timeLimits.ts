// Short time limits for the calls that are to run into them, and for no other: a call that is to be answered has all the
// time that a busy machine takes.
import { AsyncLocalStorage } from "node:async_hooks";
import type { AppFlow } from "../../../provider/aws/appflow";
import { LIMITS } from "../../../provider/aws/limits";
import { interceptCalls } from "../engine/interceptCalls";

/** The short limit of one attempt, in milliseconds. */
export const SHORT = 500;

/** The limits of an attempt, and of a call with all its attempts. */
const SHORTENED = { request: SHORT, call: 3 * SHORT };

type Limit = keyof typeof SHORTENED;

const shortened = new AsyncLocalStorage<typeof SHORTENED>();

/** Lets `withShortLimits` work. Returns what ends that. */
export function splitTimeLimits(): () => void {
  const kept = { ...LIMITS };
  const define = (attributes: (limit: Limit) => PropertyDescriptor) => {
    for (const limit of Object.keys(SHORTENED) as Limit[])
      Object.defineProperty(LIMITS, limit, { configurable: true, enumerable: true, ...attributes(limit) });
  };
  define((limit) => ({ get: () => shortened.getStore()?.[limit] ?? kept[limit] }));
  return () => define((limit) => ({ value: kept[limit], writable: true }));
}

/** Shortens the limits of an AppFlow that is not called yet: a client reads them with its first call. */
export function withShortLimits(appflow: AppFlow): AppFlow {
  return interceptCalls(appflow, (_operation, _label, call) => shortened.run(SHORTENED, () => call(appflow)));
}
