import { compact, lambdaArnOf } from "./path";
import { ARGUMENTS, NOTES, OUTPUTS, type Property, SCHEMA } from "./schema";
import type {
  ConnectorRegistrationInputs,
  ConnectorRegistrationState,
  LocatedInputs,
  Observation,
  RawProperties,
} from "./types";

/** The state of a registration: what the program states, and what DescribeConnector shows. */
export function toState(inputs: LocatedInputs, observed: Observation): ConnectorRegistrationState {
  const { description = "", ...shown } = observed;
  return { ...inputs, ...shown, ...(inputs.description === undefined ? {} : { description }) };
}

/** What an observation replaces: what it shows, and that a create was pending. */
const OBSERVED: readonly string[] = [...OUTPUTS, "registeringSince"];

const STATE_ONLY = (SCHEMA as readonly Property[]).filter(({ change }) => change === "state");

/** The state after a refresh. What `get` finds has no state: all of it is new. */
export function toRefreshedState(
  state: RawProperties,
  region: string,
  observed: Observation,
): ConnectorRegistrationState {
  const isNew = lambdaArnOf(state) === undefined;
  const inputs = {
    ...without(OBSERVED, state),
    connectorLabel: observed.connectorLabel,
    connectorProvisioningType: "LAMBDA",
    region,
    ...(isNew ? { description: "" } : {}),
  };
  return toState(inputs as unknown as LocatedInputs, observed);
}

/** The state after an update that AppFlow is never told of: what stands in the state alone is as the program states it. */
export function toUnwrittenState(
  state: ConnectorRegistrationState,
  inputs: ConnectorRegistrationInputs,
): ConnectorRegistrationState {
  const stated: RawProperties = { ...inputs };
  const values: RawProperties = Object.fromEntries(
    STATE_ONLY.map((property) => [property.name, stated[property.name] ?? property.default]),
  );
  return compact({ ...state, ...inputs, region: state.region, ...values });
}

/** What an update keeps of a state: notes of this version, and whatever a later version added. */
export function notesOf(state: RawProperties): RawProperties {
  return without([...OBSERVED, ...ARGUMENTS], state);
}

function without(names: readonly string[], state: RawProperties): RawProperties {
  return Object.fromEntries(Object.entries(state).filter(([name]) => !names.includes(name)));
}

/** The inputs that a program states to get this state. An empty description is none. */
export function toInputs(state: ConnectorRegistrationState): ConnectorRegistrationInputs {
  const stated = Object.fromEntries(
    ARGUMENTS.map((name) => [name, name === "description" ? state[name] || undefined : state[name]]),
  );
  return compact(stated) as unknown as ConnectorRegistrationInputs;
}

/** The names of outputs that the resource class declares, so that the engine fills them. */
export const DECLARED_OUTPUTS: readonly string[] = [...ARGUMENTS, ...OUTPUTS, ...NOTES];
