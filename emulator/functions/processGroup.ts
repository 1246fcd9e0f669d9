import type { ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** How often strays are looked for at most: what multiplies faster than it is ended mustn't hold up the emulator. */
const LOOKS = 20;

/** Ends a process and all it started that stayed in its process group, as children do. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  // Windows knows no process groups; there the process alone is ended.
  if (process.platform === "win32") child.kill("SIGKILL");
  else kill(-child.pid);
}

/**
 * Ends what a process started and what left its group since, such as a daemon: known by the `mark` in the environment
 * that it inherited. Linux alone shows another process's environment.
 */
export function killStrays(child: ChildProcess, mark: string): void {
  if (process.platform !== "linux" || child.pid === undefined) return;
  const ended = new Set<number>();
  // Whoever is found may have started one more in the meantime; and is still found until the system has ended it.
  for (let look = 0; look < LOOKS; look += 1) {
    const strays = marked(child.pid, mark).filter((pid) => !ended.has(pid));
    if (strays.length === 0) return;
    for (const pid of strays) kill(pid);
    for (const pid of strays) ended.add(pid);
  }
}

/** The processes younger than `pid` that carry the mark. One that has ended shows no environment. */
function marked(pid: number, mark: string): number[] {
  const younger = (seen(() => readdirSync("/proc")) ?? []).map(Number).filter((it) => it > pid);
  return younger.filter((it) => seen(() => readFileSync(`/proc/${it}/environ`, "latin1"))?.includes(mark));
}

/** Undefined for a process that has ended or is somebody else's, and where no file descriptor is left to look. */
function seen<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
