// The program of a stack, as somebody edits it.
import type { Declaration } from "../engine/engine";
import type { Args, RenameRemedy } from "./history";

export type Program = Map<string, Args & { readonly aliases?: readonly string[] }>;

export function declare(program: Program, name: string, args: Args): void {
  releaseAlias(program, name);
  const { aliases } = program.get(name) ?? {};
  program.set(name, { ...args, ...(aliases ? { aliases } : {}) });
}

/** Removes a name from all aliases: two resources can't both come from one of the state. */
function releaseAlias(program: Program, name: string): void {
  for (const [other, args] of program) {
    const aliases = args.aliases?.filter((alias) => alias !== name);
    program.set(other, { ...args, ...(aliases ? { aliases } : {}) });
  }
}

/** Renames a resource, which keeps its place in the program. */
export function rename(program: Program, from: string, to: string, remedy: RenameRemedy): void {
  const args = program.get(from);
  if (!args || program.has(to)) return;
  releaseAlias(program, to);
  const { aliases = [], ...rest } = args;
  const renamed = {
    aliases: { ...rest, aliases: [from, ...aliases].filter((alias) => alias !== to) },
    adopt: { ...rest, adopt: true as const },
    nothing: rest,
  }[remedy];
  const resources = [...program];
  program.clear();
  for (const [name, it] of resources) program.set(name === from ? to : name, name === from ? renamed : it);
}

/** The program as the engine gets it. */
export function declarationsOf(program: Program, arnOf: (fn: string) => string): Declaration[] {
  return [...program].map(([name, { label, fn, aliases, deleteBeforeReplace = false, triggers, ...args }]) => ({
    name,
    deleteBeforeReplace,
    ...(aliases ? { aliases } : {}),
    args: {
      ...args,
      ...(label === undefined ? {} : { connectorLabel: label }),
      ...(triggers === undefined ? {} : { triggers: [triggers] }),
      connectorProvisioningConfig: { lambda: { lambdaArn: arnOf(fn) } },
    },
  }));
}
