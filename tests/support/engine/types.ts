export type Properties = Record<string, unknown>;

/** A resource in the state. */
export interface Resource {
  name: string;
  id: string;
  inputs: Properties;
  outputs: Properties;
  /** Why the resource is created and not initialized: the next run updates it, whatever `diff` says. */
  initErrors: string[];
  /** The resource is replaced and still to be deleted. */
  pendingDelete: boolean;
  /** The resource is deleted and still to be created again. */
  pendingReplacement: boolean;
}

/** The state of a stack. The engine saves it after each step, so it survives a kill. */
export interface Stack {
  readonly resources: Resource[];
}

/** A resource as the program declares it. */
export interface Declaration {
  readonly name: string;
  readonly args: Properties;
  readonly aliases?: readonly string[];
  readonly deleteBeforeReplace?: boolean;
}

export type Op = "check" | "same" | "create" | "replace" | "update" | "delete" | "read";

/** One call of a provider's method that may call the service. */
export interface Operation {
  readonly op: "create" | "read" | "update" | "delete";
  readonly name: string;
  readonly id?: string;
  readonly inputs?: Properties;
  /** What the state has of the resource. */
  readonly resource?: Resource;
}

export interface Created {
  readonly id: string;
  readonly outputs: Properties;
}

/** A provider as the engine calls it. Plain objects in and out. */
export interface Provider {
  check(olds: Properties, news: Properties, declaration: Declaration): { inputs: Properties; failures: Error[] };
  diff(id: string, outputs: Properties, inputs: Properties): Promise<{ changes: boolean; replaces: readonly string[] }>;
  create(inputs: Properties): Promise<Created>;
  read(id: string, outputs: Properties): Promise<(Created & { inputs: Properties }) | undefined>;
  update(id: string, outputs: Properties, inputs: Properties): Promise<Properties>;
  delete(id: string, outputs: Properties): Promise<void>;
  /** What the engine saves of a failure, and why the resource is not initialized. */
  partialOf(error: unknown): (Created & { reason: string }) | undefined;
}

/**
 * "chained": each resource waits for the one before it, and a failure stops the later ones. Otherwise all resources are
 * checked first and none stops another: "together" begins with the first one, "reversed" with the last one.
 */
export type Order = "chained" | "together" | "reversed";

/** One run of the engine, with a provider process of its own. */
export interface Run {
  readonly provider: Provider;
  readonly order: Order;
  /** The names of the resources whose replacement is forced. */
  readonly replace: readonly string[];
  /** Makes a call, and watches it. */
  readonly perform: <T>(operation: Operation, call: () => Promise<T>) => Promise<T>;
  /** Whether the run ends with this error because it is killed. */
  readonly isKill: (error: unknown) => boolean;
}

export interface Step {
  readonly name: string;
  readonly op: Op;
  readonly execute: () => Promise<void>;
}

export interface RunError {
  readonly name: string;
  readonly op: Op;
  readonly error: unknown;
}

export interface Result {
  readonly errors: RunError[];
  /** The plan, in order. */
  readonly steps: Pick<Step, "name" | "op">[];
}
