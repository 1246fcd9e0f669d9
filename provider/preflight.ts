import { setMaxListeners } from "node:events";
import type { AppFlow } from "./appflow";
import { checkedFunctions } from "./checkedFunctions";
import { type Connection, LIMITS } from "./connection";
import type { Finding, Subject } from "./findings";
import type { Lambda } from "./lambda";
import { limited } from "./limited";
import type { Own } from "./taken";
import { takenLabels } from "./takenLabels";
import { openUnseen, type See, type Unseen } from "./unseen";

/**
 * What only `check` knows and the resource class needs to look things up in preview. Nothing in it may be a secret:
 * `pulumi preview --json` shows it.
 */
export interface Note {
  /** Whether the registration is new to the stack. What is not new has its label already. */
  readonly isNew: boolean;
  /** Whether AppFlow will ask the function, and which one is known and well-formed. */
  readonly asks: boolean;
  /** Undefined while it is unknown, as is the region. */
  readonly label: string | undefined;
  readonly region: string | undefined;
  readonly adopt: boolean;
  readonly description: "stated" | "unknown" | "absent";
}

/** What the resource class knows beside the note. */
export interface Looked {
  readonly own: Own;
  /** By its options, a forced replacement unregisters the label first: `deleteBeforeReplace` without `retainOnDelete`. */
  readonly deletesFirst: boolean;
  /** The resource waits for others of the program, which may be about to mend what is wrong. */
  readonly waits: boolean;
}

/** What a preview looks up in one account and region; one of these serves all resources of a run there. */
export interface Preflight {
  /** What speaks against writing what a note names. */
  readonly lookUp: (note: Note, resource: Looked) => Promise<Finding[]>;
  /** Whether the function of a registration that stays as it is changed after AppFlow asked it. */
  readonly compareAge: (registration: Aged) => Promise<Finding[]>;
}

/** A registration, its function, and when that was asked. */
export interface Aged {
  readonly subject: Subject;
  readonly lambdaArn: string;
  readonly asked: () => (string | undefined)[];
}

/** Where a preview looks. Without Lambda, functions are not checked. */
export interface Services {
  readonly appflow: AppFlow;
  readonly lambda: Lambda | undefined;
}

export interface PreflightOptions {
  readonly connection: Connection;
  /** Whether this process has the environment of the provider's, credentials included. */
  readonly isProvidersEnvironment: boolean;
  /** Whether what is found stops the run. */
  readonly mode: "error" | "warn";
  /** Whether functions are invoked to see what they answer. */
  readonly invokes: boolean;
}

/**
 * Looks up, for all resources of a run in one account and region: the custom connectors once, one description of each
 * label that is taken, and each distinct function once. Stops after a time, whatever is still under way.
 *
 * @param open opens the services; the signal ends what they look up
 */
export function openPreflight(open: (signal: AbortSignal) => Services, options: PreflightOptions): Preflight {
  const stop = new AbortController();
  // Every call that is under way listens; Node's usual limit would warn of a leak that isn't one.
  setMaxListeners(0, stop.signal);
  const { appflow, lambda } = open(stop.signal);
  const unseen = openUnseen(options.isProvidersEnvironment);
  const inTurn = unlessAborted(stop.signal, limited(LIMITS.lookUps));
  const see: See = (look, call) => unseen.see(look, () => inTurn(call));
  const labels = takenLabels(appflow, options.connection, see);
  const functions = lambda && checkedFunctions(appflow, lambda, options, see);
  const inTime = timed(unseen, options, stop);
  const look = async (note: Note, subject: Subject, resource: Looked, found: Finding[]) => {
    const judging = labels(note, subject, resource).then((label) => {
      found.unshift(...label.findings);
      return label.isWritten;
    });
    // An equal registration that is adopted is not written, so that its function is not asked.
    const isWritten = !note.adopt || (await judging);
    if (isWritten && functions) found.push(...(await functions.faults(note, subject, resource)));
    await judging;
  };
  return {
    lookUp: async (note, resource) => {
      if (!note.isNew && !note.asks) return [];
      const { label, region } = note;
      const subject = { doing: label ? "checking" : "checking an AppFlow connector", label, region };
      return inTime(subject, (found) => look(note, subject, resource, found));
    },
    compareAge: async (aged) =>
      functions ? inTime(aged.subject, async (found) => void found.push(...(await functions.age(aged)))) : [],
  };
}

type Run = ReturnType<typeof limited>;

/** A call that began after the abort would sleep in the SDK's limiter, from which no signal wakes it. */
function unlessAborted(signal: AbortSignal, run: Run): Run {
  return (call) =>
    run(() => {
      signal.throwIfAborted();
      return call();
    });
}

/**
 * Bounds the time that is spent on looking, and adds to what is found what could not be seen. What is found in time is told,
 * whatever is still missing beside it.
 */
function timed(unseen: Unseen, { mode }: PreflightOptions, stop: AbortController) {
  const timeIsUp = new Promise<undefined>((resolve) => {
    stop.signal.addEventListener("abort", () => resolve(undefined));
  });
  const watch = stopwatch(LIMITS.preview, () => stop.abort());
  let underWay = 0;
  return async (subject: Subject, look: (found: Finding[]) => Promise<void>): Promise<Finding[]> => {
    if (underWay === 0) watch.start();
    underWay += 1;
    const found: Finding[] = [];
    const whole = await Promise.race([unseen.see("labels", () => look(found)), timeIsUp]);
    underWay -= 1;
    if (underWay === 0) watch.stop();
    if (!whole && stop.signal.aborted) unseen.late(subject.label);
    const told = [...found, ...unseen.told(subject, underWay === 0)];
    return mode === "error" ? told : told.map(softened);
  };
}

/** Acts when it has run for so many milliseconds in all. Keeps no process alive: calls that are under way do. */
function stopwatch(milliseconds: number, act: () => void) {
  let left = milliseconds;
  let startedAt = 0;
  let timer: NodeJS.Timeout | undefined;
  return {
    start: () => {
      startedAt = performance.now();
      timer = setTimeout(act, Math.max(left, 0)).unref();
    },
    stop: () => {
      clearTimeout(timer);
      left -= performance.now() - startedAt;
    },
  };
}

function softened(finding: Finding): Finding {
  return finding.severity === "error" ? { ...finding, severity: "warning" } : finding;
}
