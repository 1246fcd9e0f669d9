// What a write that took effect may be: judged when it happens, by who made what is under the label.
import type { Operation, Entry, Stack } from "../engine/engine";
import { isLive } from "./agreement";
import type { Book } from "./book";
import type { Effect } from "./line";
import type { Place } from "./place";
import type { Report } from "./rules";

/** One operation of the engine while it is under way. */
export interface UnderWay {
  readonly operation: Operation;
  /** What took effect so far. */
  readonly effects: Effect[];
  /** Labels that somebody changed meanwhile, or of which a look was shown an older view. */
  readonly disturbed: Set<string>;
  /** Labels that the operation has looked at since they changed last. */
  readonly seen: Set<string>;
}

export interface Facts {
  readonly place: Place;
  readonly stack: Stack;
  readonly book: Book;
  readonly report: Report;
  /** Whether a resource of the state is to stay after this run. */
  readonly stays: (entry: Entry) => boolean;
}

type Judge = (facts: Facts, underWay: UnderWay, effect: Effect) => void;

const JUDGES: Readonly<Record<string, Judge>> = {
  RegisterConnector: judgeRegistration,
  UpdateConnectorRegistration: judgeChange,
  UnregisterConnector: judgeRemoval,
};

export function judgeEffect(facts: Facts, underWay: UnderWay, effect: Effect): void {
  JUDGES[effect.operation]?.(facts, underWay, effect);
}

function judgeRegistration(
  { book, report }: Facts,
  underWay: UnderWay,
  { operation, label, after }: Effect,
): void {
  if (!after) return;
  const { does, entry } = underWay.operation;
  const isUnfinished = does === "update" && entry?.outputs["connectorArn"] === undefined;
  if (does !== "create" && !isUnfinished) report("written-elsewhere", whatOf(underWay, label));
  const isRepeated = underWay.effects.some((earlier) => earlier.operation === operation);
  if (isRepeated && !underWay.disturbed.has(label)) report("registered-twice", whatOf(underWay, label));
  book.own(after);
}

function judgeChange({ book, report }: Facts, underWay: UnderWay, { label, before }: Effect): void {
  const { does, inputs, entry } = underWay.operation;
  if (!before) return;
  if (does !== "create" && does !== "update") return report("written-elsewhere", whatOf(underWay, label));
  if (inputs?.["adopt"] === true || (does === "update" && book.owns(before))) return;
  if (!underWay.disturbed.has(label))
    return report("updated-foreign", whatOf(underWay, label) + confirmationOf(entry));
  // Whoever comes in between the look and the write is not seen; from here on it is like what the stack made.
  book.own(before);
}

function judgeRemoval(
  { book, report, stack, stays, place }: Facts,
  underWay: UnderWay,
  { label, before }: Effect,
): void {
  const { does, entry } = underWay.operation;
  const what = whatOf(underWay, label);
  if (!before) return;
  if (does !== "delete") return report("written-elsewhere", what);
  // Between a look and a write somebody can always come in: AppFlow offers nothing against that.
  if (!book.owns(before) && underWay.disturbed.has(label)) return;
  if (!book.owns(before)) return report("unregistered-foreign", what + confirmationOf(entry));
  const holder = stack.entries.find((it) => it !== entry && it.id === label && isLive(it) && stays(it));
  if (holder) report("unregistered-live", `${what}, which ${holder.name} has`);
  const isForced = entry?.outputs["forceDelete"] === true;
  if (place.profiles().includes(label) && !isForced) report("unregistered-in-use", what);
}

function confirmationOf(entry: Entry | undefined): string {
  return entry?.outputs["registeredAt"] === undefined ? ", which was never confirmed" : "";
}

export function whatOf({ operation: { does, name } }: UnderWay, label: string): string {
  return `${does} ${name} of ${label}`;
}
