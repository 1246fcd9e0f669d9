import { execFileSync, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import type { Emulator, JournalEntry } from "../../../emulator/index";
import type { Project, Ran } from "../project";

/** Who is killed: the CLI with the engine in it, or the process that runs provider/. */
export type Victim = "cli" | "provider";

/** A run of the CLI that can be killed. */
export interface Engine {
  /** What came out of it, once it has ended; `code` is null when it was killed. */
  readonly ended: Promise<Ran>;
  /** Sends SIGKILL, which nothing can catch, and returns when the process is gone. */
  kill(victim: Victim): Promise<void>;
  /**
   * Ends whatever of the run is alive. A killed CLI leaves the language host and the provider behind (measured: the host
   * looks for its engine every five minutes, the provider never does), as a machine that dies or a container does not.
   */
  end(): Promise<void>;
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** How long the CLI and its processes may take to get somewhere. */
const PATIENCE_MS = 120_000;

/**
 * Has Pulumi write no files of metadata beside those of its state in a folder. It empties them before it fills them, and a kill
 * in between leaves a stack that can't be loaded: "failed to load checkpoint: EOF" (measured; removing the empty `.attrs`
 * file helps, and other backends have none).
 */
export function withoutMetadata({ env }: Project): void {
  env["PULUMI_BACKEND_URL"] += "?metadata=skip";
  // The stack is selected for the address that it was made at.
  env["PULUMI_STACK"] = "dev";
}

/** Starts `pulumi` with these words, as `project.pulumi` does, and doesn't wait for its end. */
export function startPulumi({ folder, env }: Project, ...words: string[]): Engine {
  const child = spawn("pulumi", [...words, "--non-interactive", "--color=never"], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = new Promise<Ran>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output, stdout: output }));
  });
  const pid = child.pid ?? NaN;
  // Once the CLI is gone, nothing says any more whose processes they were.
  let family: Process[] = [];
  return {
    ended,
    async kill(victim) {
      family = familyOf(pid);
      const victims = family.filter((it) => (victim === "cli" ? it.pid === pid : isProvider(it)));
      if (victims.length === 0) throw new Error(`the run has no process of the ${victim} to kill`);
      await killed(victims);
    },
    end: () => killed([...family, ...familyOf(pid)]),
  };
}

function isProvider({ command }: Process): boolean {
  return /\bnode\b.*cmd\/dynamic-provider/.test(command);
}

async function killed(victims: readonly Process[]): Promise<void> {
  const alive = () => {
    const there = new Map(processes().map((it) => [it.pid, it.command]));
    return victims.filter(({ pid, command }) => there.get(pid) === command);
  };
  for (const { pid } of alive()) process.kill(pid, "SIGKILL");
  await until(() => alive().length === 0, "killed processes are gone");
}

/** A process and all that it started. */
function familyOf(pid: number): Process[] {
  const all = processes();
  const family = all.filter((it) => it.pid === pid);
  for (const { pid: parent } of family) family.push(...all.filter((it) => it.parent === parent));
  return family;
}

/** The processes of this machine. Small images of Linux have no `ps`. */
function processes(): Process[] {
  if (process.platform !== "linux") {
    const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,command="], { encoding: "utf8" }).split("\n");
    return lines.flatMap((line) => {
      const [, pid, parent, command = ""] = /^ *(\d+) +(\d+) (.*)$/.exec(line) ?? [];
      return pid ? [{ pid: Number(pid), parent: Number(parent), command }] : [];
    });
  }
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // `4711 (name, whatever is in it) state parent ...`: what has ended and isn't collected has no command.
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        const parent = Number(stat.slice(stat.lastIndexOf(")")).split(" ")[2]);
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
        return command ? [{ pid: Number(name), parent, command }] : [];
      } catch {
        return []; // It has ended in the meantime.
      }
    });
}

/** Waits for the call that a fault holds; undefined when the run ends without it. */
export async function held(
  aws: Emulator,
  engine: Engine,
  patienceMs?: number,
): Promise<JournalEntry | undefined> {
  let hasEnded = false;
  void engine.ended.then(() => (hasEnded = true));
  const caught = () => aws.journal.entries.find(({ fault }) => fault !== undefined);
  try {
    await until(() => hasEnded || caught() !== undefined, "the call that hangs has arrived", patienceMs);
    return caught();
  } catch (error) {
    await engine.end();
    throw new Error(`${(error as Error).message}; until then:\n${(await engine.ended).output}`);
  }
}

/** Looks again and again until something is so. */
export async function until(isSo: () => boolean, what: string, patienceMs = PATIENCE_MS): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`waited ${patienceMs / 1000} s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
