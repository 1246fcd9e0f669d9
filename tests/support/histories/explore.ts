// Plays many random histories, and says which one breaks a rule, as short as it can be told.
import fc, { type RunDetails } from "fast-check";
import { type History, tell } from "./commands";
import { histories } from "./generated";
import { openWorld } from "./place";
import { play } from "./play";
import { Violation } from "./rules";

export interface Exploration {
  readonly runs: number;
  readonly seed: number;
  /** Where in a failed exploration the shortened history is: only that is played. */
  readonly path?: string | undefined;
  /** Ends the exploration, with what it has seen by then. */
  readonly withinMs?: number;
  readonly onPlayed?: (played: number) => void;
}

export interface Explored {
  readonly seed: number;
  readonly played: number;
  /** What to tell of the history that broke a rule; undefined where none did. */
  readonly failure: string | undefined;
}

/** Shortening a history plays it again and again. */
const SHORTEN_WITHIN_MS = 60_000;

export async function explore({ runs, seed, path, withinMs, onPlayed }: Exploration): Promise<Explored> {
  const world = await openWorld();
  let played = 0;
  const property = fc.asyncProperty(histories, async (history) => {
    await play(world, history);
    played += 1;
    onPlayed?.(played);
  });
  try {
    const limit = withinMs === undefined ? {} : { interruptAfterTimeLimit: withinMs };
    const found = await fc.check(property, {
      ...limit,
      ...{ seed, numRuns: path === undefined ? runs : 1, endOnFailure: true },
      ...(path === undefined ? {} : { path }),
    });
    const summary = { seed, played };
    if (!found.failed || found.counterexamplePath === null) return { ...summary, failure: undefined };
    const { counterexamplePath } = found;
    const shortened = await fc.check(property, {
      ...{ seed, path: counterexamplePath, interruptAfterTimeLimit: SHORTEN_WITHIN_MS },
    });
    return { ...summary, failure: told(seed, shortened.failed ? shortened : found) };
  } finally {
    await world.close();
  }
}

function told(
  seed: number,
  { counterexample, counterexamplePath, errorInstance }: RunDetails<[History]>,
): string {
  const [history] = counterexample ?? [{ commands: [] }];
  const error = errorInstance instanceof Violation ? errorInstance.message : (errorInstance as Error).stack;
  return [
    `seed ${seed}, path ${counterexamplePath}:`,
    tell(history),
    error,
    "To play it again: npm run test:histories -- --seed " + `${seed} --path "${counterexamplePath}"`,
    `To keep it, in tests/histories/regressions.ts: ${JSON.stringify(history)}`,
  ].join("\n");
}
