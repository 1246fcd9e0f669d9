import type { Caller } from "./callers";
import type { RunningFunctions } from "./functions/registry";
import type { Registration, Store } from "./store";
import type { Settings } from "./options";
import type { Callers } from "./callers";

/** What the services of one emulator share. Several emulators in one process share nothing. */
export interface Emulation {
  settings: Settings;
  store: Store;
  functions: RunningFunctions;
  callers: Callers;
  /** Labels that a running RegisterConnector has taken, and calls with a client token that are still running. */
  underWay: { labels: Set<string>; tokens: Map<string, { parameters: string; answer: Promise<unknown> }> };
}

/** One call, as an operation sees it. */
export interface Call {
  caller: Caller;
  emulation: Emulation;
  /** The registrations a read answers with: usually the store's, an older view on demand. */
  view(): ReadonlyMap<string, Registration>;
}
