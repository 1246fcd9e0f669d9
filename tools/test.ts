// `npm test`: the checks and the layers of tests, step by step up to the first that fails, and at the end the sum.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Command, Option } from "commander";
import { Listr } from "listr2";
import Mocha from "mocha";
import mochaOptions from "../.mocharc.json";
import { scripts } from "../package.json";
import { listenForInterruptions } from "./interruption";
import { elapsed, LISTR_OPTIONS } from "./progress";
import { ensurePulumi } from "./pulumiCli";
import { pulumiEnvironment } from "./pulumiEnvironment";
import { runProgram } from "./runProgram";

const ROOT = join(__dirname, "..");
/** More files at a time than cores: tests wait for processes and timers half of their time. */
const JOBS = availableParallelism() + 1;
/** The layers of tests, and which run together. What takes too long for every run is played one test at a time. */
const GROUPS = [
  { layers: ["unit", "contract", "serialization"], jobs: JOBS },
  { layers: ["e2e"], jobs: JOBS, needsCli: true },
  { layers: ["kills", "throttling"], jobs: 1, needsCli: true, isOnDemand: true },
];

interface Selection {
  check?: boolean;
  layer?: string[];
  grep?: string;
}
/** A headline, and what resolves with whether all went well. */
type Step = [headline: string, work: () => Promise<boolean>];

const interruption = listenForInterruptions();
const sum = { passed: 0, failed: 0 };

function stepsOf({ check, layer, grep }: Selection): Step[] {
  const steps: Step[] = check || !layer ? [["format, lint, types and imports (npm run check)", runChecks]] : [];
  for (const { layers, jobs, needsCli, isOnDemand } of GROUPS) {
    const chosen = layers.filter((name) => (layer ? layer.includes(name) : !check && !isOnDemand));
    if (chosen.length === 0) continue;
    if (needsCli) steps.push(["the Pulumi CLI", preparePulumi]);
    steps.push([chosen.join(", "), () => runTests(chosen, grep, jobs)]);
  }
  return steps;
}

/** All `check:` scripts of package.json, side by side. */
async function runChecks(): Promise<boolean> {
  const reports: string[] = [];
  const checks = Object.entries(scripts).filter(([name]) => name.startsWith("check:"));
  const tasks = checks.map(([title, script]) => ({
    title,
    task: async () => {
      const options = { shell: true, preferLocal: true, cwd: ROOT, signal: interruption.signal };
      const { problem, all } = await runProgram(script, [], options);
      if (!problem) return;
      reports.push(`${title}: ${script}\n${all}`);
      throw new Error(problem);
    },
  }));
  await new Listr(tasks, { ...LISTR_OPTIONS, concurrent: true, exitOnError: false }).run();
  for (const report of reports) console.log(`\n${report}`);
  return reports.length === 0;
}

/** The tests start `pulumi` by its name, like a user. */
async function preparePulumi(): Promise<boolean> {
  const cli = await ensurePulumi(interruption.signal);
  console.log(`pulumi ${cli.version} (${cli.command})`);
  Object.assign(process.env, pulumiEnvironment(join(tmpdir(), "pulumi")), {
    PATH: [cli.binDir, process.env.PATH].join(delimiter),
  });
  return true;
}

async function runTests(layers: string[], grep: string | undefined, jobs: number): Promise<boolean> {
  const options = { ...mochaOptions, parallel: jobs > 1, jobs, ...(grep === undefined ? {} : { grep }) };
  const mocha = new Mocha(options);
  // The tour takes longest, so it begins first.
  for (const file of layers.flatMap(testFiles).sort().reverse()) mocha.addFile(file);
  return new Promise((resolve) => {
    const runner = mocha.run((failures) => {
      const passes = runner.stats?.passes ?? 0;
      sum.passed += passes;
      sum.failed += failures;
      if (passes + failures === 0) console.log("No test ran.");
      resolve(failures === 0 && passes > 0);
    });
    interruption.signal.addEventListener("abort", () => {
      console.log("\nInterrupted: ending the running tests.");
      runner.abort();
    });
  });
}

function testFiles(layer: string): string[] {
  const folder = join(ROOT, "tests", layer);
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".test.ts")).map((name) => join(folder, name));
}

/** Stops at the first step that fails. */
async function runSteps(steps: readonly Step[]): Promise<boolean> {
  for (const [index, [headline, work]] of steps.entries()) {
    const step = `[${index + 1}/${steps.length}] ${headline}`;
    const begin = Date.now();
    console.log(`\n${step}`);
    const isPassed = await work();
    interruption.signal.throwIfAborted();
    console.log(`${step}: ${isPassed ? "passed" : "failed"} after ${elapsed(Date.now() - begin)}`);
    if (!isPassed) return false;
  }
  return true;
}

async function main(selection: Selection): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-appflow-connector-test-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  // What an interrupted test leaves behind goes with this folder.
  process.env.TMPDIR = join(folder, "temp");
  mkdirSync(process.env.TMPDIR);
  try {
    return (await runSteps(stepsOf(selection))) ? 0 : 1;
  } catch (error) {
    // A test file that can't be loaded: whoever wrote it needs the place.
    if (!interruption.signal.aborted) console.log(error instanceof SyntaxError ? error.stack : error);
    return interruption.exitCode() ?? 1;
  }
}

const layerOption = new Option("--layer <name...>", "only these layers of the tests");
layerOption.choices(GROUPS.flatMap(({ layers }) => layers));
const selection = new Command("npm test --")
  .description("Runs the checks and all tests, or some layers of the tests.")
  .option("--check", "only the checks: format, lint, types and imports")
  .addOption(layerOption)
  .option("--grep <pattern>", "only tests whose title matches")
  .allowExcessArguments(false)
  .parse()
  .opts<Selection>();

void main(selection).then((code) => {
  const { passed, failed } = sum;
  // CI reads this line. Leaving at once: a server that a test forgot to close shall not hang the run.
  const lastLine = passed + failed > 0 ? `\n${passed} passed, ${failed} failed\n` : "";
  process.stdout.write(lastLine, () => process.exit(code));
});
