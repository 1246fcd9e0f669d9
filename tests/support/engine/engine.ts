// A small model of Pulumi's engine, as far as one type of resource needs it: which calls a provider gets, in which order,
// with what, and what is in the state after each of them. It follows pkg/resource/deploy of Pulumi 3.258.
import type { Declared, Does, Entry, Operation, Properties, Result, Run, Stack, Step } from "./types";

export type * from "./types";

/** `pulumi up` without its preview: the program's resources, then what the program no longer has. */
export async function up(stack: Stack, program: readonly Declared[], run: Run): Promise<Result> {
  const result: Result = { errors: [], steps: [] };
  const touched = new Set<Entry>();
  const planned: Step[] = [];
  for (const declared of program) {
    const step = await planOf(stack, declared, run, result, touched);
    if (!step) return result;
    if (run.order !== "chained") planned.push(step);
    else if (!(await taken(step, run, result))) return result;
  }
  for (const step of inOrder(planned, run)) await taken(step, run, result);
  if (result.errors.length === 0) await removeAll(stack, (entry) => !touched.has(entry), run, result);
  return result;
}

/** What `pulumi preview` shows: `check` and `diff` alone. */
export async function preview(stack: Stack, program: readonly Declared[], run: Run): Promise<Result> {
  const result: Result = { errors: [], steps: [] };
  const touched = new Set<Entry>();
  for (const declared of program) {
    if (!(await planOf(stack, declared, run, result, touched))) return result;
  }
  const leaving = stack.entries.filter((entry) => !touched.has(entry));
  result.steps.push(...leaving.map(({ name }) => ({ name, does: "delete" as const })));
  return result;
}

/** `pulumi destroy`: the state alone, no program and no `check`. */
export async function destroy(stack: Stack, run: Run): Promise<Result> {
  const result: Result = { errors: [], steps: [] };
  await removeAll(stack, () => true, run, result);
  return result;
}

/** `pulumi refresh`: reads everything, also what waits for its deletion; a failure stops no other read. */
export async function refresh(stack: Stack, run: Run): Promise<Result> {
  const result: Result = { errors: [], steps: [] };
  for (const entry of [...stack.entries].filter(({ pendingReplacement }) => !pendingReplacement)) {
    const { name, id } = entry;
    const work = async () => {
      const found = await run.perform({ does: "read", name, id, entry }, () =>
        run.provider.read(id, entry.outputs),
      );
      if (!found) return void stack.entries.splice(stack.entries.indexOf(entry), 1);
      const { inputs } = entry;
      Object.assign(entry, json({ id: found.id, outputs: found.outputs, inputs: found.inputs }), {
        initErrors: [],
      });
      await run.provider.diff(entry.id, entry.outputs, inputs);
    };
    await taken({ name, does: "read", work }, run, result);
  }
  return result;
}

/** `check` and `diff`, and the step that they lead to; undefined where one of them refuses. */
async function planOf(
  stack: Stack,
  declared: Declared,
  run: Run,
  result: Result,
  touched: Set<Entry>,
): Promise<Step | undefined> {
  const { name, aliases = [] } = declared;
  const old = [name, ...aliases]
    .map((known) => stack.entries.find((entry) => entry.name === known && !entry.pendingDelete))
    .find((entry) => entry !== undefined);
  if (old) touched.add(old);
  try {
    const { does, inputs } = await decided(old, declared, run);
    const step =
      does === "same"
        ? same(old as Entry, declared, inputs)
        : does === "update"
          ? change(old as Entry, declared, inputs, run)
          : creation(stack, declared, inputs, run, old, touched);
    return noted(result, step);
  } catch (error) {
    result.errors.push({ name, does: "check", error });
    return undefined;
  }
}

/** What becomes of a resource, and its inputs. Throws what `check` refuses. */
async function decided(
  old: Entry | undefined,
  declared: Declared,
  run: Run,
): Promise<{ does: Does; inputs: Properties }> {
  const { provider } = run;
  const checked = (olds: Properties) => {
    const { inputs, failures } = provider.check(json(olds), json(declared.args), declared);
    if (failures[0]) throw failures[0];
    return json(inputs);
  };
  if (!old) return { does: "create", inputs: checked({}) };
  // Nothing tells a provider that this is no new resource.
  if (run.replace.includes(declared.name)) return { does: "replace", inputs: checked({}) };
  const inputs = checked(old.inputs);
  const { changes, replaces } = await provider.diff(old.id, json(old.outputs), inputs);
  if (replaces.length > 0 || old.pendingReplacement) return { does: "replace", inputs: checked({}) };
  return { does: changes || old.initErrors.length > 0 ? "update" : "same", inputs };
}

