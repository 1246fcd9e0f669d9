// What no command can know, since all its observations are wrong in the same way.
import type { Case } from "./cases";

const OBSERVATIONS = "both observations say that it is not there";
const WRITE_AND_OBSERVATION = "the write and the observation after it say that it is not there";
const STALE = "a stale observation looks like a fresh one";
const CREDENTIALS = "the credentials change after the account was observed";

type Row = readonly [fault: RegExp, operation: string, point: RegExp, lasts: "persistent" | "either", why: string];

const NOT_FOUND = /^ResourceNotFoundException$|then ResourceNotFoundException$/;

const ROWS: readonly Row[] = [
  [NOT_FOUND, "read", /^first observation$/, "persistent", OBSERVATIONS],
  [NOT_FOUND, "delete", /^first observation$/, "persistent", OBSERVATIONS],
  [/^a stale observation$/, "delete", /^first observation$/, "persistent", OBSERVATIONS],
  [/^ResourceNotFoundException$/, "delete", /^UnregisterConnector and/, "either", WRITE_AND_OBSERVATION],
  [/^a stale observation$/, "read", /observation/, "either", STALE],
  [/^wrong account/, "delete", /^UnregisterConnector and/, "either", CREDENTIALS],
  [/^wrong account/, "delete", /^UnregisterConnector$/, "persistent", CREDENTIALS],
];

/** Why a command may succeed although state and account then disagree; undefined where it must not. */
export function whyUndetectable({ fault, operation, point, persistent }: Case): string | undefined {
  const found = ROWS.find(
    ([name, operationName, pointName, lasts]) =>
      name.test(fault.name) &&
      operationName === operation.name &&
      pointName.test(point.name) &&
      (lasts === "either" || persistent),
  );
  return found?.[4];
}
