// Walks through the steps: tells, does, shows, and asks the embedded AppFlow what is really there.
import { join } from "node:path";
import type { Emulator, Registration } from "pulumi-appflow-connector/emulator";
import { FUNCTION_ARN, type Place, type Project } from "./place";
import type { Ran, RunPulumi } from "./runPulumi";
import { say } from "./screen";

export interface Tour {
  appflow: Emulator;
  place: Place;
  pulumi: RunPulumi;
}

/** What there is to judge a step by. */
export interface Observation {
  /** Of the step's last command. */
  output: Ran;
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
export async function walk(steps: readonly Step[], tour: Tour, signal: AbortSignal): Promise<boolean> {
  for (const [index, step] of steps.entries()) {
    signal.throwIfAborted();
    say.title(`[${index + 1}/${steps.length}] ${step.headline}`);
    say.line(step.look);
    if (!(await take(step, tour))) return false;
  }
  return true;
}

async function take({ meanwhile, commands, claims }: Step, tour: Tour): Promise<boolean> {
  const { appflow, place, pulumi } = tour;
  if (meanwhile) {
    say.meanwhile(`Somebody at work, through the embedded AppFlow's controls: ${meanwhile.request}`);
    meanwhile.act(appflow);
  }
  appflow.journal.clear();
  let output: Ran = { code: 0, stdout: "", text: "" };
  const all: Claim[] = [];
  for (const { args, project = "quickstart", exits = 0 } of commands) {
    say.command(project, ["pulumi", ...args].join(" "));
    output = await pulumi(join(place.folder, project), args);
    const { code } = output;
    const instead = code === exits ? "" : ` instead of ${exits}`;
    if (code !== 0 || instead) all.push([`pulumi ended with exit code ${code}${instead}`, !instead]);
  }
  all.push(...claims(observe(output, appflow)));
  say.line("");
  for (const claim of all) say.check(...claim);
  if (all.every(([, isTrue]) => isTrue)) return true;
  say.problem(`what is marked ✗ is not as it should be. AppFlow holds ${contents(appflow)}.`);
  return false;
}

function observe(output: Ran, appflow: Emulator): Observation {
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
