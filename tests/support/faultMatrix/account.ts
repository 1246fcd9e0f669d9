// The account of one case of the fault matrix, and the way to it.
import { type Emulator, startEmulator } from "../../../emulator/index";
import type { AppFlow } from "../../../provider/aws/appflow";
import { openServices } from "../../../provider/aws/services";
import type { Settings } from "../../../provider/config/settings";
import type { Clock } from "../../../provider/lifecycle/clock";
import { type LifecycleContext, newRun } from "../../../provider/lifecycle/context";
import { ACCOUNT, arnOf, OTHER_ACCOUNT, settingsOf } from "../contract/target";

export const LABEL = "crm";
/** Somebody else's, which no case may touch. */
export const BYSTANDER = "billing";

/** An operation of the lifecycle; adopting is a create that finds the label taken. */
export type OperationName = "create" | "adopt" | "read" | "update" | "delete";

/** An operation that the lifecycle calls through its gateway. */
export type Operation =
  | "DescribeConnector"
  | "RegisterConnector"
  | "UpdateConnectorRegistration"
  | "UnregisterConnector"
  | "GetCallerIdentity";

/** A call of a command: so many of the operation's come before it. */
export interface Call {
  readonly operation: Operation;
  readonly after: number;
}

/** What happens to some calls of a command on their way, as far as the emulator can't do it. */
export interface Detour {
  readonly calls: readonly Call[];
  readonly persistent: boolean;
  /** They go through another AppFlow. */
  readonly other?: AppFlow;
  /** While it persists, all that follows goes the same way. */
  readonly isLasting?: boolean;
  /** Somebody is at work just before them. */
  readonly meanwhile?: () => void;
  /** The operations that it hit. */
  readonly hits: Operation[];
}

/** An emulator of the case's own, so that cases run side by side. */
export interface Account {
  readonly emulator: Emulator;
  /** Passes where it is waited for, for the emulator too. */
  readonly clock: Clock;
  /** Settings of the stack's configuration, beside those that lead to the emulator. */
  settings: Record<string, string>;
  /** What a new run of the CLI stands on. */
  context(detour?: Detour): LifecycleContext;
}

const answer = (connectorName: string) => ({
  answer: {
    isSuccess: true,
    connectorName,
    connectorOwner: "Acme",
    connectorVersion: "1.0",
    connectorModes: ["SOURCE"],
  },
});

export async function openAccount(settings: Record<string, string>): Promise<Account> {
  let now = Date.parse("2026-03-01T12:00:00.000Z");
  const clock: Clock = {
    now: () => now,
    wait: (milliseconds) => Promise.resolve(void (now += milliseconds)),
  };
  const functions = { [arnOf("crm")]: answer("CRM"), [arnOf("erp")]: answer("ERP") };
  const emulator = await startEmulator({ functions, clock: () => new Date(now) });
  for (const accountId of [ACCOUNT, OTHER_ACCOUNT]) emulator.connectors.put(BYSTANDER, {}, accountId);
  const account: Account = {
    emulator,
    clock,
    settings,
    context: (detour) => contextOf(settingsOf(emulator, account.settings), clock, detour),
  };
  return account;
}

function contextOf(settings: Settings, clock: Clock, detour: Detour | undefined): LifecycleContext {
  const services = openServices(settings);
  const appflow: LifecycleContext["appflow"] = (region) => {
    const straight = services.appflow(region);
    return detour ? detoured(straight, detour) : straight;
  };
  return { ...services, appflow, clock, ...newRun(), notify: () => undefined };
}

const OPERATIONS: Readonly<Partial<Record<keyof AppFlow, Operation>>> = {
  describe: "DescribeConnector",
  register: "RegisterConnector",
  update: "UpdateConnectorRegistration",
  unregister: "UnregisterConnector",
  account: "GetCallerIdentity",
};

function detoured(straight: AppFlow, detour: Detour): AppFlow {
  const { calls, persistent, other, isLasting, meanwhile, hits } = detour;
  const made = new Map<Operation, number>();
  const isHit = (operation: Operation): boolean => {
    const before = made.get(operation) ?? 0;
    made.set(operation, before + 1);
    if (persistent && isLasting && hits.length > 0) return true;
    const own = calls.filter((call) => call.operation === operation);
    return own.some(({ after }) => (persistent ? before >= after : before === after));
  };
  const redirected = Object.entries(OPERATIONS).map(([name, operation]) => {
    const method = name as "describe";
    const call: AppFlow["describe"] = (...args) => {
      if (!isHit(operation)) return straight[method](...args);
      hits.push(operation);
      meanwhile?.();
      return (other ?? straight)[method](...args);
    };
    return [name, call];
  });
  return { ...straight, ...(Object.fromEntries(redirected) as Partial<AppFlow>) };
}
