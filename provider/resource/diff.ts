import { isDeepStrictEqual } from "node:util";
import { valueAt } from "./path";
import { type Property, SCHEMA } from "./schema";
import type { ConnectorRegistrationInputs, Observation, RawProperties } from "./types";
import { isUnknown } from "./unknown";

/** What differs between the state and the program, by the names of properties. */
export interface Difference {
  /** In the order of the table. */
  readonly changed: string[];
  /** Those of them that only a new registration can take on. */
  readonly replaces: string[];
}

/**
 * What the program states of a registration. A description that is left out stays as it is; in preview, a value may be
 * unknown.
 */
export type DesiredState = Pick<ConnectorRegistrationInputs, "connectorProvisioningConfig" | "description">;

const CHANGEABLE: readonly Property[] = SCHEMA.filter((property) => "change" in property);

const changedBy = (change: Property["change"]): string[] =>
  CHANGEABLE.filter((property) => property.change === change).map(({ name }) => name);

/** Changes that UpdateConnectorRegistration makes, so that AppFlow asks the function. */
const WRITTEN = [...changedBy("update"), ...changedBy("reregister")];
const STATE_ONLY = changedBy("state");
const REPLACING = changedBy("replace");

/** Compares the state with what the program states now. Takes values of any shape. */
export function compareWithState(state: RawProperties, inputs: RawProperties): Difference {
  const changed = CHANGEABLE.filter((property) => {
    const desired = valueDesired(property, state, inputs);
    return isLeftAsItIs(property, desired) ? false : differs(property, state, desired);
  }).map(({ name }) => name);
  return { changed, replaces: changed.filter((name) => REPLACING.includes(name)) };
}

/** Whether an update changes nothing but what AppFlow is never told. */
export function isStateOnly({ changed }: Difference): boolean {
  return changed.length > 0 && changed.every((name) => STATE_ONLY.includes(name));
}

/** Whether AppFlow asks the function when a difference is written. */
export function isWritten({ changed }: Difference): boolean {
  return changed.some((name) => WRITTEN.includes(name));
}

/** Whether a difference is to be written although the registration may be up to date. */
export function isReregistered({ changed }: Difference): boolean {
  return changedBy("reregister").some((name) => changed.includes(name));
}

/** What UpdateConnectorRegistration would have to change of what is observed, by the names of properties. */
export function findDrift(observed: Observation, desired: DesiredState): string[] {
  const current = { ...observed };
  return CHANGEABLE.filter(({ change }) => change === "update")
    .filter((property) => {
      const value = valueAt({ ...desired }, property.name);
      return value !== undefined && differs(property, current, value);
    })
    .map(({ name }) => name);
}

export function isUpToDate(observed: Observation | undefined, desired: DesiredState): observed is Observation {
  return observed !== undefined && findDrift(observed, desired).length === 0;
}

/** Whether the program states another function than the observed one. Not before it is known. */
export function hasOtherFunction(observed: Observation | undefined, desired: DesiredState): boolean {
  const { lambdaArn } = desired.connectorProvisioningConfig.lambda;
  const actual = observed?.connectorProvisioningConfig.lambda.lambdaArn;
  return Boolean(actual) && !isUnknown(lambdaArn) && actual !== lambdaArn;
}

/**
 * The description that a registration shall have; undefined leaves it as it is. A program that states none wants none,
 * unless it adopted the registration without ever stating one: then the state has no `description`.
 */
export function desiredDescription(state: RawProperties, inputs: RawProperties): string | undefined {
  const description = CHANGEABLE.find(({ name }) => name === "description")!;
  return valueDesired(description, state, inputs) as string | undefined;
}

/** The one equality: members that the table doesn't name don't count. */
function differs(property: Property, current: RawProperties, desired: unknown): boolean {
  return leavesOf(property).some((path) => {
    const actual = valueAt(current, path) ?? property.default;
    return !isDeepStrictEqual(actual, valueAt({ [property.name]: desired }, path));
  });
}

function valueDesired({ name, omitted, ...property }: Property, state: RawProperties, inputs: RawProperties) {
  const stated = inputs[name] ?? undefined;
  if (stated !== undefined || omitted === undefined || omitted === "keep") return stated;
  return omitted === "remove" && state[name] === undefined ? undefined : property.default;
}

function isLeftAsItIs({ omitted }: Property, desired: unknown): boolean {
  return omitted !== undefined && desired === undefined;
}

function leavesOf({ name, properties }: Property): string[] {
  return properties ? properties.flatMap(leavesOf).map((leaf) => `${name}.${leaf}`) : [name];
}
