// Plays a history: edits the program, runs the engine, lets somebody else work, and asks the oracle after each command.
import type { Stack } from "../engine/engine";
import type { Accounts } from "./accounts";
import { run, type Scene } from "./engineRun";
import type { Command, History } from "./history";
import { newOracle } from "./oracle";
import { declare, rename } from "./program";
import { recover } from "./recovery";

const BETWEEN_COMMANDS_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Throws a Violation where something happens that must not. */
export async function playHistory(accounts: Accounts, history: History): Promise<void> {
  const account = accounts.open(history);
  const stack: Stack = { resources: [] };
  const scene: Scene = { account, stack, oracle: newOracle(account, stack), program: new Map() };
  try {
    for (const command of history.commands) {
      await account.clock.wait(BETWEEN_COMMANDS_MS);
      await execute(scene, command);
      scene.oracle.assertNoViolation();
    }
    await recover(scene);
  } finally {
    account.close();
  }
}

async function execute(scene: Scene, command: Command): Promise<void> {
  const { account, program, oracle } = scene;
  switch (command.do) {
    case "declare":
      return declare(program, command.name, command.as);
    case "drop":
      return void program.delete(command.name);
    case "rename":
      return rename(program, command.from, command.to, command.with);
    case "change":
      oracle.unreliable(command.change.label);
      return account.change(command.change);
    case "profile":
      return account.setProfile(command.label, command.exists);
    case "wait":
      return account.clock.wait(command.hours * HOUR_MS);
    default:
      await run(scene, command);
  }
}
