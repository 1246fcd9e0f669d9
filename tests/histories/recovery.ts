// The end of every history: nothing goes wrong any more, and whoever follows what the messages say gets to a clean run.
import { DiagnosticError } from "../../provider/findings";
import type { RunError } from "../support/engine";
import { run, type Scene } from "./engineRun";

/** Runs after which a stack must be clean, however it was left. */
const ROUNDS = 6;

export async function recover(scene: Scene): Promise<void> {
  dissolveCollisions(scene);
  await until(scene, () => refreshedAndUp(scene));
  await until(scene, () => destroyed(scene));
  if (scene.stack.entries.length > 0)
    scene.oracle.report("left-behind", "destroy left something in the state");
  scene.oracle.settle();
}

/** Does what each failure says, until there is none. */
async function until(scene: Scene, attempt: () => Promise<readonly RunError[]>): Promise<void> {
  const said: string[] = [];
  for (let round = 1; ; round += 1) {
    const errors = await attempt();
    scene.oracle.settle();
    if (errors.length === 0) return;
    said.push(...errors.map(({ name, does, error }) => `${does} ${name}: ${String(error)}`));
    if (round === ROUNDS) scene.oracle.report("no-way-out", said.join("\n"));
    scene.oracle.settle();
    for (const error of errors) await follow(scene, error);
  }
}

async function refreshedAndUp(scene: Scene): Promise<readonly RunError[]> {
  return (await run(scene, { do: "up", refresh: true }))?.errors ?? [];
}

async function destroyed(scene: Scene): Promise<readonly RunError[]> {
  return (await run(scene, { do: "destroy" }))?.errors ?? [];
}

/** Two resources of one label are the program's own fault, and a function that answers nonsense is its author's. */
function dissolveCollisions({ program }: Scene): void {
  const labels = new Set<string>();
  for (const [name, { label, ...declared }] of program) {
    const isFree = label !== undefined && !labels.has(label);
    if (isFree) labels.add(label);
    const fn = declared.fn === "crashed" ? "crm" : declared.fn;
    program.set(name, { ...declared, fn, ...(isFree ? { label } : { label: `${name}-of-its-own` }) });
  }
}

/** Does what a message says. */
async function follow(scene: Scene, { name, error }: RunError): Promise<void> {
  const { program, place } = scene;
  if (!(error instanceof DiagnosticError)) return;
  const declared = program.get(name);
  if (error.code === "label-taken" && declared) program.set(name, { ...declared, adopt: true });
  if (error.code === "in-use") for (const label of place.profiles()) place.profile(label, false);
  if (error.code === "registration-foreign") await run(scene, { do: "refresh" });
  if (error.code === "registration-unsettled") await settle(scene, name);
}

/** What an earlier run left open is said to be one's own, or is left to whom it belongs. */
async function settle(scene: Scene, name: string): Promise<void> {
  const { program, place, oracle, stack } = scene;
  const unsettled = stack.entries.find((entry) => entry.name === name && entry.outputs["registeringSince"]);
  const found = unsettled && place.registration(unsettled.id);
  if (!unsettled || !found) return;
  if (!oracle.book.owns(found)) {
    // `pulumi state delete`
    stack.entries.splice(stack.entries.indexOf(unsettled), 1);
    return;
  }
  program.set(name, { fn: "crm", label: unsettled.id, ...program.get(name), adopt: true });
  await run(scene, { do: "up" });
}
