// Keeps book of who made each registration, and holds what must never happen against what happens. It knows the account
// and the state; of the provider it knows only what goes in and comes out.
import { isDeepStrictEqual } from "node:util";
import type { Registration } from "../../../emulator/index";
import type { Read } from "../../../provider/lifecycle/read";
import { DiagnosticError } from "../../../provider/diagnostics/diagnostic";
import { type Declared, type Entry, json, type Operation, type Stack } from "../engine/engine";
import { disagreement, isLive } from "./agreement";
import { type Book, openBook } from "./book";
import { type Facts, judgeEffect, type UnderWay, whatOf } from "./effects";
import { faultOfRefusal } from "./honesty";
import type { Troubled, Watch } from "./line";
import type { Place } from "./place";
import { type Report, Violation } from "./rules";

export interface Oracle extends Watch {
  readonly book: Book;
  readonly report: Report;
  /** A run of the engine begins, after which `stays` holds of what shall still be in the state. */
  run(stays: (entry: Entry) => boolean): void;
  begin(operation: Operation): void;
  succeeded(result: unknown): void;
  failed(error: unknown, troubled: Troubled): void;
  killed(): void;
  /** A failure of any kind. */
  judge(error: unknown): void;
  /** The state of a clean run beside the account and the program. */
  agree(program: readonly Declared[]): void;
  /** Throws the first violation. Called after each command. */
  settle(): void;
}

const NOTHING: Operation = { does: "read", name: "nothing" };

export function openOracle(place: Place, stack: Stack): Oracle {
  const violations: Violation[] = [];
  /** Labels of which the state may say something else than the account, and nobody is to blame. */
  const drifted = new Set<string>();
  const report: Report = (rule, details) => void violations.push(new Violation(rule, details));
  const book = openBook();
  const ruling = { stays: (() => true) as (entry: Entry) => boolean };
  const facts = (): Facts => ({ place, stack, book, report, ...ruling });
  let underWay = underWayOf(NOTHING);

  return {
    book,
    report,
    run: (stays) => void (ruling.stays = stays),
    begin: (operation) => void (underWay = underWayOf(operation)),
    disturbed: (label) => {
      drifted.add(label);
      underWay.disturbed.add(label);
      underWay.seen.delete(label);
    },
    seen: (label) => void underWay.seen.add(label),
    effect: (effect) => {
      drifted.add(effect.label);
      underWay.seen.delete(effect.label);
      judgeEffect(facts(), underWay, effect);
      underWay.effects.push(effect);
    },
    succeeded: (result) => {
      const id = judgeSuccess(facts(), underWay, result);
      if (underWay.operation.does !== "delete" && underWay.seen.has(id)) drifted.delete(id);
    },
    failed: (error, troubled) => judgeFailure(facts(), underWay.operation, error, troubled),
    killed: () => {
      const made = underWay.effects.filter(({ operation }) => operation === "RegisterConnector");
      for (const { after } of made) if (after) book.excuse(after);
    },
    judge: (error) => {
      if (!isDiagnostic(error)) report("no-diagnostic", String(error instanceof Error ? error.stack : error));
    },
    agree: (program) => {
      for (const declared of program) {
        const fault = disagreement(declared, stack, place, drifted);
        if (fault) report("state-differs", `${declared.name}: ${fault}`);
      }
    },
    settle: () => {
      for (const registration of place.registrations().filter(isOrphan(stack, book)))
        report("orphaned", `${registration.connectorLabel} is registered, and nothing in the state says so`);
      if (violations[0]) throw violations[0];
    },
  };
}

function underWayOf(operation: Operation): UnderWay {
  return { operation, effects: [], disturbed: new Set(), seen: new Set() };
}

function isOrphan({ entries }: Stack, book: Book) {
  return (registration: Registration) =>
    book.owns(registration) &&
    !book.isExcused(registration) &&
    !entries.some(({ id }) => id === registration.connectorLabel);
}

function isDiagnostic(error: unknown): error is DiagnosticError {
  if (!(error instanceof DiagnosticError) || error.code === "internal-error") return false;
  return error.message.includes(`docs/diagnostics.md#${error.code}`);
}

function judgeFailure(
  { report, place }: Facts,
  operation: Operation,
  error: unknown,
  troubled: Troubled,
): void {
  if (!(error instanceof DiagnosticError)) return;
  const { partial, message } = error;
  if (partial && !isDeepStrictEqual(partial, json(partial)))
    report("not-json", `partial of ${operation.name}`);
  const fault = faultOfRefusal(place, operation, error, troubled);
  if (fault) report("dishonest", `${operation.does} ${operation.name}: ${fault}: ${message}`);
}

/** Returns the label. */
function judgeSuccess(facts: Facts, underWay: UnderWay, result: unknown): string {
  const { operation } = underWay;
  const id = operation.id ?? (result as { id: string }).id;
  if (result !== undefined && !isDeepStrictEqual(result, json(result)))
    facts.report("not-json", `${operation.does} of ${operation.name}`);
  const found = facts.place.registration(id);
  if (!found) return id;
  if (operation.does === "read") judgeRead(facts, underWay, result, found);
  else if (operation.does === "delete") judgeDelete(facts, underWay, found);
  else judgeWrite(facts, underWay, found);
  return id;
}

function judgeRead({ book, report }: Facts, underWay: UnderWay, result: unknown, found: Registration): void {
  const { entry } = underWay.operation;
  if (result) {
    // A look at an older view may show one that is there no more.
    if ((result as Read).outputs.registeredAt !== found.registeredAt) return;
    if (entry?.outputs["registeringSince"] !== undefined && !book.owns(found))
      report("took-foreign", whatOf(underWay, found.connectorLabel));
    // Whoever refreshes sees what is there, and from then on it is meant.
    return book.own(found);
  }
  // Of a create that never was, somebody else may have the label by now.
  const mayBeForeign = entry?.outputs["registeringSince"] !== undefined && !book.owns(found);
  if (!mayBeForeign) report("dropped", `${whatOf(underWay, found.connectorLabel)}, which is registered`);
}

function judgeWrite({ book, report }: Facts, underWay: UnderWay, found: Registration): void {
  if (book.owns(found)) return;
  const { inputs } = underWay.operation;
  // Somebody who comes in after the last look is seen by the next refresh.
  const isSeen = underWay.seen.has(found.connectorLabel);
  if (inputs?.["adopt"] !== true && isSeen) report("took-foreign", whatOf(underWay, found.connectorLabel));
  if (isSeen) book.own(found);
}

function judgeDelete({ book, report, stack }: Facts, underWay: UnderWay, found: Registration): void {
  const { entry } = underWay.operation;
  const label = found.connectorLabel;
  if (!book.owns(found) || found.registeredAt !== entry?.outputs["registeredAt"]) return;
  if (stack.entries.some((it) => it !== entry && it.id === label && isLive(it))) return;
  const why = underWay.disturbed.has(label) ? "after a look at an older view" : "";
  report("left-registered", `${whatOf(underWay, label)} succeeded, and it is still registered ${why}`);
}
