import type * as pulumi from "@pulumi/pulumi";

/** The part of a registration request that says what the resource waits for. */
interface Request {
  readonly getParent: () => string;
  readonly getCustom: () => boolean;
  readonly getDependenciesList: () => string[];
}

type Callback = (error: unknown, response?: { getUrn(): string }) => void;

/** What one registration waits for: another resource, or nothing but perhaps its parent. */
interface Registered {
  readonly isWaiting: boolean;
  readonly isCustom: boolean;
  readonly parent: string;
}

/** What is known of the resources of one run. */
interface Watch {
  readonly registered: Map<pulumi.URN, Registered>;
  /** The monitor is another one than this package knows, so it is left alone. */
  isUnfamiliar: boolean;
}

/** A stack reference is there before the run; what it says is not about to change. */
const STACK_REFERENCE = /[:$]pulumi:pulumi:StackReference::/;

const ROOT = "::pulumi:pulumi:Stack::";

const watches = new WeakMap<object, Watch>();

/**
 * Watches what a run registers. A child waits for what its component depends on, and nothing but the registration requests
 * shows that: the engine doesn't tell the provider, and a component doesn't keep its options. The monitor is a private part of
 * Pulumi, so each request goes on as it is, and one of another shape ends the watch.
 */
export function watchRegistrations(monitor: object): void {
  if (watches.has(monitor)) return;
  const watch: Watch = { registered: new Map(), isUnfamiliar: false };
  watches.set(monitor, watch);
  const watched = monitor as { registerResource?: (...args: unknown[]) => unknown };
  const register = watched.registerResource;
  if (typeof register !== "function") {
    watch.isUnfamiliar = true;
    return;
  }
  const watching = (...args: unknown[]): unknown =>
    register.apply(monitor, watch.isUnfamiliar ? args : observing(args, watch));
  watch.isUnfamiliar = !Reflect.set(watched, "registerResource", watching);
}

/** The same arguments, of which the last one, the callback, notes what was registered. */
function observing(args: unknown[], watch: Watch): unknown[] {
  const registered = toRegistered(args[0]);
  const callback = args.at(-1);
  if (!registered || typeof callback !== "function") {
    watch.isUnfamiliar = true;
    return args;
  }
  const noting: Callback = (error, response) => {
    const urn = response && readUrn(response);
    if (urn) watch.registered.set(urn, registered);
    else if (response) watch.isUnfamiliar = true;
    (callback as Callback)(error, response);
  };
  return [...args.slice(0, -1), noting];
}

/** An answer that never reached Pulumi would leave the program waiting for ever, so a failure here is none. */
function readUrn(response: { getUrn(): string }): string | undefined {
  try {
    return response.getUrn();
  } catch {
    return undefined;
  }
}

function toRegistered(request: unknown): Registered | undefined {
  try {
    const { getParent, getCustom, getDependenciesList } = request as Request;
    const isWaiting = getDependenciesList.call(request).some((urn) => !STACK_REFERENCE.test(urn));
    return { isWaiting, isCustom: getCustom.call(request), parent: getParent.call(request) };
  } catch {
    return undefined;
  }
}

/** Whether nothing can be known of what the resources of a run wait for. */
export function areDependenciesUnknown(monitor: object): boolean {
  return watches.get(monitor)?.isUnfamiliar ?? false;
}

/**
 * Whether a resource waits for others of the program: by `dependsOn`, by an input, as the child of a resource, or because a
 * component around it does. What was registered before the watch began may wait for anything.
 */
export function isWaitingForOthers(monitor: object, urn: pulumi.URN): boolean {
  const registered = watches.get(monitor)?.registered;
  const own = registered?.get(urn);
  if (!own) return true;
  let { isWaiting, parent } = own;
  while (!isWaiting && parent && !parent.includes(ROOT)) {
    const around = registered?.get(parent);
    isWaiting = !around || around.isCustom || around.isWaiting;
    parent = around?.parent ?? "";
  }
  return isWaiting;
}
