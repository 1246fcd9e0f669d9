// Runs a program to its end, and says in plain words why it failed.
import { createInterface } from "node:readline";
import execa, { type ExecaError, type Options } from "execa";

/** Error reports quote the end of the output. */
const TAIL_LINES = 40;
const HAS_GROUPS = process.platform !== "win32";

interface ProgramOptions extends Options {
  signal?: AbortSignal | undefined;
  onLine?: (line: string) => void;
}

export interface Finished {
  /** Why it did not succeed, in plain words; undefined when it did. */
  problem: string | undefined;
  stdout: string;
  /** The last lines of both outputs, as they came. */
  tail: string[];
}

/** Rejects only when the signal ended it: what is under way stops then, and tries no other way. */
export async function runProgram(
  command: string,
  cliArguments: readonly string[],
  { signal, onLine, ...options }: ProgramOptions = {},
): Promise<Finished> {
  signal?.throwIfAborted();
  // In a process group of its own, so that what it starts ends with it.
  const child = execa(command, cliArguments, {
    ...{ stdin: "ignore", all: true, reject: false, detached: HAS_GROUPS, windowsHide: true },
    ...options,
  });
  const end = () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    if (HAS_GROUPS && child.pid) process.kill(-child.pid, "SIGTERM");
    else child.kill();
  };
  signal?.addEventListener("abort", end);
  process.once("exit", end);
  if (onLine && child.all) createInterface({ input: child.all }).on("line", onLine);
  const result = await child;
  process.off("exit", end);
  signal?.removeEventListener("abort", end);
  signal?.throwIfAborted();
  const tail = (result.all ?? "").split("\n").slice(-TAIL_LINES);
  return {
    problem: problemOf(result as ExecaError & NodeJS.ErrnoException, options),
    stdout: result.stdout,
    tail,
  };
}

function problemOf(
  { failed, code, timedOut, signal, exitCode }: ExecaError & NodeJS.ErrnoException,
  { timeout = 0 }: Options,
): string | undefined {
  if (!failed) return undefined;
  if (code === "ENOENT") return "is not installed";
  if (timedOut) return `took longer than ${timeout / 1000} s and was stopped`;
  if (signal) return `was ended by ${signal}`;
  return code ? `could not be started (${code})` : `ended with exit code ${exitCode}`;
}
