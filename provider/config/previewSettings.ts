import type { DiagnosticError } from "../diagnostics/diagnostic";
import { parseFlag, parseOneOf, settingReader, type Settings } from "./settings";

/** How preview makes its lookups. */
export interface PreviewSettings {
  /** Whether errors of lookups stop the run ("error", the default), only warn, or no lookup is made. */
  readonly mode: "error" | "warn" | "off";
  /** Whether to warn of functions that are newer than their registration. Default: false. */
  readonly warnsOfStaleness: boolean;
  /** Whether to invoke functions, to see what they answer. Default: false. */
  readonly invokesFunctions: boolean;
}

/**
 * Reads `appflow:preflight`, `appflow:staleness` and `appflow:preflightInvoke`. The environment variable APPFLOW_PREFLIGHT
 * wins over the first.
 */
export function readPreviewSettings(
  settings: Settings,
  env: NodeJS.ProcessEnv = process.env,
): PreviewSettings & { errors: DiagnosticError[] } {
  const errors: DiagnosticError[] = [];
  const read = settingReader((key) => (key === "APPFLOW_PREFLIGHT" ? env[key] : settings(key)), errors);
  const modes = parseOneOf("error", "warn", "off");
  const forOneRun = read("APPFLOW_PREFLIGHT", modes);
  const mode = forOneRun ?? read("appflow:preflight", modes) ?? "error";
  return {
    mode,
    warnsOfStaleness: read("appflow:staleness", parseOneOf("warn", "off")) === "warn",
    invokesFunctions: read("appflow:preflightInvoke", parseFlag) ?? false,
    errors,
  };
}
