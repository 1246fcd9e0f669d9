// Runs the checks and the test layers one after the other, stops at the first that fails, and ends with the sum.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import Mocha from "mocha";
import { run } from "./childProcess";
import { elapsed } from "./progress";
import { ensurePulumi, pulumiEnvironment } from "./pulumiCli";

const ROOT = join(__dirname, "..");
/** These need nothing but Node. */
const LAYERS_WITHOUT_CLI = ["unit", "contract", "serialization"];
/**
 * These take too long for every run: only where they are named, as `npm run test:kills` does. One test at a time, since what
 * runs in parallel is told only when its file is done.
 */
const ON_DEMAND = ["kills", "throttling"];
const INTERRUPTED = 130;
const LAYERS = [...LAYERS_WITHOUT_CLI, "e2e", ...ON_DEMAND];

interface Selection {
  layer?: string[];
  grep?: string;
}
interface Step {
  headline: string;
  /** Resolves with an exit code. */
  work: () => Promise<number>;
}

const sum = { passed: 0, failed: 0 };
const stop = new AbortController();
let runner: Mocha.Runner | undefined;

/** What these options ask for: everything, or some layers without the checks. */
function steps({ layer, grep }: Selection, home: string): Step[] {
  const chosen = (layers: string[]) => layers.filter((name) => !layer || layer.includes(name));
  const withoutCli = chosen(LAYERS_WITHOUT_CLI);
  const onDemand = ON_DEMAND.filter((name) => layer?.includes(name));
  const withCli = [...chosen(["e2e"]), ...onDemand];
  const jobs = onDemand.length > 0 ? 1 : JOBS_WITH_CLI;
  return [
    ...(layer ? [] : [{ headline: "format, lint and types (npm run check)", work: check }]),
    ...(withoutCli.length === 0
      ? []
      : [{ headline: withoutCli.join(", "), work: () => runLayers(withoutCli, grep) }]),
    ...(withCli.length === 0
      ? []
      : [
          { headline: "the Pulumi CLI", work: () => preparePulumi(home) },
          { headline: withCli.join(", "), work: () => runLayers(withCli, grep, jobs) },
        ]),
  ];
}

async function check(): Promise<number> {
  const { npm_execpath: npm } = process.env;
  const [command, args] = npm ? [process.execPath, [npm]] : ["npm", []];
  const checked = await run(command, [...args, "run", "--silent", "check"], {
    cwd: ROOT,
    signal: stop.signal,
    onLine: (line) => console.log(line),
  });
  return checked.problem ? 1 : 0;
}

/** The tests start `pulumi` by its name, like a user. */
async function preparePulumi(home: string): Promise<number> {
  const cli = await ensurePulumi({ log: (line) => console.log(line), signal: stop.signal });
  console.log(`pulumi ${cli.version} (${cli.command})`);
  Object.assign(process.env, pulumiEnvironment(home), {
    PATH: [cli.binDir, process.env.PATH].join(delimiter),
  });
  return 0;
}

function testFiles(layer: string): string[] {
  const folder = join(ROOT, "tests", layer);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.includes("node_modules"))
    .map((file) => join(folder, file))
    .sort();
}

/** Files that run at a time. The CLI's tests wait for processes half of their time, and each has an account of its own. */
const JOBS_WITH_CLI = 2;

function newMocha(grep: string | undefined, jobs: number): Mocha {
  const configured = JSON.parse(readFileSync(join(ROOT, ".mocharc.json"), "utf8")) as Record<string, unknown>;
  return new Mocha({
    timeout: configured.timeout as number,
    forbidOnly: configured["forbid-only"] as boolean,
    forbidPending: configured["forbid-pending"] as boolean,
    reporter: "spec",
    parallel: jobs > 1,
    jobs,
    ...(grep === undefined ? {} : { grep }),
  });
}

async function runLayers(layers: string[], grep: string | undefined, jobs = 1): Promise<number> {
  const mocha = newMocha(grep, jobs);
  for (const file of layers.flatMap(testFiles)) mocha.addFile(file);
  const failures = await new Promise<number>((resolve) => (runner = mocha.run(resolve)));
  sum.passed += runner?.stats?.passes ?? 0;
  sum.failed += runner?.stats?.failures ?? 0;
  return failures > 0 ? 1 : 0;
}

async function runSteps(list: Step[]): Promise<number> {
  for (const [index, { headline, work }] of list.entries()) {
    const step = `[${index + 1}/${list.length}] ${headline}`;
    const begin = Date.now();
    console.log(`\n${step}`);
    const code = await work();
    const outcome = stop.signal.aborted ? "interrupted" : code === 0 ? "passed" : "failed";
    console.log(`${step}: ${outcome} after ${elapsed(Date.now() - begin)}`);
    if (stop.signal.aborted) return INTERRUPTED;
    if (code !== 0) return code;
  }
  if (sum.passed + sum.failed > 0) return 0;
  console.log("No test ran.");
  return 1;
}

/** The first Ctrl-C lets the running test and its clean-up end, the second one doesn't wait. */
function stopOnSignals(): void {
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(INTERRUPTED);
      console.log("\nInterrupted: ending the running test.");
      stop.abort(new Error("interrupted"));
      runner?.abort();
    });
  }
}

function addLayer(name: string, before: string[] = []): string[] {
  if (!LAYERS.includes(name)) throw new InvalidArgumentError(`The layers are ${LAYERS.join(", ")}.`);
  return [...before, name];
}

function selection(): Selection {
  return new Command("npm test --")
    .description("Runs the checks and all tests, or some layers of the tests.")
    .addOption(
      new Option(
        "--layer <name>",
        `only this layer (${LAYERS.join(", ")}); can be given several times`,
      ).argParser(addLayer),
    )
    .option("--grep <pattern>", "only tests whose title matches")
    .allowExcessArguments(false)
    .parse()
    .opts<Selection>();
}

async function main(): Promise<number> {
  const options = selection();
  const home = mkdtempSync(join(tmpdir(), "pulumi-appflow-connector-test-"));
  process.once("exit", () => rmSync(home, { recursive: true, force: true, maxRetries: 3 }));
  stopOnSignals();
  try {
    return await runSteps(steps(options, home));
  } catch (error) {
    if (stop.signal.aborted) return INTERRUPTED;
    // A test file that can't be loaded: whoever wrote it needs the place.
    console.log(error instanceof SyntaxError ? error.stack : error);
    return 1;
  }
}

void main().then((code) => {
  // CI reads this line. Leaving at once: a server that a test forgot to close shall not hang the run.
  process.stdout.write(`\n${sum.passed} passed, ${sum.failed} failed\n`, () => process.exit(code));
});
