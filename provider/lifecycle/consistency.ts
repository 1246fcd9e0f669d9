import { LIMITS } from "../aws/limits";
import { type DiagnosticError, failure, isAmbiguous } from "../diagnostics/diagnostic";
import type { Observation } from "../resource/types";
import type { OperationContext } from "./context";
import { observe } from "./observe";

/** What was observed when the registration was consistent. */
export interface Consistent {
  readonly observed: Observation | undefined;
}

/**
 * Observes the registration until it is consistent, for as long as DescribeConnector may lag behind a write. Undefined when
 * the time is over.
 */
export async function waitUntilConsistent(
  { clock, service, scope }: OperationContext,
  isConsistent: (observed: Observation | undefined) => boolean,
  within: number = LIMITS.consistency,
): Promise<Consistent | undefined> {
  const deadline = clock.now() + within;
  const [first, longest] = LIMITS.consistencyPauses;
  for (let pause: number = first; ; pause = Math.min(pause * 2, longest)) {
    const observed = await observe(service, scope.label);
    if (isConsistent(observed)) return { observed };
    if (clock.now() + pause > deadline) return undefined;
    await clock.wait(pause);
  }
}

/**
 * Makes a write and waits until it shows. What is observed settles a write that may have had its effect.
 *
 * @param what what has to show, for the message of a write that doesn't
 */
export async function confirmWrite(
  operation: OperationContext,
  write: () => Promise<unknown>,
  isConsistent: (observed: Observation | undefined) => boolean,
  what: string,
): Promise<Consistent> {
  let ambiguous: DiagnosticError | undefined;
  try {
    await write();
  } catch (error) {
    if (!isAmbiguous(error)) throw error;
    ambiguous = error;
  }
  const consistent = await settle(operation, ambiguous, isConsistent);
  if (consistent) return consistent;
  throw ambiguous ? outcomeUnknown(ambiguous) : notConfirmed(what);
}

/** Waits until a write shows. That it can't be observed must not hide that its outcome is ambiguous. */
export async function settle(
  operation: OperationContext,
  ambiguous: DiagnosticError | undefined,
  isConsistent: (observed: Observation | undefined) => boolean,
): Promise<Consistent | undefined> {
  try {
    return await waitUntilConsistent(operation, isConsistent);
  } catch (error) {
    throw ambiguous ? outcomeUnknown(ambiguous) : error;
  }
}

/**
 * What an ambiguous write comes to when observing doesn't settle it: its own failure, if the last answer was definite. Who is
 * in conflict with a registration is then unknown: it may be the write itself.
 */
export function outcomeUnknown(ambiguous: DiagnosticError): DiagnosticError {
  if (ambiguous.outcome === "retried" && ambiguous.code !== "label-conflict") return ambiguous;
  return failure("outcome-ambiguous", { service: ambiguous.serviceMessage || ambiguous.message });
}

export function notConfirmed(what: string): DiagnosticError {
  return failure("not-confirmed", { what, seconds: String(LIMITS.consistency / 1000) });
}
