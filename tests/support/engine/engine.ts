// A small model of Pulumi's engine for resources of one type: which methods of a provider it calls, in which order, with
// what, and what the state holds after each call. It follows pkg/resource/deploy of Pulumi 3.258.
import type { Created, Declaration, Op, Operation, Properties, Resource, Result, Run, Stack, Step } from "./types";

export type * from "./types";

/** What the steps of one run share. */
interface Deployment {
  readonly stack: Stack;
  readonly run: Run;
  readonly result: Result;
  /** The resources of the state that the program declares. */
  readonly declared: Set<Resource>;
}

function begin(stack: Stack, run: Run): Deployment {
  return { stack, run, result: { errors: [], steps: [] }, declared: new Set() };
}

/** `pulumi up` without its preview: the program's resources, then the deletion of what the program no longer declares. */
export async function up(stack: Stack, program: readonly Declaration[], run: Run): Promise<Result> {
  const deployment = begin(stack, run);
  const { result, declared } = deployment;
  const planned: Step[] = [];
  for (const declaration of program) {
    const step = await planStep(deployment, declaration);
    if (!step) return result;
    if (run.order !== "chained") planned.push(step);
    else if (!(await execute(deployment, step))) return result;
  }
  for (const step of inOrder(planned, run)) await execute(deployment, step);
  if (result.errors.length === 0) await deleteAll(deployment, (resource) => !declared.has(resource));
  return result;
}

/** `pulumi up --refresh`. A failed refresh ends it. */
export async function refreshAndUp(stack: Stack, program: readonly Declaration[], run: Run): Promise<Result> {
  const refreshed = await refresh(stack, run);
  return refreshed.errors.length > 0 ? refreshed : up(stack, program, run);
}

/** `pulumi preview`: `check` and `diff` alone. */
export async function preview(stack: Stack, program: readonly Declaration[], run: Run): Promise<Result> {
  const deployment = begin(stack, run);
  const { result, declared } = deployment;
  for (const declaration of program) {
    if (!(await planStep(deployment, declaration))) return result;
  }
  const deleted = stack.resources.filter((resource) => !declared.has(resource));
  result.steps.push(...deleted.map(({ name }) => ({ name, op: "delete" as const })));
  return result;
}

/** `pulumi destroy`: the state alone, no program and no `check`. */
export async function destroy(stack: Stack, run: Run): Promise<Result> {
  const deployment = begin(stack, run);
  await deleteAll(deployment, () => true);
  return deployment.result;
}

/** `pulumi refresh`: reads everything, also what waits for its deletion. A failure stops no other read. */
export async function refresh(stack: Stack, run: Run): Promise<Result> {
  const deployment = begin(stack, run);
  for (const resource of stack.resources.filter(({ pendingReplacement }) => !pendingReplacement)) {
    const { name } = resource;
    await execute(deployment, { name, op: "read", execute: () => readResource(deployment, resource) });
  }
  return deployment.result;
}

async function readResource({ stack, run }: Deployment, resource: Resource): Promise<void> {
  const { name, id, inputs } = resource;
  const observed = await run.perform({ op: "read", name, id, resource }, () => run.provider.read(id, resource.outputs));
  if (!observed) return forget(stack, resource);
  Object.assign(resource, json(observed), { initErrors: [] });
  await run.provider.diff(resource.id, resource.outputs, inputs);
}

/** Calls `check` and `diff`, and plans the step that they lead to. Undefined where one of them refuses. */
async function planStep(deployment: Deployment, declaration: Declaration): Promise<Step | undefined> {
  const { stack, run, result, declared } = deployment;
  const { name, aliases = [] } = declaration;
  const old = [name, ...aliases]
    .map((known) => stack.resources.find((it) => it.name === known && !it.pendingDelete))
    .find((resource) => resource !== undefined);
  if (old) declared.add(old);
  try {
    const { op, inputs } = await decideOp(old, declaration, run);
    result.steps.push({ name, op });
    if (!old || op === "replace")
      return { name, op, execute: () => createResource(deployment, declaration, inputs, old) };
    return { name, op, execute: () => changeResource(run, op, old, name, inputs) };
  } catch (error) {
    result.errors.push({ name, op: "check", error });
    return undefined;
  }
}

