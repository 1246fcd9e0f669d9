import type { Order } from "../engine/engine";

/** The arguments of one resource. The program does not state what is left out. */
export interface Args {
  readonly label?: string;
  readonly fn: "crm" | "erp" | "crashed" | "theirs";
  readonly description?: string;
  readonly adopt?: true;
  readonly forceDelete?: true;
  readonly triggers?: number;
  readonly clientToken?: string;
  readonly deleteBeforeReplace?: true;
}

/** What somebody else does in the account. "register" also replaces a registration that is there. */
export interface ExternalChange {
  readonly somebody: "register" | "unregister" | "function" | "description";
  readonly label: string;
}

/** What can break an answer. */
export type Loss = "resetBefore" | "resetAfter" | "status500" | "html" | "empty" | "truncated";

export type Fault = Loss | "duplicate" | "stale" | "throttled" | "denied";

/** How the process can end: at a call, before or after its effect, or with an operation that is done and not saved. */
export type Kill = "killBefore" | "killAfter" | "killUnsaved";

type CallKind = "write" | "DescribeConnector" | "GetCallerIdentity";

/** What happens at a call of a run. */
export interface Incident {
  /** The number of the call, from 1, */
  readonly at: number;
  /** among the calls of this kind. Default: among all. */
  readonly of?: CallKind;
  readonly is: Fault | Kill | ExternalChange;
  /** The same happens to every later call of the operation. */
  readonly lasts?: true;
}

/** What the user does about the state when a resource is renamed: `aliases` as is right, `adopt` in place of it, or nothing. */
export type RenameRemedy = "aliases" | "adopt" | "nothing";

/** A run of the engine, in a process of its own. */
export interface RunCommand {
  readonly do: "up" | "refresh" | "destroy" | "preview";
  /** `up --refresh` */
  readonly refresh?: true;
  /** The resource whose replacement is forced. */
  readonly replace?: string;
  /** Default: "together". */
  readonly order?: Order;
  /** The credentials are of another account. */
  readonly otherAccount?: true;
  readonly incidents?: readonly Incident[];
}

export type Command =
  | { readonly do: "declare"; readonly name: string; readonly as: Args }
  | { readonly do: "drop"; readonly name: string }
  | { readonly do: "rename"; readonly from: string; readonly to: string; readonly with: RenameRemedy }
  | RunCommand
  | { readonly do: "change"; readonly change: ExternalChange }
  | { readonly do: "profile"; readonly label: string; readonly exists: boolean }
  | { readonly do: "wait"; readonly hours: number };

export interface History {
  /** The AWS SDK attempts each call twice. */
  readonly retries?: true;
  readonly commands: readonly Command[];
}
