// The processes of this machine.
import { readdirSync, readFileSync } from "node:fs";
import execa from "execa";

export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** How long the CLI and its processes may take to get somewhere. */
const PATIENCE_MS = 120_000;

/** Checks again and again until something is so. */
export async function until(isSo: () => boolean, what: string, patienceMs = PATIENCE_MS): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`waited ${patienceMs / 1000} s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Sends SIGKILL to those that are alive, and waits until they are gone. */
export async function killAll(victims: readonly Process[]): Promise<void> {
  const alive = () => {
    const commands = new Map(listProcesses().map(({ pid, command }) => [pid, command]));
    return victims.filter(({ pid, command }) => commands.get(pid) === command);
  };
  for (const { pid } of alive()) process.kill(pid, "SIGKILL");
  await until(() => alive().length === 0, "killed processes are gone");
}

/** A process and all that it started. */
export function processTree(pid: number): Process[] {
  const all = listProcesses();
  const tree = all.filter((it) => it.pid === pid);
  for (const { pid: parent } of tree) tree.push(...all.filter((it) => it.parent === parent));
  return tree;
}

export function isProvider({ command }: Process): boolean {
  return /\bnode\b.*cmd\/dynamic-provider/.test(command);
}

/** Small images of Linux have no `ps`. */
function listProcesses(): Process[] {
  if (process.platform === "linux") return readdirSync("/proc").flatMap(readProcess);
  const { stdout } = execa.sync("ps", ["-A", "-o", "pid=,ppid=,command="]);
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent, command = ""] = /^ *(\d+) +(\d+) (.*)$/.exec(line) ?? [];
    return pid ? [{ pid: Number(pid), parent: Number(parent), command }] : [];
  });
}

function readProcess(name: string): Process[] {
  if (!/^\d+$/.test(name)) return [];
  try {
    // `4711 (name, whatever is in it) state parent ...`
    const stat = readFileSync(`/proc/${name}/stat`, "utf8");
    const parent = Number(stat.slice(stat.lastIndexOf(")")).split(" ")[2]);
    const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
    // A process that has ended and isn't collected yet has no command.
    return command ? [{ pid: Number(name), parent, command }] : [];
  } catch {
    return []; // It has ended in the meantime.
  }
}
