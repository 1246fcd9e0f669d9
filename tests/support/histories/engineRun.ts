// One run of the engine in a scene: a new provider process, troubles on its line, and the oracle beside it.
import { isDeepStrictEqual } from "node:util";
import {
  destroy,
  type Entry,
  json,
  preview,
  type Provider,
  refresh,
  type Result,
  type Run,
  type Stack,
  up,
} from "../engine/engine";
import type { RunCommand } from "./commands";
import { Killed, type Line, openLine } from "./line";
import type { Oracle } from "./oracle";
import type { Place } from "./place";
import { declarations, type Program } from "./program";
import { startProvider } from "./providerProcess";

/** One stack on its way through a history. */
export interface Scene {
  readonly place: Place;
  readonly stack: Stack;
  readonly oracle: Oracle;
  readonly program: Program;
}

/** Undefined when the run was killed. */
export async function run(scene: Scene, command: RunCommand): Promise<Result | undefined> {
  const { place, stack, oracle, program } = scene;
  const declared = declarations(program, place.arnOf);
  const names = new Set(declared.flatMap(({ name, aliases = [] }) => [name, ...aliases]));
  oracle.run((entry: Entry) => command.do === "up" && names.has(entry.name));
  const { line, engine } = start(scene, command);
  try {
    const result = await work(command, stack, declared, engine);
    for (const { error } of result.errors) oracle.judge(error);
    if (command.do === "preview" && line.calls() > 0) oracle.report("preview-calls", `${line.calls()} calls`);
    if (command.do === "up" && result.errors.length === 0) await judgeCleanRun(scene);
    return result;
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return undefined;
  }
}

async function work(
  command: RunCommand,
  stack: Stack,
  declared: Parameters<typeof up>[1],
  engine: Run,
): Promise<Result> {
  if (command.do === "preview") return preview(stack, declared, engine);
  if (command.do === "destroy") return destroy(stack, engine);
  const refreshed = command.do === "refresh" || command.refresh ? await refresh(stack, engine) : undefined;
  if (command.do === "refresh" || (refreshed && refreshed.errors.length > 0)) return refreshed as Result;
  return up(stack, declared, engine);
}

function start(
  scene: Scene,
  { order = "together", replace, otherAccount, troubles = [] }: Partial<RunCommand>,
) {
  const { place, oracle } = scene;
  const connection = otherAccount ? place.otherConnection : place.connection;
  const line = openLine(place, connection, troubles, oracle);
  const engine: Run = {
    order,
    replace: replace === undefined ? [] : [replace],
    provider: checkedAsJson(startProvider(place.time, line, connection), oracle),
    killed: (error) => error instanceof Killed,
    perform: performing(oracle, line),
  };
  return { line, engine };
}

/** The engine writes down what `check` says, too. */
function checkedAsJson(provider: Provider, { report }: Oracle): Provider {
  const check: Provider["check"] = (olds, news, declared) => {
    const checked = provider.check(olds, news, declared);
    if (!isDeepStrictEqual(checked.inputs, json(checked.inputs)))
      report("not-json", `check ${declared.name}`);
    return checked;
  };
  return { ...provider, check };
}

function performing(oracle: Oracle, line: Line): Run["perform"] {
  return async (operation, call) => {
    oracle.begin(operation);
    try {
      const result = await line.alive(call());
      oracle.succeeded(result);
      return result;
    } catch (error) {
      if (error instanceof Killed) oracle.killed();
      else oracle.failed(error, line.troubled());
      throw error;
    }
  };
}

/** After a run without an error the state is what the account is, and the same program has nothing to do. */
async function judgeCleanRun(scene: Scene): Promise<void> {
  const { oracle, stack, place, program } = scene;
  const declared = declarations(program, place.arnOf);
  oracle.agree(declared);
  const before = json(stack);
  const planned = await preview(stack, declared, start(scene, {}).engine);
  const changing = planned.steps.filter(({ does }) => does !== "same");
  for (const { name, does } of changing) oracle.report("unchanged-changes", `preview: ${does} ${name}`);
  const { line, engine } = start(scene, {});
  const { errors } = await up(stack, declared, engine);
  for (const { error } of errors) oracle.report("unchanged-changes", String(error));
  if (line.calls() > 0) oracle.report("unchanged-changes", `${line.calls()} calls`);
  if (!isDeepStrictEqual(before, json(stack))) oracle.report("unchanged-changes", "the state changed");
}