function noted(result: Result, step: Step): Step {
  result.steps.push({ name: step.name, does: step.does });
  return step;
}

/** Makes a step; returns whether it succeeded. A killed run throws on. */
async function taken({ name, does, work }: Step, { killed }: Run, result: Result): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (killed(error)) throw error;
    result.errors.push({ name, does, error });
    return false;
  }
}

function same(old: Entry, { name }: Declared, inputs: Properties): Step {
  return {
    name,
    does: "same",
    work: () => Promise.resolve(void Object.assign(old, { name, inputs: json(inputs) })),
  };
}

function change(old: Entry, { name }: Declared, inputs: Properties, run: Run): Step {
  const save = (outputs: Properties, initErrors: string[]) =>
    Object.assign(old, json({ name, inputs, outputs, initErrors }));
  const work = async () => {
    const { id } = old;
    try {
      const outputs = await run.perform({ does: "update", name, id, entry: old, inputs }, () =>
        run.provider.update(id, json(old.outputs), json(inputs)),
      );
      save(outputs, []);
    } catch (error) {
      const partial = run.provider.partial(error);
      if (partial) save(partial.properties, [partial.reason]);
      throw error;
    }
  };
  return { name, does: "update", work };
}

/** A new resource, or the new half of a replacement; with `deleteBeforeReplace` both halves. */
function creation(
  stack: Stack,
  { name, deleteBeforeReplace = false }: Declared,
  inputs: Properties,
  run: Run,
  old: Entry | undefined,
  touched: Set<Entry>,
): Step {
  const save = (id: string, outputs: Properties, initErrors: string[]) => {
    const fresh = { pendingDelete: false, pendingReplacement: false };
    const entry: Entry = json({ name, id, inputs, outputs, initErrors, ...fresh });
    touched.add(entry);
    if (old && !deleteBeforeReplace) {
      // It goes at the end of the run, or of a later one.
      old.pendingDelete = true;
      touched.delete(old);
    }
    const gone = old && deleteBeforeReplace ? stack.entries.indexOf(old) : stack.entries.length;
    stack.entries.splice(gone, 1, entry);
  };
  const work = async () => {
    if (old && deleteBeforeReplace && !old.pendingReplacement) {
      await deletion(old, run);
      old.pendingReplacement = true;
    }
    const operation: Operation = { does: "create", name, inputs, ...(old ? { replaced: old } : {}) };
    try {
      const { id, outputs } = await run.perform(operation, () => run.provider.create(json(inputs)));
      save(id, outputs, []);
    } catch (error) {
      const partial = run.provider.partial(error);
      if (partial) save(partial.id, partial.properties, [partial.reason]);
      throw error;
    }
  };
  return { name, does: old ? "replace" : "create", work };
}

function deletion(entry: Entry, run: Run): Promise<void> {
  const { name, id } = entry;
  return run.perform({ does: "delete", name, id, entry }, () => run.provider.delete(id, json(entry.outputs)));
}

/** Deletes in reverse order; a failure stops those that come later only where one resource waits for the other. */
async function removeAll(stack: Stack, isLeaving: (entry: Entry) => boolean, run: Run, result: Result) {
  for (const entry of inOrder(stack.entries.filter(isLeaving), run).reverse()) {
    const { name } = entry;
    const work = async () => {
      // Of a replacement that deleted first and could not create: nothing is left to delete.
      if (!entry.pendingReplacement || entry.pendingDelete) await deletion(entry, run);
      stack.entries.splice(stack.entries.indexOf(entry), 1);
    };
    const step = noted(result, { name, does: "delete", work });
    if (!(await taken(step, run, result)) && run.order === "chained") return;
  }
}

function inOrder<T>(items: T[], { order }: Run): T[] {
  return order === "reversed" ? items.reverse() : items;
}

/** As it comes back from the state's file, or over the wire. */
export function json<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
