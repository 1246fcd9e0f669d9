// Walks through the steps: tells, does, shows, and asks the embedded AppFlow what is really there.
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Emulator, Registration } from "appflow-emulator";
import { type Finished, runProgram } from "../runProgram";
import { FUNCTION_ARN, type Place, type Project } from "./place";
import { isColoured, say, showOutput } from "./screen";

/** What a user on a terminal gets without asking; for a program in between, it must be said. */
const SHOWN = {
  PULUMI_OPTION_SUPPRESS_PROGRESS: "true",
  PULUMI_OPTION_NON_INTERACTIVE: "true",
  PULUMI_OPTION_COLOR: isColoured ? "always" : "never",
};

export interface Tour {
  appflow: Emulator;
  place: Place;
  /** The path of `pulumi`. */
  command: string;
  signal: AbortSignal;
}

/** What there is to judge a step by. */
export interface Observation {
  /** Of the step's last command. */
  output: Pick<Finished, "exitCode" | "stdout" | "all">;
  /** What AppFlow holds now. */
  registrations: Registration[];
  /** The calls of this step that change something, by operation. */
  writes: string[];
  /** How often AppFlow asked the connector's function, from the beginning on. */
  invocations: number;
}

export type Claim = readonly [claim: string, isTrue: boolean];

export interface Step {
  headline: string;
  /** What to look at. */
  look: string;
  /** What somebody else does in the account first, through the controls of the embedded AppFlow. */
  meanwhile?: { request: string; act: (appflow: Emulator) => unknown };
  commands: readonly {
    args: readonly string[];
    project?: Project;
    /** The exit code that is right; 0 when left out. */
    exits?: number;
  }[];
  claims: (observation: Observation) => Claim[];
  /** Afterwards there is nothing to play with. */
  leavesNothing?: boolean;
}

/** Resolves with whether everything was as it should be. */
export async function walk(steps: readonly Step[], tour: Tour): Promise<boolean> {
  for (const [index, step] of steps.entries()) {
    tour.signal.throwIfAborted();
    say.title(`[${index + 1}/${steps.length}] ${step.headline}`);
    say.line(step.look);
    if (!(await take(step, tour))) return false;
  }
  return true;
}

async function take({ meanwhile, commands, claims }: Step, tour: Tour): Promise<boolean> {
  const { appflow } = tour;
  if (meanwhile) {
    say.meanwhile(`Somebody at work, through the embedded AppFlow's controls: ${meanwhile.request}`);
    meanwhile.act(appflow);
  }
  appflow.journal.clear();
  let output = { exitCode: 0, stdout: "", all: "" };
  const all: Claim[] = [];
  for (const { args, project = "quickstart", exits = 0 } of commands) {
    say.command(project, ["pulumi", ...args].join(" "));
    output = await runPulumi(tour, project, args);
    const { exitCode } = output;
    const instead = exitCode === exits ? "" : ` instead of ${exits}`;
    if (exitCode || instead) all.push([`pulumi ended with exit code ${exitCode}${instead}`, !instead]);
  }
  all.push(...claims(observe(output, appflow)));
  say.line("");
  for (const claim of all) say.check(...claim);
  if (all.every(([, isTrue]) => isTrue)) return true;
  say.problem(`what is marked ✗ is not as it should be. AppFlow holds ${contents(appflow)}.`);
  return false;
}

/** As a user would: it shows what `pulumi` prints while it prints it, and returns that without colours. */
async function runPulumi({ place, command, signal }: Tour, project: Project, args: readonly string[]) {
  const options = { cwd: join(place.folder, project), extendEnv: false, signal, onLine: showOutput() };
  const ran = await runProgram(command, args, { ...options, env: { ...place.environment, ...SHOWN } });
  if (ran.exitCode === undefined) throw new Error(`${command} ${ran.problem}`);
  const [stdout, all] = [ran.stdout, ran.all].map(stripVTControlCharacters);
  return { exitCode: ran.exitCode, stdout, all };
}

function observe(output: Observation["output"], appflow: Emulator): Observation {
  const operations = appflow.journal.entries.map(({ operation }) => operation);
  return {
    output,
    registrations: appflow.connectors.list(),
    writes: operations.filter((operation) => /^(Register|Update|Unregister)/.test(operation)),
    invocations: appflow.functions.get(FUNCTION_ARN)?.invocations ?? 0,
  };
}

function contents({ connectors }: Emulator): string {
  const list = connectors.list().map(({ connectorLabel, lambdaArn, description }) => {
    return `"${connectorLabel}" (${lambdaArn}, ${JSON.stringify(description)})`;
  });
  return list.join(" and ") || "no custom connector";
}
