// Runs `pulumi` as a user would, and shows what it prints while it prints it.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import type { Interruption } from "./interruption";
import { coloured, say } from "./screen";

export interface Ran {
  code: number;
  /** Without colours. */
  stdout: string;
  /** Both outputs, in the order in which they came, without colours. */
  text: string;
}
export type RunPulumi = (folder: string, args: readonly string[]) => Promise<Ran>;

/** What a user on a terminal gets without asking; for a program in between, it must be said. */
const SHOWN = { PULUMI_OPTION_SUPPRESS_PROGRESS: "true", PULUMI_OPTION_NON_INTERACTIVE: "true" };

export function pulumiRunner(command: string, env: NodeJS.ProcessEnv, interruption: Interruption): RunPulumi {
  return async (cwd, args) => {
    interruption.signal.throwIfAborted();
    const colour = { PULUMI_OPTION_COLOR: coloured ? "always" : "never" };
    const child = spawn(command, args, {
      cwd,
      env: { ...env, ...SHOWN, ...colour },
      stdio: ["ignore", "pipe", "pipe"],
      // A process group of its own: Ctrl-C reaches it once, through here, and it ends in good order.
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    // The first one has `pulumi` finish what is under way, a second one doesn't wait.
    const unlisten = interruption.listen(() => child.kill("SIGINT"));
    const kill = () => child.kill("SIGKILL");
    process.once("exit", kill);
    const printed = show(child);
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", (error) => reject(new Error(`starting ${command} failed: ${error.message}`)));
      child.once("close", (exitCode) => resolve(exitCode ?? -1));
    }).finally(() => {
      unlisten();
      process.off("exit", kill);
    });
    interruption.signal.throwIfAborted();
    return { code, stdout: printed.stdout.join("\n"), text: printed.both.join("\n") };
  };
}

/** Prints line by line, without blank lines at the end, and keeps what was printed. */
function show({ stdout, stderr }: ChildProcessByStdio<null, Readable, Readable>) {
  const printed = { stdout: [] as string[], both: [] as string[] };
  let gap = false;
  for (const stream of [stdout, stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      const plain = stripVTControlCharacters(line);
      if (stream === stdout) printed.stdout.push(plain);
      printed.both.push(plain);
      if (line !== "" && gap) say.output("");
      if (line !== "") say.output(line);
      gap = line === "";
    });
  }
  return printed;
}
