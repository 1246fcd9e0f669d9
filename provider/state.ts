import type { Registration } from "./appflow";
import {
  ARGUMENTS,
  type ConnectorRegistrationInputs,
  type ConnectorRegistrationState,
  lambdaArnOf,
  type RawInputs,
} from "./inputs";

/** Inputs whose region is settled. */
export type Placed = ConnectorRegistrationInputs & { region: string };

/** The state of a registration: what the program states, and what DescribeConnector shows. */
export function outputsOf(stated: Placed, shown: Registration): ConnectorRegistrationState {
  const { lambdaArn = "", description = "", ...rest } = shown;
  return {
    ...stated,
    ...rest,
    connectorProvisioningConfig: { lambda: { lambdaArn } },
    ...given("description", stated.description === undefined ? undefined : description),
  };
}

/** Outputs that only DescribeConnector says; one that it no longer shows is no longer there. */
export const SHOWN = [
  "accountId",
  "connectorArn",
  "connectorName",
  "connectorOwner",
  "connectorVersion",
  "connectorModes",
  "registeredAt",
  "registeredBy",
];

/** What is settled by a look: what it shows, and that there was something to settle. */
const SETTLED = [...SHOWN, "registeringSince"];

/** What a refresh knows beside what DescribeConnector shows. What `get` finds has no state: all of it is new. */
export function statedOf(state: RawInputs, region: string, shown: Registration): Placed {
  const isNew = lambdaArnOf(state) === undefined;
  return {
    ...without(SETTLED, state),
    connectorLabel: shown.connectorLabel,
    connectorProvisioningType: shown.connectorProvisioningType ?? "LAMBDA",
    connectorProvisioningConfig: { lambda: { lambdaArn: "" } },
    region,
    ...(isNew ? { description: "" } : {}),
  };
}

/** What an update keeps of a state: this version's own notes, and whatever a later version added to it. */
export function notesOf(state: RawInputs): RawInputs {
  return without([...SETTLED, ...ARGUMENTS], state);
}

function without(names: readonly string[], state: RawInputs): RawInputs {
  return Object.fromEntries(Object.entries(state).filter(([name]) => !names.includes(name)));
}

/** The inputs that a program states to get these outputs. */
export function inputsOf(outputs: ConnectorRegistrationState): ConnectorRegistrationInputs {
  const { connectorLabel, connectorProvisioningType, connectorProvisioningConfig, region } = outputs;
  const { description, clientToken, adopt, forceDelete, triggers } = outputs;
  return {
    connectorLabel,
    connectorProvisioningType,
    connectorProvisioningConfig,
    region,
    ...given("description", description || undefined),
    ...given("clientToken", clientToken),
    ...given("adopt", adopt),
    ...given("forceDelete", forceDelete),
    ...given("triggers", triggers),
  };
}

/** The property, or nothing: `undefined` has no place in a state. */
export function given(key: string, value: unknown): Record<string, unknown> {
  return value === undefined ? {} : { [key]: value };
}
