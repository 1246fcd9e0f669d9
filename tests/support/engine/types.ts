export type Properties = Record<string, unknown>;

/** A resource as the state keeps it. */
export interface Entry {
  name: string;
  id: string;
  inputs: Properties;
  outputs: Properties;
  /** Created, but not initialized: the next run updates it, whatever `diff` says. */
  initErrors: string[];
  /** Replaced, and not deleted yet. */
  pendingDelete: boolean;
  /** Deleted to be replaced, and not created again yet. */
  pendingReplacement: boolean;
}

/** The state is saved after each step: what is in here survives a kill. */
export interface Stack {
  readonly entries: Entry[];
}

/** A resource as the program declares it. */
export interface Declared {
  readonly name: string;
  readonly args: Properties;
  readonly aliases?: readonly string[];
  readonly deleteBeforeReplace?: boolean;
}

export type Does = "check" | "same" | "create" | "replace" | "update" | "delete" | "read";

/** One call of a provider's that may call the service. */
export interface Operation {
  readonly does: "create" | "read" | "update" | "delete";
  readonly name: string;
  readonly id?: string;
  readonly inputs?: Properties;
  /** What the operation is about. */
  readonly entry?: Entry;
  /** What a `create` replaces. */
  readonly replaced?: Entry;
}

/** A provider as the engine calls it. Plain objects in and out. */
export interface Provider {
  check(olds: Properties, news: Properties, declared: Declared): { inputs: Properties; failures: Error[] };
  diff(
    id: string,
    outputs: Properties,
    inputs: Properties,
  ): Promise<{ changes: boolean; replaces: readonly string[] }>;
  create(inputs: Properties): Promise<{ id: string; outputs: Properties }>;
  read(
    id: string,
    outputs: Properties,
  ): Promise<{ id: string; outputs: Properties; inputs: Properties } | undefined>;
  update(id: string, outputs: Properties, inputs: Properties): Promise<Properties>;
  delete(id: string, outputs: Properties): Promise<void>;
  /** What a failure says to save all the same. */
  partial(error: unknown): { id: string; properties: Properties; reason: string } | undefined;
}

/**
 * "chained": each resource waits for the one before it, and a failure stops what comes later. Otherwise all are checked
 * first and then under way together, whatever one of them comes to: the first one done first, or the last one.
 */
export type Order = "chained" | "together" | "reversed";

/** One run of the engine, with a provider process of its own. */
export interface Run {
  readonly provider: Provider;
  readonly order: Order;
  /** Names of resources whose replacement is forced. */
  readonly replace: readonly string[];
  /** Makes a call, and watches it. */
  readonly perform: <T>(operation: Operation, call: () => Promise<T>) => Promise<T>;
  /** Whether this is how a killed run ends. */
  readonly killed: (error: unknown) => boolean;
}

export interface Step {
  readonly name: string;
  readonly does: Does;
  readonly work: () => Promise<void>;
}

export interface RunError {
  readonly name: string;
  readonly does: Does;
  readonly error: unknown;
}

export interface Result {
  readonly errors: RunError[];
  /** What was planned, in order. */
  readonly steps: { readonly name: string; readonly does: Does }[];
}
