// One preview of one scenario: how long it takes, and what it calls.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Emulator } from "appflow-emulator";
import { newProject, type Project, type Ran } from "../tests/support/project";
import { type Calls, functionArn, type Scenario } from "./scenarios";

/** How long every service takes for an answer. */
const DELAY_MS = 200;

const ANSWER = {
  isSuccess: true,
  connectorOwner: "bench",
  connectorName: "Bench",
  connectorVersion: "1.0",
  connectorModes: ["SOURCE"],
};

export interface Measured {
  readonly seconds: number;
  readonly calls: Calls;
  readonly isRight: boolean;
}

/** A scenario, ready to be previewed as often as one likes. */
export interface Stage {
  readonly scenario: Scenario;
  readonly preview: () => Promise<Measured>;
}

export function registerFunctions(appflow: Emulator, account: string, resources: number): void {
  for (let n = 0; n < resources; n++) appflow.functions.register(functionArn(account, n), { answer: ANSWER });
}

/** @param opened is given the project at once, for whatever happens next */
export async function setStage(
  appflow: Emulator,
  scenario: Scenario,
  resources: number,
  opened: (project: Project) => void,
): Promise<Stage> {
  // An access key id of 12 digits is an account of its own.
  const env = { ...appflow.env, AWS_ACCESS_KEY_ID: scenario.account, NODE_OPTIONS: "" };
  const project = await newProject(env, "bench");
  opened(project);
  writeFileSync(join(project.folder, "index.js"), scenario.program(resources));
  if (scenario.isDeployed) succeeded(await project.up("--skip-preview"), "up");
  return { scenario, preview: () => preview(appflow, project, scenario, resources) };
}

async function preview(appflow: Emulator, project: Project, scenario: Scenario, resources: number): Promise<Measured> {
  appflow.faults.clear();
  appflow.faults.add({ kind: { delayMs: DELAY_MS }, times: "always" });
  appflow.journal.clear();
  const begin = performance.now();
  const ran = await project.preview(...(scenario.isDeployed ? ["--expect-no-changes"] : []));
  const seconds = (performance.now() - begin) / 1000;
  const calls = callsOf(appflow);
  const shown = scenario.isDeployed ? `${resources + 1} unchanged` : `${resources + 1} to create`;
  if (!succeeded(ran, "preview").output.includes(shown))
    throw new Error(`pulumi preview does not say "${shown}":\n${ran.output}`);
  return { seconds, calls, isRight: isDeepStrictEqual(calls, scenario.calls(resources)) };
}

function callsOf({ journal }: Emulator): Calls {
  const calls: Record<string, number> = {};
  for (const { operation } of journal.entries) calls[operation] = (calls[operation] ?? 0) + 1;
  return calls;
}

function succeeded(ran: Ran, command: string): Ran {
  if (ran.code === 0) return ran;
  throw new Error(`pulumi ${command} ended with exit code ${ran.code}:\n${ran.output}`);
}
