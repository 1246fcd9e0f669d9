// Each fault on each call of each operation, once and for as long as the command runs.
import { FAULTS } from "./faults";
import type { FaultRow } from "./faultRow";
import { type LifecycleOperation, OPERATIONS, type Point } from "./operations";

export interface Case {
  readonly fault: FaultRow;
  readonly operation: LifecycleOperation;
  readonly point: Point;
  readonly persistent: boolean;
  /** The user takes the resource out of the program instead of doing what the message says. */
  readonly isGivenUp?: boolean;
}

export const CASES = FAULTS.map((fault) => ({ fault, cases: casesOf(fault) }));

function casesOf(fault: FaultRow): Case[] {
  return OPERATIONS.flatMap((operation) =>
    operation.points
      .filter(({ calls }) => calls.every((call) => fault.on?.includes(call.operation) ?? true))
      .filter(({ calls }) => calls.length === 1 || fault.ambiguous !== undefined)
      .flatMap((point) => [false, true].map((persistent) => ({ fault, operation, point, persistent })))
      .flatMap((testCase) => (isNeverConfirmed(testCase) ? [testCase, { ...testCase, isGivenUp: true }] : [testCase])),
  );
}

/** Whether it is a create that ends with nobody knowing what it has come to. */
function isNeverConfirmed({ fault, operation, point, persistent }: Case): boolean {
  return operation.name === "create" && point.calls.length > 1 && persistent && fault.succeeds === undefined;
}

export function titleOf({ operation, point, persistent, isGivenUp }: Case): string {
  const title = `${operation.name}, ${point.name}, ${persistent ? "persistent" : "once"}`;
  return isGivenUp ? `${title}, then given up` : title;
}
