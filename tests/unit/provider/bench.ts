// The lifecycle's methods at work on one AppFlow.
import { delete as remove, diff, read, update } from "../../../provider/connectorRegistration";
import type { ConnectorRegistrationInputs, ConnectorRegistrationState } from "../../../provider/inputs";
import { ACCOUNT, contextOf, fakeClock, type Given, inMemoryAppFlow, inputsOf, REGION } from "./given";

export const OTHER = "210987654321";

export function stateOf(changes: Partial<ConnectorRegistrationState> = {}): ConnectorRegistrationState {
  return {
    ...inputsOf(),
    region: REGION,
    accountId: ACCOUNT,
    description: "",
    registeredAt: "2026-01-01T00:00:00.000Z",
    ...changes,
  };
}

/** An AppFlow that holds what the state says, and the methods at work on it. */
export function bench(account = ACCOUNT, given: Given = {}) {
  const appflow = inMemoryAppFlow(account);
  const clock = fakeClock();
  const context = contextOf(appflow, { clock, ...given });
  return {
    appflow,
    clock,
    read: (state: object = stateOf(), id = "crm") => read(context, id, { ...state }),
    update: (changes: Partial<ConnectorRegistrationInputs>, state = stateOf()) =>
      update(context, "crm", state, inputsOf({ region: REGION, ...changes })),
    remove: (state = stateOf()) => remove(context, "crm", state),
    diff: (state: object, inputs: object) => diff(context, "crm", { ...state }, { ...inputs }),
  };
}
