import { randomUUID } from "node:crypto";
import { DiagnosticError } from "../../../provider/diagnostics/diagnostic";
import { check } from "../../../provider/lifecycle/check";
import type { LifecycleContext } from "../../../provider/lifecycle/context";
import { create } from "../../../provider/lifecycle/create";
import { delete as remove } from "../../../provider/lifecycle/delete";
import { diff } from "../../../provider/lifecycle/diff";
import { keepLabel } from "../../../provider/lifecycle/ownership";
import { read } from "../../../provider/lifecycle/read";
import { update } from "../../../provider/lifecycle/update";
import type { ConnectorRegistrationInputs, ConnectorRegistrationState } from "../../../provider/resource/types";
import type { Declaration, Properties, Provider } from "./types";

/**
 * The lifecycle as the engine's host calls it. Each run has a provider of its own, which remembers nothing of the others.
 *
 * @param comparing what `diff` stands on, where that is something else
 */
export function newProvider(context: LifecycleContext, comparing = context): Provider {
  return {
    check: newCheck(context),
    diff: (id, outputs, inputs) => {
      keepLabel(context.ownership, id, outputs, inputs);
      return diff(comparing, id, outputs, inputs);
    },
    create: async (inputs) => {
      const { id, outputs } = await create(context, typed(inputs));
      return { id, outputs: { ...outputs } };
    },
    read: async (id, outputs) => {
      const found = await read(context, id, outputs);
      return found && { id: found.id, outputs: { ...found.outputs }, inputs: { ...found.inputs } };
    },
    update: async (id, outputs, inputs) => ({
      ...(await update(context, id, typed(outputs), typed(inputs))),
    }),
    delete: (id, outputs) => remove(context, id, typed(outputs)),
    partialOf: (error) => {
      if (!(error instanceof DiagnosticError) || !error.partial) return undefined;
      const { id, properties } = error.partial;
      return { id, outputs: { ...properties }, reason: error.message };
    },
  };
}

/** The resource class says which resource is checked: that tells two checks of one resource from two resources. */
function newCheck(context: LifecycleContext): Provider["check"] {
  const identities = new Map<Declaration, string>();
  return (olds, news, declaration) => {
    const { name } = declaration;
    const identity = identities.get(declaration) ?? randomUUID();
    identities.set(declaration, identity);
    const request = { defaultLabel: `${name}-0000000`, claimant: { identity, name } };
    const { inputs, findings } = check(context, olds, news, request);
    const errors = findings.filter(({ severity }) => severity === "error");
    return { inputs, failures: errors.map(({ code }) => new DiagnosticError(code, {})) };
  };
}

/** `check` gave inputs their shape, and the provider itself wrote the state. */
function typed(values: Properties): ConnectorRegistrationInputs & ConnectorRegistrationState {
  return values as unknown as ConnectorRegistrationInputs & ConnectorRegistrationState;
}
