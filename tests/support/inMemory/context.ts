// What the tests of the lifecycle start from.
import type { AppFlow } from "../../../provider/aws/appflow";
import type { Lambda } from "../../../provider/aws/lambda";
import { type Connection, readConnection } from "../../../provider/config/connection";
import { DiagnosticError } from "../../../provider/diagnostics/diagnostic";
import type { Clock } from "../../../provider/lifecycle/clock";
import { type LifecycleContext, newRun } from "../../../provider/lifecycle/context";
import type { ConnectorRegistrationInputs } from "../../../provider/resource/types";
import { ACCOUNT, arnOf, inMemoryAppFlow, invoking, REGION } from "./appflow";

export { within } from "../limits";
export { ACCOUNT, arnOf, inMemoryAppFlow, invoking, REGION };

/** When the AppFlow in memory registers, and the fake clock begins. */
const BEGIN = Date.parse("2026-01-01T00:00:00.000Z");

export type FakeClock = Clock & { readonly waits: number[]; readonly passed: () => number };

/** Time that passes only where it is waited for. */
export function fakeClock(): FakeClock {
  let passed = 0;
  const waits: number[] = [];
  return {
    waits,
    passed: () => passed,
    now: () => BEGIN + passed,
    wait: (milliseconds) => {
      waits.push(milliseconds);
      passed += milliseconds;
      return Promise.resolve();
    },
  };
}

export interface ContextOptions {
  connection?: Partial<Connection>;
  errors?: DiagnosticError[];
  clock?: Clock;
  notify?: (message: string) => void;
  lambda?: Lambda;
  /** Told which region was opened. */
  opened?: (region: string | undefined) => void;
}

export function contextOf(
  appflow: AppFlow = inMemoryAppFlow(),
  {
    connection = {},
    errors = [],
    clock = fakeClock(),
    opened = () => undefined,
    notify = () => undefined,
    lambda,
  }: ContextOptions = {},
): LifecycleContext {
  return {
    connection: { assumeRoles: [], endpoints: {}, ...connection },
    errors,
    appflow: (region) => {
      opened(region);
      return appflow;
    },
    lambda: () => lambda,
    clock,
    ...newRun(),
    notify,
  };
}

/** The connection and errors of a stack's configuration. */
export const connected = (configuration: Record<string, string>) => readConnection((name) => configuration[name]);

export function inputsOf(changes: Partial<ConnectorRegistrationInputs> = {}): ConnectorRegistrationInputs {
  return {
    connectorLabel: "crm",
    ...invoking("crm"),
    connectorProvisioningType: "LAMBDA",
    ...changes,
  };
}

/** The diagnostic that a promise fails with. */
export async function failureOf(promise: Promise<unknown>): Promise<DiagnosticError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof DiagnosticError) return error;
  throw new Error(`a diagnostic was expected, not ${String(error)}`);
}

/** Runs the tests of a block without the region of whoever runs them. */
export function withoutAmbientRegion(): void {
  const names = ["AWS_REGION", "AWS_DEFAULT_REGION"];
  let kept: Record<string, string | undefined> = {};
  beforeEach(() => {
    kept = Object.fromEntries(names.map((name) => [name, process.env[name]]));
    for (const name of names) delete process.env[name];
  });
  afterEach(() => {
    for (const name of names) {
      delete process.env[name];
      if (kept[name] !== undefined) process.env[name] = kept[name];
    }
  });
}

/** A copy without one of its properties. */
export function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)) as unknown as Omit<T, K>;
}
