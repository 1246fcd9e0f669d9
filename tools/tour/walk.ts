// Walks through the steps: tells, does, shows, and asks the embedded AppFlow what is really there.
import type { Emulator, JournalEntry, Registration } from "appflow-emulator";
import { FUNCTION_ARN } from "./embeddedAppFlow";
import type { Environment, Place, Project } from "./place";
import type { Ran, RunPulumi } from "./runPulumi";
import { say } from "./screen";

export interface Tour {
  appflow: Emulator;
  place: Place;
  environment: Environment;
  pulumi: RunPulumi;
}

/** What there is to judge a step by. */
export interface Seen {
  /** Of the step's last command. */
  output: Ran;
  /** What AppFlow holds now. */
  registrations: Registration[];
  /** The calls of this step that change something, by operation. */
  writes: string[];
  /** How often AppFlow asked the connector's function, from the beginning on. */
  invocations: number;
}

export type Claim = readonly [claim: string, holds: boolean];

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
  claims: (seen: Seen) => Claim[];
  /** Afterwards there is nothing to play with. */
  leavesNothing?: boolean;
}

/** Resolves with whether everything was as it should be. */
export async function walk(steps: readonly Step[], tour: Tour, stop: AbortSignal): Promise<boolean> {
  for (const [index, step] of steps.entries()) {
    stop.throwIfAborted();
    say.title(`[${index + 1}/${steps.length}] ${step.headline}`);
    say.text(step.look);
    if (!(await take(step, tour))) return false;
  }
  return true;
}

async function take(step: Step, { appflow, place, pulumi }: Tour): Promise<boolean> {
  if (step.meanwhile) {
    say.meanwhile(`Somebody at work, through the embedded AppFlow's controls: ${step.meanwhile.request}`);
    step.meanwhile.act(appflow);
  }
  appflow.journal.clear();
  let output: Ran = { code: 0, stdout: "", text: "" };
  const claims: Claim[] = [];
  for (const { args, project = "quickstart", exits = 0 } of step.commands) {
    say.command(project, ["pulumi", ...args].join(" "));
    output = await pulumi(place.project(project), args);
    if (output.code !== exits || exits !== 0)
      claims.push([
        `pulumi ended with exit code ${output.code}${of(exits, output.code)}`,
        output.code === exits,
      ]);
  }
  claims.push(...step.claims(seen(output, appflow)));
  say.line("");
  for (const claim of claims) say.check(...claim);
  if (claims.every(([, holds]) => holds)) return true;
  say.problem(`what is marked ✗ is not as it should be. AppFlow holds ${held(appflow)}.`);
  return false;
}

function of(wanted: number, code: number): string {
  return wanted === code ? "" : ` instead of ${wanted}`;
}

function held({ connectors }: Emulator): string {
  const list = connectors.list().map(({ connectorLabel, lambdaArn, description }) => {
    return `"${connectorLabel}" (${lambdaArn}, ${JSON.stringify(description)})`;
  });
  return list.join(" and ") || "no custom connector";
}

function seen(output: Ran, appflow: Emulator): Seen {
  const changes = ({ operation }: JournalEntry) => /^(Register|Update|Unregister)/.test(operation);
  return {
    output,
    registrations: appflow.connectors.list(),
    writes: appflow.journal.entries.filter(changes).map(({ operation }) => operation),
    invocations: appflow.functions.get(FUNCTION_ARN)?.invocations ?? 0,
  };
}
