import type * as pulumi from "@pulumi/pulumi";

/** The part of a registration request that says what the resource waits for. */
interface Request {
  getParent(): string;
  getCustom(): boolean;
  getDependenciesList(): string[];
}

type Answer = (error: unknown, response?: { getUrn(): string }) => void;

/** The answer is the last of them. */
type Register = (request: Request, ...rest: unknown[]) => unknown;

/** What one registration waits for: another resource, or nothing but perhaps its parent. */
interface Registered {
  readonly waits: boolean;
  readonly isCustom: boolean;
  readonly parent: string;
}

/** A stack reference is there before the run; what it says is not about to change. */
const STACK_REFERENCE = /[:$]pulumi:pulumi:StackReference::/;

const ROOT = "::pulumi:pulumi:Stack::";

const runs = new WeakMap<object, Map<pulumi.URN, Registered>>();

/**
 * Watches what a run registers. A child waits for what its component depends on, and nothing but the registration requests
 * shows that: the engine doesn't tell the provider, and a component doesn't keep its options. Each request goes on as it is.
 */
export function watchRegistrations(monitor: object): void {
  if (runs.has(monitor)) return;
  const seen = new Map<pulumi.URN, Registered>();
  runs.set(monitor, seen);
  const watched = monitor as { registerResource: Register };
  const register = watched.registerResource.bind(monitor);
  watched.registerResource = (request, ...rest) => {
    const waits = request.getDependenciesList().some((urn) => !STACK_REFERENCE.test(urn));
    const registered = { waits, isCustom: request.getCustom(), parent: request.getParent() };
    const answer = rest.pop() as Answer;
    return register(request, ...rest, ((error, response) => {
      if (response) seen.set(response.getUrn(), registered);
      answer(error, response);
    }) satisfies Answer);
  };
}

/**
 * Whether a resource waits for others of the program: by `dependsOn`, by an input, as the child of a resource, or because a
 * component around it does. What was registered before the watch began may wait for anything.
 */
export function waitsForOthers(monitor: object, urn: pulumi.URN): boolean {
  const seen = runs.get(monitor);
  const own = seen?.get(urn);
  if (!own) return true;
  let { waits, parent } = own;
  while (!waits && parent && !parent.includes(ROOT)) {
    const around = seen?.get(parent);
    waits = !around || around.isCustom || around.waits;
    parent = around?.parent ?? "";
  }
  return waits;
}
