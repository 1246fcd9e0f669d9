import { finding, type Finding } from "../diagnostics/diagnostic";
import type { Scope } from "../diagnostics/scope";
import { compareWithState, isWritten } from "./diff";
import { compact } from "./path";
import { type Property, SCHEMA } from "./schema";
import type { RawProperties } from "./types";
import { knownString, UNKNOWN } from "./unknown";
import { validate } from "./validate";

/** What stands in for an argument that the program leaves out. */
export interface Defaults {
  /** The label of a resource that never had one. */
  readonly label?: string | undefined;
  /** As the resource's appflow.Provider or the stack's configuration states it. */
  readonly region?: string | undefined;
  /** As the environment names it, for a resource that never had one. */
  readonly ambientRegion?: string | undefined;
}

export interface Checked {
  readonly inputs: Record<string, unknown>;
  readonly findings: Finding[];
  readonly scope: Scope;
  /** Whether the registration that the inputs describe is new to the stack, so that its label may be taken. */
  readonly isNew: boolean;
  /** Whether AppFlow will ask the function. */
  readonly isWritten: boolean;
}

/** Fills in defaults and validates the inputs. Makes no call. Unknown values stay as they are. */
export function check(olds: RawProperties, news: RawProperties, defaults: Defaults, isLabelSecret = false): Checked {
  const inputs = withDefaults(olds, news, defaults);
  // A secret is refused as such; what else is wrong with it must not tell of it.
  const shown: RawProperties = isLabelSecret ? { ...inputs, connectorLabel: UNKNOWN } : inputs;
  const label = knownString(shown["connectorLabel"]);
  const action = label ? "checking" : "checking an AppFlow connector";
  const scope: Scope = { action, label, region: knownString(inputs["region"]) };
  const isNew = isNewRegistration(olds, inputs);
  return {
    inputs,
    findings: [...validate(shown, scope), ...(isLabelSecret ? [finding("error", "label-secret", scope, {})] : [])],
    scope,
    isNew,
    isWritten: isNew || isWritten(compareWithState(olds, inputs)),
  };
}

function withDefaults(olds: RawProperties, news: RawProperties, defaults: Defaults): Record<string, unknown> {
  const stated = Object.entries(news).filter(([, value]) => value !== undefined && value !== null);
  return {
    connectorProvisioningType: defaultOf("connectorProvisioningType"),
    ...compact({
      connectorLabel: olds["connectorLabel"] ?? defaults.label,
      region: defaults.region ?? olds["region"] ?? defaults.ambientRegion,
    }),
    ...Object.fromEntries(stated),
  };
}

function defaultOf(name: string): unknown {
  return (SCHEMA as readonly Property[]).find((property) => property.name === name)?.default;
}

function isNewRegistration(olds: RawProperties, inputs: RawProperties): boolean {
  const isMoved = ["connectorLabel", "region"].some((name) => olds[name] !== undefined && olds[name] !== inputs[name]);
  return isMoved || olds["connectorLabel"] === undefined;
}
