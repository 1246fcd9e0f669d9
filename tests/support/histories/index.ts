// `npm run test:histories`: plays 10,000 random histories, on as many processes as there are processors.
import { availableParallelism } from "node:os";
import { Command, InvalidArgumentError } from "commander";
import { elapsed } from "../../../tools/progress";
import { runProgram } from "../../../tools/runProgram";
import { explore } from "./explore";

const PROGRESS_MS = 15_000;
const INTERRUPTED = 130;

interface Options {
  readonly runs: number;
  readonly seed: number;
  readonly path?: string;
  readonly jobs: number;
}

/** Plays them in this process; returns whether all went well. */
async function playHere({ runs, seed, path }: Options): Promise<boolean> {
  const begin = Date.now();
  let told = begin;
  const { played, failure } = await explore({
    ...{ runs, seed, path },
    onPlayed: (count) => {
      if (Date.now() - told < PROGRESS_MS) return;
      told = Date.now();
      console.log(`seed ${seed}: ${count} of ${runs} histories after ${elapsed(told - begin)}`);
    },
  });
  const perSecond = ((played * 1000) / (Date.now() - begin)).toFixed(1);
  console.log(`seed ${seed}: ${played} histories in ${elapsed(Date.now() - begin)}, ${perSecond} a second`);
  if (failure) console.log(failure);
  return failure === undefined;
}

const stop = new AbortController();

/** Each process has a seed of its own, so that a failed one can be repeated alone. */
async function playOnAll({ runs, seed, jobs }: Options): Promise<boolean> {
  const share = Math.ceil(runs / jobs);
  const ended = await Promise.all(
    Array.from({ length: jobs }, async (_, index) => {
      const args = ["--runs", String(share), "--seed", String(seed + index), "--jobs", "1"];
      const script = ["-r", "ts-node/register/transpile-only", __filename];
      const { problem } = await runProgram(process.execPath, [...script, ...args], {
        signal: stop.signal,
        onLine: (line) => console.log(line),
      });
      if (problem) console.log(`seed ${seed + index}: the process ${problem}`);
      return problem === undefined;
    }),
  );
  return ended.every(Boolean);
}

function options(): Options {
  return new Command("npm run test:histories --")
    .description("Plays random histories of a stack and holds what must never happen.")
    .option("--runs <number>", "how many", count, 10_000)
    .option("--seed <number>", "begin with this seed", count, Date.now() % 1_000_000_000)
    .option("--path <path>", "of the histories of this seed, the one at this path")
    .option("--jobs <number>", "processes", count, availableParallelism())
    .allowExcessArguments(false)
    .parse()
    .opts<Options>();
}

function count(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("A number is expected.");
  return Number(text);
}

async function main(): Promise<void> {
  const chosen = options();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(name, () => {
      stop.abort(new Error("interrupted"));
      process.exit(INTERRUPTED);
    });
  }
  const isWell = await (chosen.path === undefined && chosen.jobs > 1 ? playOnAll(chosen) : playHere(chosen));
  process.exitCode = isWell ? 0 : 1;
}

void main();
