// `npm start`: the guided tour. Real `pulumi` commands on the quickstart, against an embedded AppFlow on this machine.
import { once } from "node:events";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { type Emulator, startEmulator } from "appflow-emulator";
import { listenForInterruptions } from "./interruption";
import { elapsed } from "./progress";
import { ensurePulumi } from "./pulumiCli";
import { farewell, invitation } from "./tour/farewell";
import { FUNCTION_ARN, openPlace, QUICKSTART } from "./tour/place";
import { say } from "./tour/screen";
import { STEPS } from "./tour/steps";
import { type Tour, walk } from "./tour/walk";

interface Options {
  keep?: boolean;
  port: number;
}
type CleanUps = (() => unknown)[];

const interruption = listenForInterruptions();

async function main(options: Options): Promise<number> {
  const cleanUps: CleanUps = [];
  try {
    return await guide(options, cleanUps);
  } catch (error) {
    // What was interrupted fails in ways of its own, which need no explaining.
    if (interruption.signal.aborted) say.line("\nInterrupted: cleaning up.");
    else say.problem(error instanceof Error ? error.message : String(error));
    return interruption.exitCode() ?? 1;
  } finally {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  }
}

async function guide(options: Options, cleanUps: CleanUps): Promise<number> {
  const tour = await prepare(options, cleanUps);
  const begin = Date.now();
  // With --keep, what the last step would destroy stays to play with.
  const steps = STEPS.filter((step) => !(options.keep && step.leavesNothing));
  if (!(await walk(steps, tour))) return 1;
  if (!options.keep) {
    say.line(farewell(elapsed(Date.now() - begin), tour.place));
    return 0;
  }
  say.line(invitation(tour));
  if (!interruption.signal.aborted) await once(interruption.signal, "abort");
  say.line("\nRemoving the stack, the temporary folder and the embedded AppFlow.");
  return 0;
}

async function prepare({ port }: Options, cleanUps: CleanUps): Promise<Tour> {
  say.title("A guided tour of pulumi-appflow-connector");
  say.line("It runs real `pulumi` commands against an embedded AppFlow on this machine. No AWS account is touched.");
  const cli = await ensurePulumi(interruption.signal);
  say.detail(`The Pulumi CLI:        ${cli.version} (${cli.command})`);
  const appflow = await startAppFlow(port);
  cleanUps.push(() => appflow.close());
  const place = openPlace(cli, appflow.env);
  cleanUps.push(place.remove);
  say.detail(`The embedded AppFlow:  ${appflow.url}, with the function in examples/quickstart/connector`);
  say.detail(`Programs and state:    ${place.folder}, removed at the end`);
  return { appflow, place, command: cli.command, signal: interruption.signal };
}

async function startAppFlow(port: number): Promise<Emulator> {
  try {
    const functions = { [FUNCTION_ARN]: { node: join(QUICKSTART, "connector") } };
    return await startEmulator({ port, functions });
  } catch (error) {
    const remedy = port === 0 ? "" : " (npm start -- --port <number>)";
    throw new Error(`${(error as Error).message}${remedy}`, { cause: error });
  }
}

function portNumber(value: string): number {
  const port = Number(value);
  if (/^\d+$/.test(value) && port <= 65_535) return port;
  throw new InvalidArgumentError("A port is a number from 0 to 65535.");
}

const options = new Command("npm start --")
  .description("Shows on this machine what pulumi-appflow-connector does, with real `pulumi` commands.")
  .option("--keep", "keep the embedded AppFlow and the stack to play with, until Ctrl-C")
  .option("--port <number>", "port of the embedded AppFlow; 0 for any free one", portNumber, 0)
  .allowExcessArguments(false)
  .parse()
  .opts<Options>();

void main(options).then((code) => (process.exitCode = code));
