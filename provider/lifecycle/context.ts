import type { AppFlow } from "../aws/appflow";
import { LIMITS } from "../aws/limits";
import type { Services } from "../aws/services";
import type { Code } from "../diagnostics/catalog";
import { type Facts, failure, inScope } from "../diagnostics/diagnostic";
import { render } from "../diagnostics/render";
import type { Scope } from "../diagnostics/scope";
import type { Clock } from "./clock";
import { type Claimant, newOwnership, type Ownership } from "./ownership";
import { newSerializer, type Serialize } from "./serialize";

/** What the resources of one run of the engine share. */
export interface Run {
  readonly ownership: Ownership;
  /** By region and label: one resource may take over what another gives up. */
  readonly serialize: Serialize;
}

export function newRun(): Run {
  return { ownership: newOwnership(), serialize: newSerializer() };
}

/** What the lifecycle stands on. No host of Pulumi's appears in it. */
export interface LifecycleContext extends Services, Run {
  readonly clock: Clock;
  /** Tells the user what is no failure. */
  readonly notify: (message: string) => void;
}

/** What one operation on one registration works with. */
export interface OperationContext extends LifecycleContext {
  /** The scope of its messages. */
  readonly scope: Scope & { readonly label: string; readonly region: string };
  /** AppFlow in the region of the registration, within the time of the operation. */
  readonly service: AppFlow;
  /** The resource of the program that claims the label, where it is known. */
  readonly claimant: Claimant | undefined;
}

type OperationScope = Scope & { readonly label: string };

/**
 * Does the work of an operation: finds out its region, limits its time and gives its failures their scope. Refuses a
 * configuration that could mean another account.
 */
export function beginOperation<T>(
  context: LifecycleContext,
  scope: OperationScope,
  work: (operation: OperationContext) => Promise<T>,
): Promise<T> {
  return inScope(scope, async () => {
    const [error] = context.errors;
    if (error) throw error;
    const service = context.appflow(scope.region);
    const located = { ...scope, region: await service.region() };
    const claimant = context.ownership.claimantOf({ label: scope.label, region: scope.region });
    const limited = withDeadline(service, context.clock);
    return inScope(located, () => work({ ...context, service: limited, scope: located, claimant }));
  });
}

/** Runs a task when no other one on the same label is under way. */
export function serializeLabel<T>({ serialize, scope }: OperationContext, task: () => Promise<T>): Promise<T> {
  return serialize(JSON.stringify([scope.region, scope.label]), task);
}

/** Does a part of an operation that its messages name in another way. */
export function continueAs<T>(
  operation: OperationContext,
  changes: Partial<Scope>,
  work: (operation: OperationContext) => Promise<T>,
): Promise<T> {
  const scope = { ...operation.scope, ...changes } as OperationContext["scope"];
  return inScope(scope, () => work({ ...operation, scope }));
}

/** Tells the user what happens to the registration and is no failure. */
export function notify<C extends Code>({ scope, notify }: OperationContext, code: C, facts: Facts<C>): void {
  notify(render(code, scope, facts));
}

/** The same AppFlow, which refuses further calls once the operation has had its time. Calls under way end by themselves. */
function withDeadline(service: AppFlow, clock: Clock): AppFlow {
  const deadline = clock.now() + LIMITS.operation;
  const inTime = (call: (...args: never[]) => Promise<unknown>) => {
    return async (...args: never[]) => {
      if (clock.now() <= deadline) return call(...args);
      throw failure("operation-timed-out", { minutes: String(LIMITS.operation / 60_000) });
    };
  };
  const methods = Object.entries(service).map(([name, call]) => [name, inTime(call as Parameters<typeof inTime>[0])]);
  return Object.fromEntries(methods) as AppFlow;
}
