// One run of the engine in a scene: a new provider process, incidents at its calls, and the oracle beside it.
import { isDeepStrictEqual } from "node:util";
import { openLambda } from "../../../provider/aws/lambda";
import { type LifecycleContext, newRun } from "../../../provider/lifecycle/context";
import {
  type Declaration,
  destroy,
  json,
  preview,
  refresh,
  refreshAndUp,
  type Result,
  type Run,
  type Stack,
  up,
} from "../engine/engine";
import { newProvider } from "../engine/provider";
import type { Account } from "./accounts";
import { type Calls, Killed, newCalls } from "./calls";
import type { RunCommand } from "./history";
import type { Oracle } from "./oracle";
import { declarationsOf, type Program } from "./program";

/** One stack on its way through a history. */
export interface Scene {
  readonly account: Account;
  readonly stack: Stack;
  readonly oracle: Oracle;
  readonly program: Program;
}

/** Undefined when the run was killed. */
export async function run(scene: Scene, command: RunCommand): Promise<Result | undefined> {
  const { account, stack, oracle, program } = scene;
  const declarations = declarationsOf(program, account.arnOf);
  const names = new Set(declarations.flatMap(({ name, aliases = [] }) => [name, ...aliases]));
  oracle.beginRun(({ name }) => command.do === "up" && names.has(name));
  const { calls, engine } = startEngine(scene, command);
  try {
    const result = await execute(command, stack, declarations, engine);
    for (const { error } of result.errors) oracle.judgeError(error);
    if (command.do === "preview" && calls.count() > 0) oracle.report("preview-calls", `${calls.count()} calls`);
    if (command.do === "up" && result.errors.length === 0) await judgeCleanRun(scene, declarations);
    return result;
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return undefined;
  }
}

function execute(
  command: RunCommand,
  stack: Stack,
  declarations: readonly Declaration[],
  engine: Run,
): Promise<Result> {
  if (command.do === "preview") return preview(stack, declarations, engine);
  if (command.do === "destroy") return destroy(stack, engine);
  if (command.do === "refresh") return refresh(stack, engine);
  return (command.refresh ? refreshAndUp : up)(stack, declarations, engine);
}

function startEngine(
  { account, oracle }: Scene,
  { order = "together", replace, otherAccount, incidents = [] }: Partial<RunCommand>,
): { calls: Calls; engine: Run } {
  const connection = otherAccount ? account.otherConnection : account.connection;
  const calls = newCalls(account, connection, incidents, oracle);
  const context: LifecycleContext = {
    connection,
    errors: [],
    appflow: () => calls.appflow,
    lambda: (region) => openLambda(connection, region),
    clock: account.clock,
    ...newRun(),
    notify: () => undefined,
  };
  // The one call of `diff` belongs to no operation, so it meets no incident.
  const comparing = { ...context, appflow: () => ({ ...calls.appflow, account: calls.account }) };
  const provider = newProvider(context, comparing);
  const check: typeof provider.check = (olds, news, declaration) => {
    const checked = provider.check(olds, news, declaration);
    // The engine saves these, too.
    if (!isDeepStrictEqual(checked.inputs, json(checked.inputs)))
      oracle.report("not-json", `check ${declaration.name}`);
    return checked;
  };
  const engine: Run = {
    order,
    replace: replace === undefined ? [] : [replace],
    provider: { ...provider, check },
    isKill: (error) => error instanceof Killed,
    perform: performWith(oracle, calls),
  };
  return { calls, engine };
}

function performWith(oracle: Oracle, calls: Calls): Run["perform"] {
  return async (operation, call) => {
    oracle.begin(operation);
    try {
      const result = await calls.untilKilled(call());
      oracle.succeeded(result);
      return result;
    } catch (error) {
      if (error instanceof Killed) oracle.killed();
      else oracle.failed(error, calls.disruption());
      throw error;
    }
  };
}

/** After a run without an error the state is what the account is, and the same program has nothing to do. */
async function judgeCleanRun(scene: Scene, declarations: readonly Declaration[]): Promise<void> {
  const { oracle, stack } = scene;
  oracle.judgeState(declarations);
  const report = (details: string) => oracle.report("unchanged-changes", details);
  const before = json(stack);
  const { steps } = await preview(stack, declarations, startEngine(scene, {}).engine);
  for (const { name, op } of steps) if (op !== "same") report(`preview: ${op} ${name}`);
  const { calls, engine } = startEngine(scene, {});
  const { errors } = await up(stack, declarations, engine);
  for (const { error } of errors) report(String(error));
  if (calls.count() > 0) report(`${calls.count()} calls`);
  if (!isDeepStrictEqual(before, json(stack))) report("the state changed");
}
