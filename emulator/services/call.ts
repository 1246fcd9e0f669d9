import type { InvocableFunctions } from "../functions/registry";
import type { Settings } from "../options";
import type { Registration, Store } from "../store/registrations";
import type { Sessions } from "./sessions";

/** What the services of one emulator share. Several emulators in one process share nothing. */
export interface Emulation {
  settings: Settings;
  store: Store;
  functions: InvocableFunctions;
  sessions: Sessions;
  /** Labels that a RegisterConnector is registering, and calls with a client token that haven't been answered. */
  inProgress: { labels: Set<string>; tokens: Map<string, { parameters: string; answer: Promise<unknown> }> };
}

/** Who calls, and where. */
export interface Caller {
  accountId: string;
  arn: string;
  region: string;
  partition: string;
}

/** One call, as an operation sees it. */
export interface Call {
  caller: Caller;
  emulation: Emulation;
  /** The registrations that a read answers with: the store's, unless a fault makes the read stale. */
  view(): ReadonlyMap<string, Registration>;
}
