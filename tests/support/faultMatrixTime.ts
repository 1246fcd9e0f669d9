// The time limit of a request, short for the calls that are made to run into it and for no other: those that are meant
// to be answered have all the time that a busy machine takes.
import { AsyncLocalStorage } from "node:async_hooks";
import type { AppFlow } from "../../provider/appflow";
import { LIMITS } from "../../provider/connection";
import { SHORT } from "./faultMatrix";

const inShort = new AsyncLocalStorage<number>();

/** Lets `inShortTime` work until the function that it returns is called. */
export function splitTimeLimit(): () => void {
  const { request } = LIMITS;
  Object.defineProperty(LIMITS, "request", { get: () => inShort.getStore() ?? request, configurable: true });
  return () =>
    void Object.defineProperty(LIMITS, "request", { value: request, writable: true, enumerable: true });
}

/** An AppFlow that was not called yet: its limit is read with the first call. */
export function inShortTime(appflow: AppFlow): AppFlow {
  const methods = Object.entries(appflow).map(([name, method]) => {
    const call = (...args: never[]): unknown =>
      inShort.run(SHORT, () => (method as (...args: never[]) => unknown)(...args));
    return [name, call];
  });
  return Object.fromEntries(methods) as AppFlow;
}
