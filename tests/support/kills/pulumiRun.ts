import execa from "execa";
import type { Emulator, JournalEntry } from "../../../emulator/index";
import type { Project, Ran } from "../project";
import { isProvider, killAll, type Process, processTree, until } from "./processes";

/** Who is killed: the CLI, which the engine is in, or the process that runs provider/. */
export type Victim = "cli" | "provider";

/** A run of the CLI that can be killed. */
export interface PulumiRun {
  /** What it printed, once it has ended. `code` is null when it was killed. */
  readonly ended: Promise<Ran>;
  /** Sends SIGKILL, which nothing can catch, and returns when the process is gone. */
  kill(victim: Victim): Promise<void>;
  /**
   * Ends whatever of the run is alive. A killed CLI leaves the language host and the provider behind (measured: the host
   * looks for its engine every five minutes, the provider never does), as a dying machine or container does not.
   */
  end(): Promise<void>;
}

/**
 * Has Pulumi write no files of metadata beside those of its state in a folder. It empties them before it fills them, and a
 * kill in between leaves a stack that can't be loaded: "failed to load checkpoint: EOF" (measured; removing the empty
 * `.attrs` file helps, and other backends have none).
 */
export function skipMetadata({ env }: Project): void {
  env["PULUMI_BACKEND_URL"] += "?metadata=skip";
  // A stack is selected for the address that it was made at.
  env["PULUMI_STACK"] = "dev";
}

/** Starts `pulumi` as `project.pulumi` does, and doesn't wait for its end. */
export function startPulumi({ folder, env }: Project, ...cliArguments: string[]): PulumiRun {
  const child = execa("pulumi", [...cliArguments, "--non-interactive", "--color=never"], {
    ...{ cwd: folder, env, stdin: "ignore", all: true, reject: false },
  });
  const pid = child.pid ?? NaN;
  // Once the CLI is gone, nothing says any more which processes were its own.
  let family: Process[] = [];
  return {
    ended: child.then(({ exitCode, all = "", stdout }) => ({ code: exitCode ?? null, output: all, stdout })),
    async kill(victim) {
      family = processTree(pid);
      const victims = family.filter((it) => (victim === "cli" ? it.pid === pid : isProvider(it)));
      if (victims.length === 0) throw new Error(`the run has no process of the ${victim} to kill`);
      await killAll(victims);
    },
    end: () => killAll([...family, ...processTree(pid)]),
  };
}

/** Waits for the call that a fault hangs; undefined when the run ends without it. */
export async function waitForHangingCall(
  aws: Emulator,
  run: PulumiRun,
  patienceMs?: number,
): Promise<JournalEntry | undefined> {
  let hasEnded = false;
  void run.ended.then(() => (hasEnded = true));
  const hangingCall = () => aws.journal.entries.find(({ fault }) => fault !== undefined);
  try {
    await until(() => hasEnded || hangingCall() !== undefined, "a fault hangs a call", patienceMs);
    return hangingCall();
  } catch (error) {
    await run.end();
    throw new Error(`${(error as Error).message}; until then:\n${(await run.ended).output}`);
  }
}
