import { isDeepStrictEqual } from "node:util";
import { lambdaArnOf, type RawInputs } from "./inputs";

/** What differs between the state and the program, property by property. */
export interface Difference {
  /** Managed properties that differ, in the order of the table. */
  readonly changed: string[];
  /** Those of them that only a new registration can take on. */
  readonly replaces: string[];
}

interface Property {
  readonly name: string;
  /** What of inputs or state is compared. */
  readonly of: (values: RawInputs) => unknown;
  /** The API has no way to change it in place. */
  readonly replaces?: boolean;
  /** A program that doesn't state it leaves it as it is. */
  readonly optional?: boolean;
}

/**
 * Every managed property. `adopt` and `clientToken` are not among them: they concern the first registration only.
 * `forceDelete` is, although no call follows: `delete` is given the state alone, so the state must have it.
 */
const PROPERTIES: readonly Property[] = [
  { name: "connectorLabel", of: (values) => values["connectorLabel"], replaces: true, optional: true },
  { name: "region", of: (values) => values["region"], replaces: true, optional: true },
  {
    name: "connectorProvisioningType",
    of: (values) => values["connectorProvisioningType"],
    replaces: true,
    optional: true,
  },
  { name: "connectorProvisioningConfig", of: lambdaArnOf },
  { name: "forceDelete", of: (values) => values["forceDelete"] ?? false },
  { name: "triggers", of: (values) => values["triggers"] ?? [] },
];

/** Whether nothing differs but what AppFlow is never told: `forceDelete`, which concerns nobody but `delete`. */
export function isForDeleteAlone({ changed }: Difference): boolean {
  return changed.join() === "forceDelete";
}

/** Compares the state with what the program states now. Pure; takes values of any shape. */
export function difference(state: RawInputs, inputs: RawInputs): Difference {
  const differs = ({ of, optional }: Property) => {
    const wanted = of(inputs);
    return !(optional && wanted === undefined) && !isDeepStrictEqual(of(state), wanted);
  };
  const properties = PROPERTIES.filter(differs);
  const description = wantedDescription(state, inputs);
  return {
    changed: [
      ...properties.map(({ name }) => name),
      ...(description !== state["description"] ? ["description"] : []),
    ],
    replaces: properties.filter(({ replaces }) => replaces).map(({ name }) => name),
  };
}

/**
 * The description that a registration shall have; undefined leaves it as it is. A program that states none wants none,
 * unless it adopted the registration without ever stating one: then the state has no `description`.
 */
export function wantedDescription(state: RawInputs, inputs: RawInputs): unknown {
  const stated = inputs["description"];
  if (stated !== undefined && stated !== null) return stated;
  return state["description"] === undefined ? undefined : "";
}
