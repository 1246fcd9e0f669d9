// The account of one case of the fault matrix, and the way to it.
import { type Emulator, startEmulator } from "../../../emulator/index";
import type { AppFlow } from "../../../provider/aws/appflow";
import { openServices } from "../../../provider/aws/services";
import type { Clock } from "../../../provider/lifecycle/clock";
import { type LifecycleContext, newRun } from "../../../provider/lifecycle/context";
import { ACCOUNT, arnOf, connectorFunction, OTHER_ACCOUNT, settingsOf } from "../contract/target";
import { interceptCalls, type Operation } from "../engine/interceptCalls";
import { virtualClock } from "../engine/virtualClock";

export const LABEL = "crm";
/** Somebody else's registration, which no case may touch. */
export const BYSTANDER = "billing";

/** A call of a command, after so many calls of the same operation. */
export interface Call {
  readonly operation: Operation;
  readonly after: number;
}

/** What happens to some calls of a command on their way to the emulator. */
export interface Detour {
  readonly calls: readonly Call[];
  readonly persistent: boolean;
  /** Where the calls go instead. */
  readonly appflow?: AppFlow;
  /** If the detour persists, all later calls take it, too. */
  readonly isLasting?: boolean;
  /** What somebody does just before the calls. */
  readonly externalChange?: () => void;
  /** The operations that the detour has hit. */
  readonly hits: Operation[];
}

/** An account with an emulator of its own, so that cases run side by side. */
export interface Account {
  readonly emulator: Emulator;
  /** The emulator's clock, too. */
  readonly clock: Clock;
  /** Settings of the stack's configuration, beside those that lead to the emulator. */
  readonly settings: Record<string, string>;
  /** What a new run stands on. */
  context(detour?: Detour): LifecycleContext;
}

export async function openAccount(settings: Record<string, string>): Promise<Account> {
  const clock = virtualClock("2026-03-01T12:00:00.000Z");
  const functions = { [arnOf("crm")]: connectorFunction("CRM"), [arnOf("erp")]: connectorFunction("ERP") };
  const emulator = await startEmulator({ functions, clock: () => new Date(clock.now()) });
  for (const accountId of [ACCOUNT, OTHER_ACCOUNT]) emulator.connectors.put(BYSTANDER, {}, accountId);
  const context: Account["context"] = (detour) => {
    const services = openServices(settingsOf(emulator, settings));
    const appflow: LifecycleContext["appflow"] = (region) => {
      const direct = services.appflow(region);
      return detour ? withDetour(direct, detour) : direct;
    };
    return { ...services, appflow, clock, ...newRun(), notify: () => undefined };
  };
  return { emulator, clock, settings, context };
}

function withDetour(direct: AppFlow, detour: Detour): AppFlow {
  const { calls, persistent, appflow = direct, isLasting, externalChange, hits } = detour;
  const counts = new Map<Operation, number>();
  const isHit = (operation: Operation): boolean => {
    const before = counts.get(operation) ?? 0;
    counts.set(operation, before + 1);
    if (persistent && isLasting && hits.length > 0) return true;
    const hit = calls.filter((call) => call.operation === operation);
    return hit.some(({ after }) => (persistent ? before >= after : before === after));
  };
  return interceptCalls(direct, (operation, _, call) => {
    if (!isHit(operation)) return call(direct);
    hits.push(operation);
    externalChange?.();
    return call(appflow);
  });
}
