import type { DiagnosticError, Finding } from "../diagnostics/diagnostic";
import type { Checked, CheckRequest } from "../lifecycle/check";
import type { LookupPlan } from "../preview/plan";
import type { RawProperties } from "../resource/types";
import { isUnknown, knownString, UNKNOWN } from "../resource/unknown";

/** What the resource class adds to the inputs under `__run`. `check` takes it away in every run. */
export interface ClassRequest extends CheckRequest {
  /** In preview, findings go back to the class, which shows all of them; in a real run they stop it. */
  readonly preview?: boolean;
}

/** What `check` hands back to the resource class in preview, under `__findings`. */
export interface Report {
  readonly findings: Finding[];
  readonly plan: LookupPlan;
}

/** The inputs that the engine gets back, and the failures that stop the run. */
export function answerCheck(
  { preview = false, isLabelSecret = false }: ClassRequest,
  { inputs, findings, ...checked }: Checked,
  configurationErrors: readonly DiagnosticError[],
) {
  const stopping = preview ? [] : findings.filter(({ severity }) => severity === "error");
  const plan = planLookups(isLabelSecret ? { ...inputs, connectorLabel: UNKNOWN } : inputs, checked);
  const report: Report = { findings, plan };
  return {
    inputs: preview ? { ...inputs, __findings: report } : inputs,
    // Without a property: the engine would print the property's value, and that may be a secret. A configuration that can't
    // be followed is not this resource's fault, and an unchanged resource must meet it too.
    failures: [...configurationErrors, ...stopping].map(({ message }) => ({ property: "", reason: message })),
  };
}

function planLookups(
  inputs: RawProperties,
  { isNew, isFunctionAsked }: Pick<Checked, "isNew" | "isFunctionAsked">,
): LookupPlan {
  // Where to look, and whether a taken label is one to adopt, must be known.
  const isOpen = isUnknown(inputs["region"]) || isUnknown(inputs["adopt"]);
  return {
    isNew: isNew && !isOpen,
    isFunctionAsked: isFunctionAsked && !isOpen,
    label: knownString(inputs["connectorLabel"]),
    region: knownString(inputs["region"]),
    adopt: inputs["adopt"] === true,
    description: describeDescription(inputs),
  };
}

function describeDescription({ description }: RawProperties): LookupPlan["description"] {
  if (description === undefined) return "absent";
  return knownString(description) === undefined ? "unknown" : "stated";
}
