import type { Project, Ran } from "../project";

/** What is printed after a kill, and what it says to do. */
export type Remedy = "cancel" | "adopt" | "again" | "refresh" | "refresh first";

interface Way {
  /** What is wrong and the way out, as it must be printed: both in one word of the program, so in this order. */
  readonly printed: RegExp;
  /** What is run before the next try, */
  readonly before?: readonly string[];
  /** what the next try is run with, */
  readonly words?: readonly string[];
  /** and whether the program says `adopt: true` from then on. */
  readonly adopt?: boolean;
}

/** By the remedy; the words are Pulumi's own, or those of provider/diagnostics.ts. */
const WAYS: Readonly<Record<Remedy, Way>> = {
  cancel: {
    printed: /the stack is currently locked by 1 lock.* delete the lock file with `pulumi cancel`/,
    before: ["cancel", "--yes"],
  },
  adopt: {
    printed:
      /the label is taken by .*[sS]et `adopt: true` to take it over, also after a killed run.*#label-taken/,
    adopt: true,
  },
  again: {
    printed:
      /Run (`pulumi up`|the same command) again.*#(outcome-ambiguous|operation-timed-out|not-confirmed)/,
  },
  refresh: {
    printed: /Run `pulumi up --refresh`.*#registration-gone/,
    words: ["--refresh"],
  },
  "refresh first": {
    printed: /run `pulumi refresh`, .*#registration-foreign/,
    before: ["refresh", "--yes"],
  },
};

/** What a user runs until it goes through. */
export interface Goal {
  readonly command: "up" | "destroy";
  /** Writes the program, with `adopt: true` where the remedy says so. */
  readonly program: (adopt: boolean) => void;
  /** Words beside the command's, such as those of a forced replacement. */
  readonly words: readonly string[];
}

export interface Recovered {
  /** The remedies that were printed and followed, in order. */
  readonly remedies: readonly Remedy[];
  /** The runs that it took, the last of which went through. */
  readonly runs: readonly Ran[];
}

/** A user has read this by then, or calls for help. */
const MOST_RUNS = 3;

/**
 * Repeats what a kill interrupted, and follows what is printed. Fails when nothing is printed that says what to do, and
 * when following it does not help.
 */
export async function recover(project: Project, { command, program, words }: Goal): Promise<Recovered> {
  const runs: Ran[] = [];
  const remedies: Remedy[] = [];
  const also: string[] = [];
  program(false);
  while (runs.length < MOST_RUNS) {
    const ran = await project.pulumi(command, "--yes", ...words, ...also);
    runs.push(ran);
    if (ran.code === 0) return { remedies, runs };
    const remedy = remedyIn(ran.output);
    remedies.push(remedy);
    const way = WAYS[remedy];
    if (way.before) await mustRun(project, way.before);
    if (way.adopt) program(true);
    also.push(...(way.words ?? []));
  }
  throw new Error(`not clean after ${MOST_RUNS} runs (${remedies.join(", ")}):\n${runs.at(-1)?.output}`);
}

/** The remedy that is printed. Fails when nothing is that says what to do. */
export function remedyIn(output: string): Remedy {
  const found = (Object.keys(WAYS) as Remedy[]).find((name) => WAYS[name].printed.test(output));
  if (!found) throw new Error(`nothing that is printed says what to do:\n${output}`);
  return found;
}

export async function mustRun(project: Project, words: readonly string[]): Promise<void> {
  const { code, output } = await project.pulumi(...words);
  if (code !== 0) throw new Error(`pulumi ${words.join(" ")} failed:\n${output}`);
}
