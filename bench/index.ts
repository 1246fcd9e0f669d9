// `npm run bench`: what a preview of many ConnectorRegistrations takes beside one of as many resources that do nothing.
import { availableParallelism } from "node:os";
import { delimiter } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { type Emulator, startEmulator } from "appflow-emulator";
import { listenForInterruptions } from "../tools/interruption";
import { ensurePulumi } from "../tools/pulumiCli";
import { foreignSettings } from "../tools/tour/place";
import { type Measured, registerFunctions, setStage, type Stage } from "./measure";
import { ACCOUNT, OTHER_ACCOUNT, SCENARIOS } from "./scenarios";
import { table, describeCalls } from "./table";

interface Options {
  resources: number;
  runs: number;
}
type CleanUps = (() => unknown)[];

const interruption = listenForInterruptions();

async function main(options: Options): Promise<number> {
  const cleanUps: CleanUps = [];
  interruption.signal.addEventListener("abort", () =>
    console.log("Interrupted: the bench ends with the running command."),
  );
  try {
    return await bench(options, cleanUps);
  } catch (error) {
    if (!interruption.signal.aborted) console.error(error instanceof Error ? error.message : String(error));
    return interruption.exitCode() ?? 1;
  } finally {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  }
}

async function bench({ resources, runs }: Options, cleanUps: CleanUps): Promise<number> {
  await preparePulumi();
  const appflow = await startEmulator({ customConnectorQuota: resources, journalLimit: Infinity });
  cleanUps.push(() => appflow.close());
  const stages = await setStages(appflow, resources, cleanUps);
  const results = new Map<string, Measured[]>();
  for (let run = 1; run <= runs; run++) {
    for (const { scenario, preview } of stages) {
      const measured = await preview();
      interruption.signal.throwIfAborted();
      results.set(scenario.letter, [...(results.get(scenario.letter) ?? []), measured]);
      say(`run ${run} of ${runs}, ${scenario.letter}`, scenario.title, measured);
    }
  }
  console.log(`\nResources: ${resources}, runs: ${runs}.\n\n${table(SCENARIOS, results)}`);
  return reportCounts(resources, results);
}

/** The previews start `pulumi` by its name, like a user, and nothing of the user's own settings may lead elsewhere. */
async function preparePulumi(): Promise<void> {
  const cli = await ensurePulumi(interruption.signal);
  for (const name of foreignSettings(process.env)) delete process.env[name];
  process.env.PATH = [cli.binDir, process.env.PATH].join(delimiter);
  console.log(`pulumi ${cli.version}, Node ${process.version}, ${availableParallelism()} cores`);
}

async function setStages(appflow: Emulator, resources: number, cleanUps: CleanUps): Promise<Stage[]> {
  for (const account of [ACCOUNT, OTHER_ACCOUNT]) registerFunctions(appflow, account, resources);
  const stages: Stage[] = [];
  for (const scenario of SCENARIOS) {
    if (scenario.isDeployed) console.log(`Deploying ${resources} registrations for ${scenario.letter}.`);
    stages.push(await setStage(appflow, scenario, resources, (project) => cleanUps.push(() => project.remove())));
    interruption.signal.throwIfAborted();
  }
  return stages;
}

function say(when: string, what: string, { seconds, calls, isRight }: Measured): void {
  console.log(`${when}: ${what}: ${seconds.toFixed(1)} s, calls: ${describeCalls(calls)}${isRight ? "" : " (wrong)"}`);
}

/** Times depend on the machine, and are for people to judge; calls must be what they are. */
function reportCounts(resources: number, results: ReadonlyMap<string, readonly Measured[]>): number {
  const wrong = SCENARIOS.filter(({ letter }) => results.get(letter)?.some(({ isRight }) => !isRight));
  for (const { letter, calls } of wrong)
    console.error(`\n${letter} called something else than: ${describeCalls(calls(resources))}`);
  return wrong.length > 0 ? 1 : 0;
}

function count(value: string): number {
  if (/^[1-9]\d{0,3}$/.test(value)) return Number(value);
  throw new InvalidArgumentError("It is a whole number from 1 to 9999.");
}

function options(): Options {
  return new Command("npm run bench --")
    .description("Measures how long `pulumi preview` takes, and which calls it makes.")
    .option("--resources <number>", "resources of each preview", count, 300)
    .option("--runs <number>", "times that each preview is run", count, 3)
    .allowExcessArguments(false)
    .parse()
    .opts<Options>();
}

void main(options()).then((code) => (process.exitCode = code));
