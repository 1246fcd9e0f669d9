import * as pulumi from "@pulumi/pulumi";
import { openServices, type Services } from "../provider/aws/services";
import type { Code } from "../provider/diagnostics/catalog";
import { type Facts, failure } from "../provider/diagnostics/diagnostic";
import type { Scope } from "../provider/diagnostics/scope";

/** The services of each run. They go with the run: programs of one process must not share them. */
const servicesOfRuns = new WeakMap<object, Map<string, Services>>();

/** What stands for the engine's run that this program belongs to. */
export function currentRun(): object {
  return pulumi.runtime.getMonitor() ?? {};
}

/** Reads a setting of the stack's configuration by its full name, such as `aws:region`. */
export function stackSetting(name: string): string | undefined {
  return pulumi.runtime.getConfig(name);
}

/** The services of a run, by the settings of an appflow.Provider or the stack's. Whoever asks shares their clients. */
export function servicesOf(run: object, provider?: Readonly<Record<string, string>>): Services {
  const known = servicesOfRuns.get(run) ?? new Map<string, Services>();
  servicesOfRuns.set(run, known);
  const key = JSON.stringify(provider ?? null);
  const services = known.get(key) ?? openServices(provider ? (name) => provider[name] : stackSetting);
  known.set(key, services);
  return services;
}

/** A refusal of what the program states. Pulumi prints a RunError without its stack. */
export function refusal<C extends Code>(code: C, facts: Facts<C>, scope: Scope): pulumi.RunError {
  return new pulumi.RunError(failure(code, facts, scope).message);
}
