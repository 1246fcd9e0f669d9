import type { Order } from "../engine/engine";

/** What a program states of one resource. Whatever is left out is not stated. */
export interface Declaration {
  readonly label?: string;
  readonly fn: "crm" | "erp" | "crashed" | "theirs";
  readonly description?: string;
  readonly adopt?: true;
  readonly forceDelete?: true;
  readonly triggers?: number;
  readonly clientToken?: string;
  readonly deleteBeforeReplace?: true;
}

/** What somebody does behind Pulumi's back. "register" puts a registration of theirs there, in place of one that is there. */
export interface Edit {
  readonly somebody: "register" | "unregister" | "function" | "description";
  readonly label: string;
}

export type Fault =
  | "resetBefore"
  | "resetAfter"
  | "status500"
  | "html"
  | "empty"
  | "truncated"
  | "duplicate"
  | "stale"
  | "throttled"
  | "denied";

/** How the process can end: at a call, before or after its effect, or when its operation is done and not yet saved. */
export type Kill = "killBefore" | "killAfter" | "killUnsaved";

export type CallKind = "write" | "DescribeConnector" | "GetCallerIdentity";

/** What happens at the so-many-th call of a run, or at the so-many-th of an operation or of all writes. */
export interface Trouble {
  readonly at: number;
  readonly of?: CallKind;
  readonly is: Fault | Kill | Edit;
  /** The same happens to every later call of the operation. */
  readonly lasts?: true;
}

/** How a rename is told to Pulumi: as it should be, with `adopt` in place of that, or not at all. */
export type Way = "aliases" | "adopt" | "nothing";

/** A run of the engine, in a process of its own. */
export interface RunCommand {
  readonly do: "up" | "refresh" | "destroy" | "preview";
  /** `up --refresh` */
  readonly refresh?: true;
  /** `--replace` of a resource. */
  readonly replace?: string;
  /** Default: "together". */
  readonly order?: Order;
  /** With credentials of another account. */
  readonly otherAccount?: true;
  readonly troubles?: readonly Trouble[];
}

export type Command =
  | { readonly do: "declare"; readonly name: string; readonly as: Declaration }
  | { readonly do: "drop"; readonly name: string }
  | { readonly do: "rename"; readonly from: string; readonly to: string; readonly with: Way }
  | RunCommand
  | { readonly do: "edit"; readonly edit: Edit }
  | { readonly do: "profile"; readonly label: string; readonly exists: boolean }
  | { readonly do: "wait"; readonly hours: number };

export interface History {
  /** The AWS SDK tries each call twice. */
  readonly retries?: true;
  readonly commands: readonly Command[];
}

/** A history for people: a line for each command. */
export function tell({ retries, commands }: History): string {
  const lines = commands.map((command, index) => `${String(index + 1).padStart(3)}. ${line(command)}`);
  return [...(retries ? ["     the SDK tries each call twice"] : []), ...lines].join("\n");
}

export function line(command: Command): string {
  switch (command.do) {
    case "declare":
      return `the program has ${command.name} = ${words(command.as)}`;
    case "drop":
      return `the program loses ${command.name}`;
    case "rename":
      return `the program renames ${command.from} to ${command.to}, with ${command.with}`;
    case "edit":
      return `somebody: ${command.edit.somebody} ${command.edit.label}`;
    case "profile":
      return `a connector profile of ${command.label} ${command.exists ? "is made" : "goes"}`;
    case "wait":
      return `${command.hours} hours pass`;
    default: {
      const { do: run, troubles = [], ...options } = command;
      const happens = troubles.map(({ at, of = "call", is, lasts }) => {
        const what = typeof is === "string" ? is : `somebody: ${is.somebody} ${is.label}`;
        return `${what} at ${of} ${at}${lasts ? " and later ones of it" : ""}`;
      });
      return [[run, words(options)].filter(Boolean).join(" "), ...happens].join("; ");
    }
  }
}

function words(values: object): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => (value === true ? key : `${key}=${String(value)}`))
    .join(" ");
}
