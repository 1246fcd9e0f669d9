// The program of a stack, as somebody edits it.
import type { Declared } from "../engine/engine";
import type { Declaration, Way } from "./commands";

export type Program = Map<string, Declaration & { readonly aliases?: readonly string[] }>;

export function declare(program: Program, name: string, as: Declaration): void {
  giveUpAlias(program, name);
  const { aliases } = program.get(name) ?? {};
  program.set(name, { ...as, ...(aliases ? { aliases } : {}) });
}

/** Two resources can't both come from one of the state. */
function giveUpAlias(program: Program, name: string): void {
  for (const [other, declared] of program) {
    const aliases = declared.aliases?.filter((it) => it !== name);
    program.set(other, { ...declared, ...(aliases ? { aliases } : {}) });
  }
}

/** The resource keeps its place in the program. */
export function rename(program: Program, from: string, to: string, way: Way): void {
  const declared = program.get(from);
  if (!declared || program.has(to)) return;
  giveUpAlias(program, to);
  const { aliases = [], ...rest } = declared;
  const known = [from, ...aliases].filter((it) => it !== to);
  const renamed = {
    aliases: { ...rest, aliases: known },
    adopt: { ...rest, adopt: true as const },
    nothing: rest,
  }[way];
  const entries = [...program].map(([name, it]) =>
    name === from ? ([to, renamed] as const) : ([name, it] as const),
  );
  program.clear();
  for (const [name, it] of entries) program.set(name, it);
}

/** The program as the engine gets it. */
export function declarations(program: Program, arnOf: (fn: string) => string): Declared[] {
  return [...program].map(
    ([name, { label, fn, aliases, deleteBeforeReplace = false, triggers, ...args }]) => ({
      name,
      deleteBeforeReplace,
      ...(aliases ? { aliases } : {}),
      args: {
        ...args,
        ...(label === undefined ? {} : { connectorLabel: label }),
        ...(triggers === undefined ? {} : { triggers: [triggers] }),
        connectorProvisioningConfig: { lambda: { lambdaArn: arnOf(fn) } },
      },
    }),
  );
}
