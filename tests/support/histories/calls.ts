// The calls of one run of the engine: they are counted, meet the incidents that are due, and report what takes effect.
import type { FaultKind, Registration } from "../../../emulator/index";
import { type AppFlow, openAppFlow } from "../../../provider/aws/appflow";
import type { Connection } from "../../../provider/config/connection";
import { REGION } from "../contract/target";
import { interceptCalls, type Intercept, isWrite, type Operation } from "../engine/interceptCalls";
import type { Account } from "./accounts";
import type { Fault, Incident, Kill } from "./history";

/** How a killed run ends. The provider does not learn of it: a dead process catches nothing. */
export class Killed extends Error {}

/** A write that took effect: what was registered under the label before it, and after it. */
export interface Effect {
  readonly operation: Operation;
  readonly label: string;
  readonly before: Registration | undefined;
  readonly after: Registration | undefined;
}

export interface Watch {
  effect(effect: Effect): void;
  /** An observation of a label may be wrong: somebody changed the registration, or the observation is stale. */
  unreliable(label: string): void;
  /** An observation of a label showed what is there. */
  observed(label: string): void;
}

/** What has gone wrong in a run. Every operation must bear a stale observation. */
export type Disruption = "none" | "stale observation" | "fault";

export interface Calls {
  readonly appflow: AppFlow;
  /** The account of the credentials, past all incidents. */
  readonly account: AppFlow["account"];
  readonly count: () => number;
  readonly disruption: () => Disruption;
  /** Waits for an operation, unless its process is killed. */
  readonly untilKilled: <T>(operation: Promise<T>) => Promise<T>;
}

export function newCalls(
  account: Account,
  connection: Connection,
  incidents: readonly Incident[],
  watch: Watch,
): Calls {
  account.emulator.faults.clear();
  const isOwner = connection === account.connection;
  const fresh = openAppFlow(connection, REGION);
  // Each process asks for its account itself.
  const appflow = { ...(isOwner ? account.appflow : fresh), account: fresh.account };
  const providerProcess = newProcess();
  const next = newSchedule(incidents);
  let count = 0;
  let disruption: Disruption = isOwner ? "none" : "fault";
  const intercept: Intercept = async (operation, label, call) => {
    count += 1;
    const due = next(operation);
    const isStale = due.some(({ is }) => is === "stale");
    const has = (kill: Kill) => due.some(({ is }) => is === kill);
    if (due.some(({ is }) => is !== "stale")) disruption = "fault";
    else if (isStale && disruption === "none") disruption = "stale observation";
    for (const incident of due) letHappen(incident, operation, label, account, watch);
    if (has("killBefore")) return providerProcess.die();
    if (has("killUnsaved")) providerProcess.isDoomed = true;
    const end = await watchEffect(account, watch, operation, label, () => call(appflow));
    if (operation === "DescribeConnector" && label !== undefined && !isStale) watch.observed(label);
    return has("killAfter") ? providerProcess.die() : end();
  };
  return {
    appflow: interceptCalls(appflow, intercept),
    account: fresh.account,
    count: () => count,
    disruption: () => disruption,
    untilKilled: (operation) => providerProcess.race(operation),
  };
}

/** A process that can be killed. Whoever then waits for one of its calls waits for ever. */
function newProcess() {
  let kill: (error: Killed) => void = () => undefined;
  const death = new Promise<never>((_, reject) => (kill = reject));
  death.catch(() => undefined);
  return {
    /** The process is killed before an operation that is done is saved. */
    isDoomed: false,
    die() {
      kill(new Killed());
      return new Promise<never>(() => undefined);
    },
    async race<T>(operation: Promise<T>): Promise<T> {
      const result = await Promise.race([operation, death]);
      if (this.isDoomed) throw new Killed();
      return result;
    },
  };
}

/** Counts the calls, and returns what is due at each. */
function newSchedule(incidents: readonly Incident[]): (operation: Operation) => Incident[] {
  const counts: Record<string, number> = {};
  return (operation) => {
    const kinds = ["call", operation, ...(isWrite(operation) ? ["write"] : [])];
    for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
    return incidents.filter(({ at, of = "call" }) => kinds.includes(of) && at === counts[of]);
  };
}

function letHappen(
  { is, lasts }: Incident,
  operation: Operation,
  label: string | undefined,
  account: Account,
  watch: Watch,
): void {
  if (typeof is === "object") {
    account.change(is);
    return watch.unreliable(is.label);
  }
  if (isKill(is)) return;
  const times = lasts ? ({ times: "always" } as const) : {};
  account.emulator.faults.add({ operation, kind: kindOf(is, operation), ...times });
  if (is === "stale" && label !== undefined) watch.unreliable(label);
}

function isKill(is: string): is is Kill {
  return is.startsWith("kill");
}

function kindOf(fault: Fault, operation: Operation): FaultKind {
  if (fault === "throttled") return { error: { type: "ThrottlingException" } };
  if (fault !== "denied") return fault;
  const type = operation === "GetCallerIdentity" ? "AccessDenied" : "AccessDeniedException";
  return { error: { type, status: 403 } };
}

/** Makes a call, and reports its effect. Returns how the call ended, for whoever still lives to learn it. */
async function watchEffect<T>(
  account: Account,
  watch: Watch,
  operation: Operation,
  label: string | undefined,
  call: () => Promise<T>,
): Promise<() => T> {
  const registration = () => (label === undefined ? undefined : account.registration(label));
  const before = registration();
  const end = await call().then(
    (value) => () => value,
    (error: unknown) => () => {
      throw error;
    },
  );
  const after = registration();
  if (label !== undefined && before !== after) watch.effect({ operation, label, before, after });
  return end;
}
