// The provider core in a process of its own, as the engine's host calls it. It is new in each run, and remembers nothing.
import { randomUUID } from "node:crypto";
import type { Connection } from "../../provider/connection";
import * as registration from "../../provider/connectorRegistration";
import { type Context, newRun } from "../../provider/context";
import { DiagnosticError } from "../../provider/findings";
import type { ConnectorRegistrationInputs, ConnectorRegistrationState } from "../../provider/inputs";
import { openLambda } from "../../provider/lambda";
import type { Declared, Properties, Provider } from "../support/engine";
import type { Line } from "./line";
import type { Time } from "./place";

export function startProvider(time: Time, { appflow, account }: Line, connection: Connection): Provider {
  const context: Context = {
    connection,
    findings: [],
    open: () => appflow,
    openLambda: (region, signal) => openLambda(connection, region, signal),
    clock: time,
    ...newRun(),
    tell: () => undefined,
  };
  // What goes wrong with its one question is no concern of an operation's.
  const comparing: Context = { ...context, open: () => ({ ...appflow, account }) };
  const { create, read, update, diff } = registration;
  return {
    check: checking(context),
    diff: (id, outputs, inputs) => diff(comparing, id, outputs, inputs),
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
    delete: (id, outputs) => registration.delete(context, id, typed(outputs)),
    partial: (error) => {
      if (!(error instanceof DiagnosticError) || !error.partial) return undefined;
      const { id, properties } = error.partial;
      return { id, properties: { ...properties }, reason: error.message };
    },
  };
}

/** The resource class hands over who is checked: two checks of one resource are told from two resources. */
function checking(context: Context): Provider["check"] {
  const identities = new Map<Declared, string>();
  return (olds, news, declared) => {
    const { name } = declared;
    const identity = identities.get(declared) ?? randomUUID();
    identities.set(declared, identity);
    const caller = { defaultLabel: `${name}-0000000`, claim: { identity, name } };
    const { inputs, findings } = registration.check(context, olds, news, caller);
    const errors = findings.filter(({ severity }) => severity === "error");
    return { inputs, failures: errors.map(({ code, message }) => new DiagnosticError(code, message)) };
  };
}

/** What `check` let through has the shape of inputs, and what the state holds came from here. */
function typed(values: Properties): ConnectorRegistrationInputs & ConnectorRegistrationState {
  return values as unknown as ConnectorRegistrationInputs & ConnectorRegistrationState;
}
