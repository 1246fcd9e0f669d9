import { PROVIDER_SETTINGS, type Settings } from "./settings";

/**
 * What only `check` knows and the resource class needs to look things up in preview. Nothing in it may be a secret:
 * `pulumi preview --json` shows it.
 */
export interface Note {
  /** Whether the registration is new to the stack. What is not new is never looked up. */
  readonly isNew: boolean;
  /** Undefined while it is unknown, as is the region. */
  readonly label: string | undefined;
  readonly region: string | undefined;
  readonly adopt: boolean;
  /** The settings of the resource's appflow.Provider; undefined when the stack's configuration holds. */
  readonly provider: Readonly<Record<string, string>> | undefined;
}

/** Marks the configuration of an appflow.Provider, which is all that the provider process then gets. */
export const PROVIDER_MARK = "appflow:provider";

/** The settings of an appflow.Provider, if these are one's. */
export function providerSettings(settings: Settings): Record<string, string> | undefined {
  if (settings(PROVIDER_MARK) === undefined) return undefined;
  const names = [PROVIDER_MARK, ...PROVIDER_SETTINGS.map((name) => `appflow:${name}`)];
  return Object.fromEntries(
    names.flatMap((name) => (settings(name) === undefined ? [] : [[name, settings(name)!]])),
  );
}
