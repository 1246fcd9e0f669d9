// Runs a program to its end, and says in plain words why it failed.
import { createInterface } from "node:readline";
import execa, { type ExecaError, type Options } from "execa";

const HAS_GROUPS = process.platform !== "win32";

export interface ProgramOptions extends Options {
  /** Interrupts the program as Ctrl-C does. */
  signal?: AbortSignal | undefined;
  onLine?: (line: string) => void;
}

export interface Finished {
  /** Why it did not succeed, in plain words; undefined when it did. */
  problem: string | undefined;
  exitCode: number;
  stdout: string;
  /** Both outputs, in the order in which they came. */
  all: string;
}

/** Rejects only when the signal ended it: what is under way stops then, and tries no other way. */
export async function runProgram(
  command: string,
  cliArguments: readonly string[],
  { signal, onLine, ...options }: ProgramOptions = {},
): Promise<Finished> {
  signal?.throwIfAborted();
  const child = execa(command, cliArguments, {
    stdin: "ignore",
    all: true,
    reject: false,
    // A process group of its own: what it starts ends with it, and a terminal's Ctrl-C reaches it once, through here.
    detached: HAS_GROUPS,
    windowsHide: true,
    ...options,
  });
  const send = (name: NodeJS.Signals) => () => {
    if (!child.pid || child.exitCode !== null || child.signalCode !== null) return;
    process.kill(HAS_GROUPS ? -child.pid : child.pid, name);
  };
  const [interrupt, kill] = [send("SIGINT"), send("SIGKILL")];
  signal?.addEventListener("abort", interrupt);
  process.once("exit", kill);
  if (onLine && child.all) createInterface({ input: child.all }).on("line", onLine);
  const result = (await child) as ExecaError & NodeJS.ErrnoException;
  process.off("exit", kill);
  signal?.removeEventListener("abort", interrupt);
  signal?.throwIfAborted();
  const { exitCode, stdout, all = "" } = result;
  return { problem: problemOf(result, options.timeout), exitCode, stdout, all };
}

function problemOf(result: ExecaError & NodeJS.ErrnoException, timeout = 0): string | undefined {
  const { failed, code, timedOut, signal, exitCode } = result;
  if (!failed) return undefined;
  if (code === "ENOENT") return "is not installed";
  if (timedOut) return `took longer than ${timeout / 1000} s and was stopped`;
  if (signal) return `was ended by ${signal}`;
  return code ? `could not be started (${code})` : `ended with exit code ${exitCode}`;
}

export function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}
