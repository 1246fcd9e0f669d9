import type { Finding } from "./findings";
import { asFlag, asOneOf, reader, type Settings } from "./settings";

/** How a preview looks things up, in the words of the stack's configuration. */
export interface PreflightSettings {
  /** What is found stops the run, or is only told, or nothing is looked up. Default: "error". */
  readonly mode: "error" | "warn" | "off";
  /** Whether functions that are newer than their registration are told of. */
  readonly staleness: boolean;
  /** Whether functions are invoked to see what they answer. Default: false. */
  readonly invokes: boolean;
}

/**
 * `appflow:preflight`, `appflow:staleness` and `appflow:preflightInvoke`. The environment variable APPFLOW_PREFLIGHT wins
 * over the first, for one run.
 */
export function readPreflightSettings(
  settings: Settings,
  env: NodeJS.ProcessEnv = process.env,
): PreflightSettings & { findings: Finding[] } {
  const findings: Finding[] = [];
  const read = reader((key) => (key === "APPFLOW_PREFLIGHT" ? env[key] : settings(key)), findings);
  const modes = asOneOf("error", "warn", "off");
  const forOneRun = read("APPFLOW_PREFLIGHT", modes);
  const mode = forOneRun ?? read("appflow:preflight", modes) ?? "error";
  const staleness = read("appflow:staleness", asOneOf("warn", "off")) === "warn";
  return { mode, staleness, invokes: read("appflow:preflightInvoke", asFlag) ?? false, findings };
}
