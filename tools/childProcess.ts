// Runs a program in a process group of its own, so that it and what it started can be ended together.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";

/** How long a group that was asked to end may take before it is ended by force. */
const GRACE_MS = 5_000;
/** Error reports quote the end of the output; more of it is not worth keeping. */
const KEPT_LINES = 40;

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  timeoutMs?: number;
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

/** Rejects only when the caller's signal ended it: what is under way shall then stop, and not try another way. */
export async function run(command: string, args: string[], options: RunOptions = {}): Promise<Finished> {
  options.signal?.throwIfAborted();
  const ownGroup = process.platform !== "win32";
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: ownGroup,
    windowsHide: true,
  });
  const output = collectOutput(child, options.onLine);
  let problem: string | undefined;
  const endWith = (reason: string) => {
    problem ??= reason;
    endGroup(child);
  };
  const killNow = () => killGroup(child, "SIGKILL");
  const onAbort = () => endWith("was interrupted");
  const timer = options.timeoutMs
    ? setTimeout(
        () => endWith(`took longer than ${options.timeoutMs! / 1000} s and was stopped`),
        options.timeoutMs,
      )
    : undefined;
  process.once("exit", killNow);
  options.signal?.addEventListener("abort", onAbort, { once: true });
  const end = await ended(child);
  clearTimeout(timer);
  process.off("exit", killNow);
  options.signal?.removeEventListener("abort", onAbort);
  options.signal?.throwIfAborted();
  return { problem: problem ?? end, ...output() };
}

function collectOutput(child: ChildProcess, onLine: ((line: string) => void) | undefined) {
  const stdout: string[] = [];
  const tail: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on("line", (line) => {
      if (stream === child.stdout) stdout.push(line);
      tail.push(line);
      if (tail.length > KEPT_LINES) tail.shift();
      onLine?.(line);
    });
  }
  return () => ({ stdout: stdout.join("\n"), tail });
}

function ended(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      resolve(
        error.code === "ENOENT"
          ? "is not installed"
          : `could not be started (${error.code ?? error.message})`,
      );
    });
    child.once("close", (code, signal) => {
      if (code === 0) resolve(undefined);
      else resolve(signal ? `was ended by ${signal}` : `ended with exit code ${code}`);
    });
  });
}

/** Asks first, so that the program can remove its temporary files. */
function endGroup(child: ChildProcess): void {
  killGroup(child, "SIGTERM");
  const force = setTimeout(() => killGroup(child, "SIGKILL"), GRACE_MS);
  child.once("close", () => clearTimeout(force));
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/T", "/F", "/PID", String(child.pid)], { stdio: "ignore" });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has ended by itself in the meantime.
  }
}
