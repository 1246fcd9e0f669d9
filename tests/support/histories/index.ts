// `npm run test:histories`: plays 10,000 random histories, on as many processes as there are processors.
import { availableParallelism } from "node:os";
import { Command, InvalidArgumentError } from "commander";
import execa from "execa";
import { explore } from "./explore";

const PROGRESS_MS = 15_000;

interface Options {
  readonly runs: number;
  readonly seed: number;
  readonly path?: string;
  readonly jobs: number;
}

/** Plays them in this process; returns whether none breaks a rule. */
async function play({ runs, seed, path }: Options): Promise<boolean> {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  let reported = began;
  const onPlayed = (count: number) => {
    if (Date.now() - reported < PROGRESS_MS) return;
    reported = Date.now();
    console.log(`seed ${seed}: ${count} of ${runs} histories after ${seconds()} s`);
  };
  const { played, failure } = await explore({ runs, seed, path, onPlayed });
  console.log(`seed ${seed}: ${played} histories in ${seconds()} s`);
  if (failure) console.log(failure);
  return failure === undefined;
}

/** Plays a share of them in each process. Each has a seed of its own, so that a failed one can be repeated alone. */
async function playInProcesses({ runs, seed, jobs }: Options): Promise<boolean> {
  const share = String(Math.ceil(runs / jobs));
  const results = await Promise.all(
    Array.from({ length: jobs }, (_, index) => {
      const cliArguments = ["--runs", share, "--seed", String(seed + index), "--jobs", "1"];
      return execa(process.execPath, [...process.execArgv, __filename, ...cliArguments], {
        stdio: "inherit",
        reject: false,
      });
    }),
  );
  return results.every(({ failed }) => !failed);
}

function readOptions(): Options {
  return new Command("npm run test:histories --")
    .description("Plays random histories of a stack, and checks what must never happen.")
    .option("--runs <number>", "how many", toNumber, 10_000)
    .option("--seed <number>", "the seed of the first process", toNumber, Date.now() % 1_000_000_000)
    .option("--path <path>", "of the histories of this seed, only the one at this path")
    .option("--jobs <number>", "how many processes", toNumber, availableParallelism())
    .allowExcessArguments(false)
    .parse()
    .opts<Options>();
}

function toNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("A number is expected.");
  return Number(text);
}

async function main(): Promise<void> {
  const options = readOptions();
  const isSingle = options.path !== undefined || options.jobs <= 1;
  process.exitCode = (await (isSingle ? play(options) : playInProcesses(options))) ? 0 : 1;
}

void main();
