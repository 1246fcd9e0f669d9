// Plays a history: edits the program, runs the engine, lets somebody else work, and asks the oracle after each step.
import type { Stack } from "../engine/engine";
import type { Command, History } from "./commands";
import { run, type Scene } from "./engineRun";
import { openOracle } from "./oracle";
import { edit, type World } from "./place";
import { declare, rename } from "./program";
import { recover } from "./recovery";

const BETWEEN_COMMANDS_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Throws a Violation where something happens that must not. */
export async function play(world: World, history: History): Promise<void> {
  const place = world.place(history);
  const stack: Stack = { entries: [] };
  const scene: Scene = { place, stack, oracle: openOracle(place, stack), program: new Map() };
  try {
    for (const command of history.commands) {
      place.time.pass(BETWEEN_COMMANDS_MS);
      await carryOut(scene, command);
      scene.oracle.settle();
    }
    await recover(scene);
  } finally {
    place.leave();
  }
}

async function carryOut(scene: Scene, command: Command): Promise<void> {
  const { place, program, oracle } = scene;
  switch (command.do) {
    case "declare":
      return declare(program, command.name, command.as);
    case "drop":
      return void program.delete(command.name);
    case "rename":
      return rename(program, command.from, command.to, command.with);
    case "edit":
      oracle.disturbed(command.edit.label);
      return edit(place, command.edit);
    case "profile":
      return place.profile(command.label, command.exists);
    case "wait":
      return place.time.pass(command.hours * HOUR_MS);
    default:
      await run(scene, command);
  }
}
