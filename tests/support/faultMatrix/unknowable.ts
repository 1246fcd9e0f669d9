// What no command can know, since every look that it has lies to it in the same way.
import type { Case } from "./case";

const BOTH_LOOKS = "both looks say that it is not there";
const WRITE_AND_LOOK = "the call and the look after it say that it is not there";
const OLD_LOOK = "an old look is as good as a new one";
const CREDENTIALS = "the credentials change after the account was looked at";

type Row = readonly [
  fault: RegExp,
  operation: string,
  place: RegExp,
  scope: "once" | "persistent" | "either",
  why: string,
];

const ROWS: readonly Row[] = [
  [
    /^ResourceNotFoundException$|then ResourceNotFoundException$/,
    "read",
    /^first look$/,
    "persistent",
    BOTH_LOOKS,
  ],
  [
    /^ResourceNotFoundException$|then ResourceNotFoundException$|^a stale look$/,
    "delete",
    /^first look$/,
    "persistent",
    BOTH_LOOKS,
  ],
  [/^ResourceNotFoundException$/, "delete", /^UnregisterConnector and/, "either", WRITE_AND_LOOK],
  [/^a stale look$/, "read", /look/, "either", OLD_LOOK],
  [/^wrong account/, "delete", /^UnregisterConnector and/, "either", CREDENTIALS],
  [/^wrong account/, "delete", /^UnregisterConnector$/, "persistent", CREDENTIALS],
];

/** Why a command may succeed and leave state and account apart; undefined where it must not. */
export function whyUnknowable({ fault, operation, place, persistent }: Case): string | undefined {
  const found = ROWS.find(
    ([name, at, where, scope]) =>
      name.test(fault.name) &&
      at === operation.name &&
      where.test(place.name) &&
      (scope === "either" || (scope === "persistent") === persistent),
  );
  return found?.[4];
}
