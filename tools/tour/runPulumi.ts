// Runs `pulumi` as a user would, and shows what it prints while it prints it.
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";
import execa from "execa";
import type { Interruption } from "../interruption";
import { isColoured, say } from "./screen";

export interface Ran {
  code: number;
  /** Without colours, as is `text`. */
  stdout: string;
  /** Both outputs, in the order in which they came. */
  text: string;
}
export type RunPulumi = (folder: string, cliArguments: readonly string[]) => Promise<Ran>;

/** What a user on a terminal gets without asking; for a program in between, it must be said. */
const SHOWN = {
  PULUMI_OPTION_SUPPRESS_PROGRESS: "true",
  PULUMI_OPTION_NON_INTERACTIVE: "true",
  PULUMI_OPTION_COLOR: isColoured ? "always" : "never",
};

export function pulumiRunner(command: string, env: NodeJS.ProcessEnv, interruption: Interruption): RunPulumi {
  return async (cwd, cliArguments) => {
    interruption.signal.throwIfAborted();
    const child = execa(command, cliArguments, {
      ...{ cwd, env: { ...env, ...SHOWN }, extendEnv: false, stdin: "ignore", all: true, reject: false },
      // A process group of its own: Ctrl-C reaches it once, through here, and it ends in good order.
      ...{ detached: process.platform !== "win32", windowsHide: true },
    });
    // The first one has `pulumi` finish what is under way, a second one doesn't wait.
    const interrupt = () => child.kill("SIGINT", { forceKillAfterTimeout: false });
    const kill = () => child.kill("SIGKILL");
    interruption.presses.on("press", interrupt);
    process.once("exit", kill);
    if (child.all) show(child.all);
    const { exitCode, stdout, all = "", shortMessage } = (await child) as execa.ExecaError;
    interruption.presses.off("press", interrupt);
    process.off("exit", kill);
    interruption.signal.throwIfAborted();
    if (exitCode === undefined) throw new Error(shortMessage);
    return { code: exitCode, stdout: stripVTControlCharacters(stdout), text: stripVTControlCharacters(all) };
  };
}

/** Prints line by line, without blank lines at the end. */
function show(output: NodeJS.ReadableStream): void {
  let isAfterBlank = false;
  createInterface({ input: output }).on("line", (line) => {
    if (line !== "" && isAfterBlank) say.output("");
    if (line !== "") say.output(line);
    isAfterBlank = line === "";
  });
}
