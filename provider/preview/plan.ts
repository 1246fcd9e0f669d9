import type { DesiredState } from "../resource/diff";

/**
 * What only `check` knows and the resource class needs to make lookups in preview. Nothing in it may be a secret:
 * `pulumi preview --json` shows it.
 */
export interface LookupPlan {
  /** Whether the registration is new to the stack. What is not new has its label already. */
  readonly isNew: boolean;
  /** Whether AppFlow will ask the function, and which one is known and well-formed. */
  readonly isFunctionAsked: boolean;
  /** Undefined while it is unknown, as is the region. */
  readonly label: string | undefined;
  readonly region: string | undefined;
  readonly adopt: boolean;
  readonly description: "stated" | "unknown" | "absent";
}

/** What the resource class knows beside the plan. */
export interface PreviewedResource {
  readonly desired: DesiredState;
  /** Its option `retainOnDelete`. */
  readonly retainsOnDelete: boolean;
  /** By its options, a forced replacement unregisters the label first: `deleteBeforeReplace` without `retainOnDelete`. */
  readonly isDeletedFirst: boolean;
  /** The resource waits for others of the program, which may be about to solve the problem. */
  readonly isWaiting: boolean;
}
