// Plays random histories, and describes the first that breaks a rule, as short as can be.
import { inspect } from "node:util";
import fc, { type RunDetails } from "fast-check";
import { json } from "../engine/engine";
import { openAccounts } from "./accounts";
import { histories } from "./generators";
import type { History } from "./history";
import { playHistory } from "./playHistory";
import { Violation } from "./rules";

export interface Exploration {
  readonly runs: number;
  readonly seed: number;
  /** Where the shortened history of a failed exploration is. Only this one is played. */
  readonly path?: string | undefined;
  /** When the exploration ends, with what it has found by then. In milliseconds; default: when all are played. */
  readonly withinMs?: number;
  readonly onPlayed?: (played: number) => void;
}

export interface Explored {
  readonly played: number;
  /** The description of the history that breaks a rule; undefined where none does. */
  readonly failure: string | undefined;
}

/** How long a history is shortened, which is playing it again and again. */
const SHORTEN_WITHIN_MS = 60_000;

export async function explore({ runs, seed, path, withinMs, onPlayed }: Exploration): Promise<Explored> {
  const accounts = await openAccounts();
  let played = 0;
  const property = fc.asyncProperty(histories, async (history) => {
    await playHistory(accounts, history);
    played += 1;
    onPlayed?.(played);
  });
  try {
    const found = await fc.check(property, {
      ...{ seed, numRuns: path === undefined ? runs : 1, endOnFailure: true },
      ...(withinMs === undefined ? {} : { interruptAfterTimeLimit: withinMs }),
      ...(path === undefined ? {} : { path }),
    });
    const result = { played, failure: undefined };
    if (!found.failed || found.counterexamplePath === null) return result;
    const shortened = await fc.check(property, {
      ...{ seed, path: found.counterexamplePath, interruptAfterTimeLimit: SHORTEN_WITHIN_MS },
    });
    return { ...result, failure: describeFailure(shortened.failed ? shortened : found) };
  } finally {
    await accounts.close();
  }
}

/** The history is in the form in which regressions.ts keeps it. */
function describeFailure({ seed, counterexample, counterexamplePath, errorInstance }: RunDetails<[History]>) {
  const path = counterexamplePath ?? "";
  const error = errorInstance instanceof Violation ? errorInstance.message : (errorInstance as Error).stack;
  return [
    `seed ${seed}, path ${path}:`,
    inspect(json(counterexample?.[0] ?? {}), { depth: null, breakLength: 110 }),
    error,
    `To play it again: npm run test:histories -- --seed ${seed} --path "${path}"`,
  ].join("\n");
}