/** Decides what becomes of a resource, and with which inputs. Throws the failure of `check`. */
async function decideOp(
  old: Resource | undefined,
  declaration: Declaration,
  run: Run,
): Promise<{ op: Op; inputs: Properties }> {
  const check = (olds: Properties) => {
    const { inputs, failures } = run.provider.check(json(olds), json(declaration.args), declaration);
    if (failures[0]) throw failures[0];
    return json(inputs);
  };
  if (!old) return { op: "create", inputs: check({}) };
  // Nothing tells the provider that this resource is not new.
  if (run.replace.includes(declaration.name)) return { op: "replace", inputs: check({}) };
  const inputs = check(old.inputs);
  const { changes, replaces } = await run.provider.diff(old.id, json(old.outputs), inputs);
  if (replaces.length > 0 || old.pendingReplacement) return { op: "replace", inputs: check({}) };
  return { op: changes || old.initErrors.length > 0 ? "update" : "same", inputs };
}

/** Executes a step; returns whether it succeeded. A kill is thrown on. */
async function execute({ run, result }: Deployment, { name, op, execute }: Step): Promise<boolean> {
  try {
    await execute();
    return true;
  } catch (error) {
    if (run.isKill(error)) throw error;
    result.errors.push({ name, op, error });
    return false;
  }
}

/** Saves what a call returns, and of a failure what it carries. */
async function saveOutcome(
  run: Run,
  operation: Operation,
  call: () => Promise<Created>,
  save: (created: Created, initErrors: string[]) => void,
): Promise<void> {
  try {
    save(await run.perform(operation, call), []);
  } catch (error) {
    const partial = run.provider.partialOf(error);
    if (partial) save(partial, [partial.reason]);
    throw error;
  }
}

async function changeResource(run: Run, op: Op, old: Resource, name: string, inputs: Properties) {
  const { id, outputs } = old;
  if (op === "same") return void Object.assign(old, json({ name, inputs }));
  const update = async () => ({ id, outputs: await run.provider.update(id, json(outputs), json(inputs)) });
  await saveOutcome(run, { op: "update", name, id, resource: old, inputs }, update, (updated, initErrors) =>
    Object.assign(old, json({ name, inputs, outputs: updated.outputs, initErrors })),
  );
}

/** Creates a new resource, or the new half of a replacement; with `deleteBeforeReplace` both halves. */
async function createResource(
  { stack, run, declared }: Deployment,
  { name, deleteBeforeReplace = false }: Declaration,
  inputs: Properties,
  old: Resource | undefined,
): Promise<void> {
  if (old && deleteBeforeReplace && !old.pendingReplacement) {
    await deleteResource(old, run);
    old.pendingReplacement = true;
  }
  const create = () => run.provider.create(json(inputs));
  await saveOutcome(run, { op: "create", name, inputs }, create, ({ id, outputs }, initErrors) => {
    const pending = { pendingDelete: false, pendingReplacement: false };
    const resource: Resource = json({ name, id, inputs, outputs, initErrors, ...pending });
    declared.add(resource);
    const index = old && deleteBeforeReplace ? stack.resources.indexOf(old) : stack.resources.length;
    stack.resources.splice(index, 1, resource);
    if (!old || deleteBeforeReplace) return;
    // The old one is deleted at the end of this run, or of a later one.
    old.pendingDelete = true;
    declared.delete(old);
  });
}

function deleteResource(resource: Resource, run: Run): Promise<void> {
  const { name, id, outputs } = resource;
  return run.perform({ op: "delete", name, id, resource }, () => run.provider.delete(id, json(outputs)));
}

/** Deletes in reverse order. A failure stops the later ones only where one resource waits for the other. */
async function deleteAll(deployment: Deployment, isDeleted: (resource: Resource) => boolean): Promise<void> {
  const { stack, run, result } = deployment;
  for (const resource of inOrder(stack.resources.filter(isDeleted), run).reverse()) {
    const { name, pendingReplacement, pendingDelete } = resource;
    const remove = async () => {
      // A replacement that deleted first and could not create leaves nothing to delete.
      if (!pendingReplacement || pendingDelete) await deleteResource(resource, run);
      forget(stack, resource);
    };
    result.steps.push({ name, op: "delete" });
    const isDone = await execute(deployment, { name, op: "delete", execute: remove });
    if (!isDone && run.order === "chained") return;
  }
}

function forget({ resources }: Stack, resource: Resource): void {
  resources.splice(resources.indexOf(resource), 1);
}

function inOrder<T>(items: T[], { order }: Run): T[] {
  return order === "reversed" ? items.reverse() : items;
}

/** A copy as it comes back from the state's file, or over the wire. */
export function json<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
