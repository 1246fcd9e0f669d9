// What the engine keeps of a stack with one resource, and what the CLI's commands make of it.
import { DiagnosticError } from "../../../provider/diagnostics/diagnostic";
import type { LifecycleContext } from "../../../provider/lifecycle/context";
import { create } from "../../../provider/lifecycle/create";
import { delete as remove } from "../../../provider/lifecycle/delete";
import { diff } from "../../../provider/lifecycle/diff";
import { read } from "../../../provider/lifecycle/read";
import { update } from "../../../provider/lifecycle/update";
import type {
  ConnectorRegistrationInputs,
  ConnectorRegistrationState,
} from "../../../provider/resource/types";

interface Resource {
  readonly id: string;
  readonly state: ConnectorRegistrationState;
  /** Created, but not initialized: the next `up` updates it in any case. */
  readonly isPartial: boolean;
}

export interface Stack {
  /** What the program states; absent when the resource was taken out of it. */
  program?: ConnectorRegistrationInputs;
  resource?: Resource;
}

export type Command = (stack: Stack, context: LifecycleContext) => Promise<void>;

export const up: Command = async (stack, context) => {
  const { program, resource } = stack;
  if (program && !resource) return keep(stack, create(context, program));
  if (!resource) return;
  const { id, state } = resource;
  if (!program) return dropped(stack, remove(context, id, state));
  const { changes, replaces } = await diff(context, id, { ...state }, { ...program });
  if (replaces.length > 0) {
    await keep(stack, create(context, program));
    return remove(context, id, state);
  }
  if (changes || resource.isPartial)
    await keep(
      stack,
      update(context, id, state, program).then((outputs) => ({ id, outputs })),
    );
};

export const refresh: Command = async (stack, context) => {
  if (!stack.resource) return;
  const found = await read(context, stack.resource.id, { ...stack.resource.state });
  if (!found) return dropped(stack, Promise.resolve());
  await keep(stack, Promise.resolve(found));
};

export const upRefresh: Command = async (stack, context) => {
  await refresh(stack, context);
  await up(stack, context);
};

async function dropped(stack: Stack, work: Promise<void>): Promise<void> {
  await work;
  delete stack.resource;
}

/** The engine saves what a method returns, and of a failure what it carries. */
async function keep(
  stack: Stack,
  work: Promise<{ id: string; outputs: ConnectorRegistrationState }>,
): Promise<void> {
  try {
    const { id, outputs } = await work;
    stack.resource = { id, state: plain(outputs), isPartial: false };
  } catch (error) {
    const partial = error instanceof DiagnosticError ? error.partial : undefined;
    if (partial) {
      const state = plain(partial.properties) as ConnectorRegistrationState;
      stack.resource = { id: partial.id, state, isPartial: true };
    }
    throw error;
  }
}

function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
