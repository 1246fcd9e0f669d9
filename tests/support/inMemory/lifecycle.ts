// The lifecycle's methods at work on one AppFlow.
import type { OperationContext } from "../../../provider/lifecycle/context";
import { create } from "../../../provider/lifecycle/create";
import { delete as remove } from "../../../provider/lifecycle/delete";
import { diff } from "../../../provider/lifecycle/diff";
import { read } from "../../../provider/lifecycle/read";
import { update } from "../../../provider/lifecycle/update";
import type { ConnectorRegistrationInputs, ConnectorRegistrationState } from "../../../provider/resource/types";
import {
  ACCOUNT,
  connected,
  contextOf,
  fakeClock,
  type ContextOptions,
  inMemoryAppFlow,
  inputsOf,
  REGION,
} from "./context";

export const OTHER = "210987654321";

export function stateOf(changes: Partial<ConnectorRegistrationState> = {}): ConnectorRegistrationState {
  return {
    ...inputsOf(),
    region: REGION,
    accountId: ACCOUNT,
    description: "",
    connectorArn: `arn:aws:appflow:${REGION}:${ACCOUNT}:connector/crm`,
    registeredAt: "2026-01-01T00:00:00.000Z",
    ...changes,
  };
}

/** An AppFlow that holds what the state says, and the methods at work on it. */
export function bench(account = ACCOUNT, options: ContextOptions = {}) {
  const appflow = inMemoryAppFlow(account);
  const clock = fakeClock();
  const notified: string[] = [];
  const context = contextOf(appflow, { clock, notify: (message) => notified.push(message), ...options });
  return {
    appflow,
    clock,
    context,
    /** What one operation on the registration works with. */
    operation: {
      ...context,
      ...{
        service: appflow,
        scope: { action: "updating", label: "crm", region: REGION },
        claimant: undefined,
      },
    } satisfies OperationContext,
    /** What the user was told that is no failure. */
    notified,
    create: (changes: Partial<ConnectorRegistrationInputs> = {}) => create(context, inputsOf(changes)),
    read: (state: object = stateOf(), id = "crm") => read(context, id, { ...state }),
    update: (changes: Partial<ConnectorRegistrationInputs>, state = stateOf()) =>
      update(context, "crm", state, inputsOf({ region: REGION, ...changes })),
    remove: (state = stateOf()) => remove(context, "crm", state),
    diff: (state: object, inputs: object) => diff(context, "crm", { ...state }, { ...inputs }),
  };
}

/** One AppFlow, and `create` at work on it. */
export function creating() {
  const appflow = inMemoryAppFlow();
  const clock = fakeClock();
  const run = (changes: Partial<ConnectorRegistrationInputs> = {}, configuration: Record<string, string> = {}) =>
    create(contextOf(appflow, { clock, ...connected(configuration) }), inputsOf(changes));
  return { appflow, clock, run };
}

/** What `create` returns for the inputs that say least. */
export const CREATED: ConnectorRegistrationState = {
  ...inputsOf(),
  region: REGION,
  accountId: "123456789012",
  description: "",
  connectorArn: "arn:aws:appflow:eu-west-1:123456789012:connector/crm",
  connectorName: "CRM",
  connectorOwner: "Acme",
  connectorVersion: "1.0",
  connectorModes: ["SOURCE"],
  registeredAt: "2026-01-01T00:00:00.000Z",
  registeredBy: "arn:aws:iam::123456789012:user/somebody",
};
