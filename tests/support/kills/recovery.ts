import type { Project } from "../project";

/** What a message says to do after a kill. */
export type Remedy = "cancel" | "adopt";

/** What is wrong and the way out, as one message must print both. The first is Pulumi's, the second the provider's. */
const MESSAGES: Readonly<Record<Remedy, RegExp>> = {
  cancel: /the stack is currently locked by 1 lock.* delete the lock file with `pulumi cancel`/,
  adopt: /the label is taken by .*[sS]et `adopt: true` to take it over, also after a killed run.*#label-taken/,
};

/** What a user repeats until it succeeds. */
export interface Task {
  readonly command: "up" | "destroy";
  /** Writes the program, with `adopt: true` where the remedy says so. */
  readonly writeProgram: (adopt: boolean) => void;
  /** Arguments of the command, such as those of a forced replacement. */
  readonly cliArguments: readonly string[];
}

/** After so many runs a user has done what the messages say, or calls for help. */
const MOST_RUNS = 3;

/**
 * Repeats what a kill interrupted, and does what is printed. Returns the remedies. Fails when no message says what to do, and
 * when doing it does not help.
 */
export async function recover(project: Project, { command, writeProgram, cliArguments }: Task): Promise<Remedy[]> {
  const remedies: Remedy[] = [];
  writeProgram(false);
  for (let runs = 1; ; runs += 1) {
    const { code, output } = await project.pulumi(command, "--yes", ...cliArguments);
    if (code === 0) return remedies;
    if (runs === MOST_RUNS) throw new Error(`not clean after ${runs} runs (${remedies.join(", ")}):\n${output}`);
    const remedy = findRemedy(output);
    remedies.push(remedy);
    if (remedy === "cancel") await cancel(project);
    else writeProgram(true);
  }
}

/** The remedy that is printed. Fails when none is. */
export function findRemedy(output: string): Remedy {
  const found = (Object.keys(MESSAGES) as Remedy[]).find((remedy) => MESSAGES[remedy].test(output));
  if (!found) throw new Error(`nothing that is printed says what to do:\n${output}`);
  return found;
}

/** Removes the lock that a killed CLI leaves. */
export async function cancel(project: Project): Promise<void> {
  const { code, output } = await project.pulumi("cancel", "--yes");
  if (code !== 0) throw new Error(`pulumi cancel failed:\n${output}`);
}
