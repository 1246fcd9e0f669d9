// The end of every history: nothing goes wrong any more, and whoever follows what the messages say gets to a clean run.
import { DiagnosticError } from "../../../provider/diagnostics/diagnostic";
import type { Entry, Result, RunError } from "../engine/engine";
import { run, type Scene } from "./engineRun";
import { edit } from "./place";

/** Runs after which a stack must be clean, however it was left. */
const ROUNDS = 6;
/** An earlier run never learned what became of its create. */
const OPEN = ["registration-unsettled", "account-unknown"];

export async function recover(scene: Scene): Promise<void> {
  dissolveCollisions(scene);
  // What an earlier run left open is settled by an `up` alone: a refresh could only say so again.
  await until(scene, (isOpen) => run(scene, { do: "up", ...(isOpen ? {} : { refresh: true }) }));
  await until(scene, () => run(scene, { do: "destroy" }));
  if (scene.stack.entries.length > 0)
    scene.oracle.report("left-behind", "destroy left something in the state");
  scene.oracle.settle();
}

/** Does what each failure says, until there is none. */
async function until(scene: Scene, attempt: (isOpen: boolean) => Promise<Result | undefined>): Promise<void> {
  const { oracle } = scene;
  const said: string[] = [];
  let isOpen = false;
  for (let round = 1; ; round += 1) {
    const result = await attempt(isOpen);
    const errors: readonly RunError[] = result?.errors ?? [];
    oracle.settle();
    if (errors.length === 0) return;
    said.push(...errors.map(({ name, does, error }) => `${does} ${name}: ${String(error)}`));
    if (round === ROUNDS) oracle.report("no-way-out", [...new Set(said)].join("\n"));
    oracle.settle();
    isOpen = errors.some(({ error }) => OPEN.includes(codeOf(error) ?? ""));
    for (const error of errors) await follow(scene, error);
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof DiagnosticError ? error.code : undefined;
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
  const code = codeOf(error);
  const declared = program.get(name);
  if (code === "label-taken" && declared) program.set(name, { ...declared, adopt: true });
  if (code === "in-use") for (const label of place.profiles()) place.profile(label, false);
  if (code === "registration-foreign") await run(scene, { do: "refresh" });
  if (code && OPEN.includes(code)) settle(scene, name, /^unregistering /.test((error as Error).message));
}

/** What an earlier run left open is said to be one's own; otherwise `pulumi state delete` leaves it to whom it belongs. */
function settle({ program, place, oracle, stack }: Scene, name: string, isDelete: boolean): void {
  const isUnsettled = (entry: Entry) =>
    entry.name === name && entry.outputs["registeringSince"] !== undefined;
  const unsettled = stack.entries.find(isUnsettled);
  if (!unsettled) return;
  const found = place.registration(unsettled.id);
  if (!found || !oracle.book.owns(found)) {
    stack.entries.splice(stack.entries.indexOf(unsettled), 1);
    return;
  }
  const isReplaced =
    unsettled.pendingDelete || ![...program.values()].some(({ label }) => label === unsettled.id);
  // Where it is to go, as the message says.
  if (isDelete && isReplaced) {
    oracle.disturbed(unsettled.id);
    return edit(place, { somebody: "unregister", label: unsettled.id });
  }
  // The message names the resource as the state does; the program may have it under another name, or no longer.
  const resources = [...program];
  const [known, stated] =
    resources.find(([it, { aliases = [] }]) => [it, ...aliases].includes(name)) ??
    resources.find(([, { label }]) => label === unsettled.id) ??
    ([name, { fn: "crm", label: unsettled.id }] as const);
  program.set(known, { ...stated, adopt: true });
}
