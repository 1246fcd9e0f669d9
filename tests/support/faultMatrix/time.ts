// The time limits of a call, short for the calls that are made to run into them and for no other: those that are meant to
// be answered have all the time that a busy machine takes.
import { AsyncLocalStorage } from "node:async_hooks";
import type { AppFlow } from "../../../provider/aws/appflow";
import { LIMITS } from "../../../provider/aws/limits";
import { SHORT } from "./faults";

/** An attempt, and a call with all its attempts. */
const SHORTENED = { request: SHORT, call: 3 * SHORT };

type Limit = keyof typeof SHORTENED;

const shortened = new AsyncLocalStorage<typeof SHORTENED>();

/** Lets `inShortTime` work until the function that it returns is called. */
export function splitTimeLimits(): () => void {
  const kept = { ...LIMITS };
  const define = (attributes: (limit: Limit) => PropertyDescriptor) => {
    for (const limit of Object.keys(SHORTENED) as Limit[])
      Object.defineProperty(LIMITS, limit, { configurable: true, enumerable: true, ...attributes(limit) });
  };
  define((limit) => ({ get: () => shortened.getStore()?.[limit] ?? kept[limit] }));
  return () => define((limit) => ({ value: kept[limit], writable: true }));
}

/** An AppFlow that was not called yet: its limits are read with the first call. */
export function inShortTime(appflow: AppFlow): AppFlow {
  const methods = Object.entries(appflow).map(([name, method]) => {
    const call = (...args: never[]): unknown =>
      shortened.run(SHORTENED, () => (method as (...args: never[]) => unknown)(...args));
    return [name, call];
  });
  return Object.fromEntries(methods) as AppFlow;
}
