// The provider core in a process of its own, as the engine's host calls it. It is new in each run, and remembers nothing.
import { randomUUID } from "node:crypto";
import { openLambda } from "../../../provider/aws/lambda";
import type { Connection } from "../../../provider/config/connection";
import { DiagnosticError } from "../../../provider/diagnostics/diagnostic";
import { check } from "../../../provider/lifecycle/check";
import { type LifecycleContext, newRun } from "../../../provider/lifecycle/context";
import { create } from "../../../provider/lifecycle/create";
import { delete as remove } from "../../../provider/lifecycle/delete";
import { diff } from "../../../provider/lifecycle/diff";
import { keepLabel } from "../../../provider/lifecycle/ownership";
import { read } from "../../../provider/lifecycle/read";
import { update } from "../../../provider/lifecycle/update";
import type {
  ConnectorRegistrationInputs,
  ConnectorRegistrationState,
} from "../../../provider/resource/types";
import type { Declared, Properties, Provider } from "../engine/engine";
import type { Line } from "./line";
import type { Time } from "./place";

export function startProvider(time: Time, { appflow, account }: Line, connection: Connection): Provider {
  const context: LifecycleContext = {
    connection,
    errors: [],
    appflow: () => appflow,
    lambda: (region) => openLambda(connection, region),
    clock: time,
    ...newRun(),
    notify: () => undefined,
  };
  // What goes wrong with its one question is no concern of an operation's.
  const comparing: LifecycleContext = { ...context, appflow: () => ({ ...appflow, account }) };
  return {
    check: checking(context),
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
    partial: (error) => {
      if (!(error instanceof DiagnosticError) || !error.partial) return undefined;
      const { id, properties } = error.partial;
      return { id, properties: { ...properties }, reason: error.message };
    },
  };
}

/** The resource class hands over who is checked: two checks of one resource are told from two resources. */
function checking(context: LifecycleContext): Provider["check"] {
  const identities = new Map<Declared, string>();
  return (olds, news, declared) => {
    const { name } = declared;
    const identity = identities.get(declared) ?? randomUUID();
    identities.set(declared, identity);
    const request = { defaultLabel: `${name}-0000000`, claimant: { identity, name } };
    const { inputs, findings } = check(context, olds, news, request);
    const errors = findings.filter(({ severity }) => severity === "error");
    return { inputs, failures: errors.map(({ code }) => new DiagnosticError(code, {})) };
  };
}

/** What `check` let through has the shape of inputs, and what the state holds came from here. */
function typed(values: Properties): ConnectorRegistrationInputs & ConnectorRegistrationState {
  return values as unknown as ConnectorRegistrationInputs & ConnectorRegistrationState;
}
