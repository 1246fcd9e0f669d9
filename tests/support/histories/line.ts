// The line from one run of the engine to AppFlow. It counts the calls, makes the troubles that are due, and tells what
// took effect.
import type { FaultKind, Registration } from "../../../emulator/index";
import { type AppFlow, openAppFlow } from "../../../provider/aws/appflow";
import type { Connection } from "../../../provider/config/connection";
import { REGION } from "../contract/target";
import type { Fault, Kill, Trouble } from "./commands";
import { edit, type Place } from "./place";

/** How a killed run ends. Nothing in the provider gets to know of it: a dead process catches nothing. */
export class Killed extends Error {}

/** A write that took effect: what was under the label before it, and what is after it. */
export interface Effect {
  readonly operation: string;
  readonly label: string;
  readonly before: Registration | undefined;
  readonly after: Registration | undefined;
}

export interface Watch {
  effect(effect: Effect): void;
  /** Somebody changed what is under a label, or a look at it was shown an older view. */
  disturbed(label: string): void;
  /** A look at a label showed what is there. */
  seen(label: string): void;
}

/** "late": no more than a look that shows an older view, which every operation must bear. */
export type Troubled = "not" | "late" | "badly";

export interface Line {
  readonly appflow: AppFlow;
  /** The account of the credentials, past all troubles. */
  readonly account: AppFlow["account"];
  readonly calls: () => number;
  /** What has gone wrong so far, apart from what was in the account before. */
  readonly troubled: () => Troubled;
  /** Races a provider's operation with the end of its process. */
  readonly alive: <T>(call: Promise<T>) => Promise<T>;
}

const FAULTS: Readonly<Record<Fault, (operation: string) => FaultKind>> = {
  resetBefore: () => "resetBefore",
  resetAfter: () => "resetAfter",
  status500: () => "status500",
  html: () => "html",
  empty: () => "empty",
  truncated: () => "truncated",
  duplicate: () => "duplicate",
  stale: () => "stale",
  throttled: () => ({ error: { type: "ThrottlingException" } }),
  denied: (operation) => ({
    error: {
      type: operation === "GetCallerIdentity" ? "AccessDenied" : "AccessDeniedException",
      status: 403,
    },
  }),
};

export function openLine(
  place: Place,
  connection: Connection,
  troubles: readonly Trouble[],
  watch: Watch,
): Line {
  const { emulator, appflow } = place;
  const tap = tapOf(place, connection, troubles, watch);
  // Another process asks for its account anew.
  const { account } = openAppFlow(connection, REGION);
  const shared = connection === place.connection ? appflow : openAppFlow(connection, REGION);
  emulator.faults.clear();
  return {
    appflow: tapped({ ...shared, account }, tap.call),
    account,
    calls: () => tap.count,
    troubled: () => tap.troubled,
    alive: async (call) => {
      const result = await Promise.race([call, tap.death]);
      if (tap.isDoomed) throw new Killed();
      return result;
    },
  };
}

type Call = <T>(operation: string, label: string | undefined, make: () => Promise<T>) => Promise<T>;

function tapOf(place: Place, connection: Connection, troubles: readonly Trouble[], watch: Watch) {
  let die: (error: Killed) => void = () => undefined;
  const death = new Promise<never>((_, reject) => (die = reject));
  death.catch(() => undefined);
  /** Ends the process: whoever waits for a call waits for ever. */
  const end = () => {
    die(new Killed());
    return new Promise<never>(() => undefined);
  };
  const troubled: Troubled = connection === place.connection ? "not" : "badly";
  const tap = { count: 0, troubled: troubled as Troubled, isDoomed: false, death };
  const counts: Record<string, number> = {};
  const call: Call = async (operation, label, make) => {
    tap.count += 1;
    const reached = kindsOf(operation);
    for (const kind of reached) counts[kind] = (counts[kind] ?? 0) + 1;
    const due = troubles.filter(({ at, of = "call" }) => reached.includes(of) && at === counts[of]);
    const dies = (kill: Kill) => due.some(({ is }) => is === kill);
    for (const { is } of due) tap.troubled = is === "stale" && tap.troubled !== "badly" ? "late" : "badly";
    for (const trouble of due) bring(trouble, operation, label, place, watch);
    if (dies("killBefore")) return end();
    tap.isDoomed ||= dies("killUnsaved");
    const made = await watched(place, watch, operation, label, make);
    if (isLook(operation, due) && label !== undefined) watch.seen(label);
    return dies("killAfter") ? end() : made();
  };
  return Object.assign(tap, { call });
}

function kindsOf(operation: string): string[] {
  const isWrite = /^(Register|Update|Unregister)/.test(operation);
  return ["call", operation, ...(isWrite ? ["write"] : [])];
}

function isLook(operation: string, due: readonly Trouble[]): boolean {
  return operation === "DescribeConnector" && !due.some(({ is }) => is === "stale");
}

/** Lets a trouble happen that is due at a call. */
function bring(
  { is, lasts }: Trouble,
  operation: string,
  label: string | undefined,
  place: Place,
  watch: Watch,
): void {
  if (typeof is === "object") {
    edit(place, is);
    return watch.disturbed(is.label);
  }
  if (isKill(is)) return;
  place.emulator.faults.add({
    operation,
    kind: FAULTS[is](operation),
    ...(lasts ? { times: "always" } : {}),
  });
  if (is === "stale" && label !== undefined) watch.disturbed(label);
}

function isKill(is: Fault | Kill): is is Kill {
  return is.startsWith("kill");
}

/** Makes a call, and tells what became of its label. Returns how the call ended, to be told once that is known. */
async function watched<T>(
  place: Place,
  watch: Watch,
  operation: string,
  label: string | undefined,
  make: () => Promise<T>,
): Promise<() => T> {
  const look = () => (label === undefined ? undefined : place.registration(label));
  const before = look();
  const made = await make().then(
    (value) => () => value,
    (error: unknown) => () => {
      throw error;
    },
  );
  const after = look();
  if (label !== undefined && before !== after) watch.effect({ operation, label, before, after });
  return made;
}

function tapped(appflow: AppFlow, call: Call): AppFlow {
  return {
    region: appflow.region,
    clockOffset: appflow.clockOffset,
    describe: (label, signal) => call("DescribeConnector", label, () => appflow.describe(label, signal)),
    configuration: (label, signal) =>
      call("DescribeConnector", label, () => appflow.configuration(label, signal)),
    list: (signal) => call("ListConnectors", undefined, () => appflow.list(signal)),
    register: (request) => call("RegisterConnector", request.connectorLabel, () => appflow.register(request)),
    update: (request) =>
      call("UpdateConnectorRegistration", request.connectorLabel, () => appflow.update(request)),
    unregister: (label, forceDelete) =>
      call("UnregisterConnector", label, () => appflow.unregister(label, forceDelete)),
    profiles: (label) => call("DescribeConnectorProfiles", label, () => appflow.profiles(label)),
    account: () => call("GetCallerIdentity", undefined, () => appflow.account()),
  };
}
