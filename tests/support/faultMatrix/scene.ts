// A stack with one resource at most, its program and the account that it is in.
import type { ConnectorRegistrationInputs } from "../../../provider/resource/types";
import { type Declaration, refresh, refreshAndUp, type Run, type Stack, up } from "../engine/engine";
import { newProvider } from "../engine/provider";
import { type Account, type Detour, LABEL } from "./account";

/** Commands of the CLI, without their previews. */
const COMMANDS = {
  up,
  refresh: (stack: Stack, _program: readonly Declaration[], run: Run) => refresh(stack, run),
  "up --refresh": refreshAndUp,
};

export type Command = keyof typeof COMMANDS;

export interface Scene {
  readonly account: Account;
  readonly stack: Stack;
  /** What the program states; undefined when it no longer declares the resource. */
  program: ConnectorRegistrationInputs | undefined;
  /** The command that meets the fault. */
  readonly command: Command;
}

/** Runs a command in a provider process of its own. Throws its first failure. */
export async function run(
  { account, stack, program, command }: Scene,
  { as = command, detour }: { readonly as?: Command; readonly detour?: Detour } = {},
): Promise<void> {
  const declarations = program ? [{ name: LABEL, args: { ...program } }] : [];
  const { errors } = await COMMANDS[as](stack, declarations, {
    provider: newProvider(account.context(detour)),
    order: "chained",
    replace: [],
    perform: (_operation, call) => call(),
    isKill: () => false,
  });
  if (errors[0]) throw errors[0].error;
}
