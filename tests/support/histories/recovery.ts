// The end of every history: nothing goes wrong any more, and whoever does what the messages say gets to a clean run.
import { DiagnosticError } from "../../../provider/diagnostics/diagnostic";
import type { Resource, Result, RunError } from "../engine/engine";
import { run, type Scene } from "./engineRun";

/** A stack must be clean after so many runs, however it was left. */
const MOST_RUNS = 6;
/** An earlier run never learned what became of its create. */
const CREATE_PENDING = ["registration-unsettled", "account-unknown"];

export async function recover(scene: Scene): Promise<void> {
  resolveConflicts(scene);
  // Only an `up` settles a pending create: a refresh could only say again that it is pending.
  await runUntilClean(scene, (isPending) => run(scene, { do: "up", ...(isPending ? {} : { refresh: true }) }));
  await runUntilClean(scene, () => run(scene, { do: "destroy" }));
  if (scene.stack.resources.length > 0) scene.oracle.report("left-behind", "destroy left something in the state");
  scene.oracle.assertNoViolation();
}

/** Repeats a run and does what each failure says, until there is none. */
async function runUntilClean(
  scene: Scene,
  runOnce: (isPending: boolean) => Promise<Result | undefined>,
): Promise<void> {
  const { oracle } = scene;
  const messages = new Set<string>();
  let isPending = false;
  for (let runs = 1; ; runs += 1) {
    const errors: readonly RunError[] = (await runOnce(isPending))?.errors ?? [];
    oracle.assertNoViolation();
    if (errors.length === 0) return;
    for (const { name, op, error } of errors) messages.add(`${op} ${name}: ${String(error)}`);
    if (runs === MOST_RUNS) oracle.report("no-way-out", [...messages].join("\n"));
    oracle.assertNoViolation();
    isPending = errors.some(isCreatePending);
    for (const error of errors) await follow(scene, error);
  }
}

function codeOf({ error }: RunError): string | undefined {
  return error instanceof DiagnosticError ? error.code : undefined;
}

function isCreatePending(error: RunError): boolean {
  return CREATE_PENDING.includes(codeOf(error) ?? "");
}

/** Two resources of one label are the program's own fault, and a function that answers nonsense is its author's. */
function resolveConflicts({ program }: Scene): void {
  const labels = new Set<string>();
  for (const [name, { label, ...args }] of program) {
    const isFree = label !== undefined && !labels.has(label);
    if (isFree) labels.add(label);
    const fn = args.fn === "crashed" ? "crm" : args.fn;
    program.set(name, { ...args, fn, label: isFree ? label : `${name}-of-its-own` });
  }
}

/** Does what a message says. */
async function follow(scene: Scene, error: RunError): Promise<void> {
  const { program, account } = scene;
  const { name } = error;
  const code = codeOf(error);
  const args = program.get(name);
  if (code === "label-taken" && args) program.set(name, { ...args, adopt: true });
  if (code === "in-use") for (const label of account.profiles()) account.setProfile(label, false);
  if (code === "registration-foreign") await run(scene, { do: "refresh" });
  if (isCreatePending(error)) settleCreate(scene, name, /^unregistering /.test((error.error as Error).message));
}

/** Says that a pending create made the registration, or leaves it to its owner by `pulumi state delete`. */
function settleCreate({ program, account, oracle, stack }: Scene, name: string, isDelete: boolean): void {
  const isPending = (it: Resource) => it.name === name && it.outputs["registeringSince"] !== undefined;
  const pending = stack.resources.find(isPending);
  if (!pending) return;
  const { id, pendingDelete } = pending;
  const registration = account.registration(id);
  if (!registration || !oracle.managed.has(registration)) {
    stack.resources.splice(stack.resources.indexOf(pending), 1);
    return;
  }
  const isReplaced = pendingDelete || ![...program.values()].some(({ label }) => label === id);
  // Where it is to go, as the message says.
  if (isDelete && isReplaced) {
    oracle.unreliable(id);
    return account.change({ somebody: "unregister", label: id });
  }
  // The message has the resource's name in the state. The program may have another name for it, or none.
  const resources = [...program];
  const [current, args] =
    resources.find(([it, { aliases = [] }]) => [it, ...aliases].includes(name)) ??
    resources.find(([, { label }]) => label === id) ??
    ([name, { fn: "crm", label: id }] as const);
  program.set(current, { ...args, adopt: true });
}
