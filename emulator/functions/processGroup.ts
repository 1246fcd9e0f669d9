import type { ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** Searches for strays at most. Processes that multiply faster than they are killed mustn't hold up the emulator. */
const SEARCHES = 20;

/** Kills a process and its children, as far as they stayed in its process group. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  // Windows knows no process groups; there the process alone is killed.
  if (process.platform === "win32") child.kill("SIGKILL");
  else kill(-child.pid);
}

/**
 * Kills what a process started and what has left its group since, such as a daemon. Strays are known by the `mark` in
 * the environment that they inherited, which Linux alone shows.
 */
export function killStrays(child: ChildProcess, mark: string): void {
  if (process.platform !== "linux" || child.pid === undefined) return;
  const killed = new Set<number>();
  // A stray may have started another one in the meantime, and is listed until the system has ended it.
  for (let search = 0; search < SEARCHES; search += 1) {
    const strays = listMarked(child.pid, mark).filter((pid) => !killed.has(pid));
    if (strays.length === 0) return;
    for (const pid of strays) {
      kill(pid);
      killed.add(pid);
    }
  }
}

/** The processes younger than `pid` that carry the mark. A process that has ended shows no environment. */
function listMarked(pid: number, mark: string): number[] {
  const younger = (ignoreErrors(() => readdirSync("/proc")) ?? []).map(Number).filter((it) => it > pid);
  return younger.filter((it) => ignoreErrors(() => readFileSync(`/proc/${it}/environ`, "latin1"))?.includes(mark));
}

function kill(pid: number): void {
  ignoreErrors(() => process.kill(pid, "SIGKILL"));
}

/** Undefined for a process that has ended or is another user's, and where no file descriptor is left. */
function ignoreErrors<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
