/**
 * The entry that every saved state names, and the thin host between Pulumi's dynamic provider protocol and the
 * lifecycle. Its name, `handler` and the protocol numbers it serves stay for ever: `pulumi refresh` and
 * `pulumi destroy` run the line that is in the state against whichever version of the package is installed.
 */
import type * as dynamic from "@pulumi/pulumi/dynamic";
import { type AppFlow, openAppFlow } from "./appflow";
import type { Caller } from "./check";
import { reachesLambda, readConnection } from "./connection";
import * as connectorRegistration from "./connectorRegistration";
import { type Context, newRun, type Run } from "./context";
import { DiagnosticError, explain, failure, type Finding } from "./findings";
import {
  type ConnectorRegistrationInputs,
  type ConnectorRegistrationState,
  isUnknown,
  known,
  type RawInputs,
  UNKNOWN,
} from "./inputs";
import { openLambda } from "./lambda";
import type { Note } from "./preflight";
import { readPreflightSettings } from "./preflightSettings";
import type { Settings } from "./settings";
import { systemClock } from "./settle";

/** The newest protocol between the literal in a state and this entry; every older one is served too. */
export const PROTOCOL = 1;

/** What the resource class adds to the inputs; `check` takes it away in every run. */
export interface CheckRequest extends Caller {
  /** In preview, findings go back to the class, which shows all of them; in a real run they stop it. */
  readonly preview?: boolean;
}

/** What `check` hands back to the resource class in preview, under `__findings`. */
export interface Report {
  readonly findings: Finding[];
  readonly note: Note;
}

type Properties = Record<string, unknown>;

/** The engine starts one process for each run and each provider. In it, a state's literal may differ from the program's. */
const THIS_RUN = newRun();

/**
 * The dynamic provider that a state's literal asks for. `protocol` is the number that the literal carries; `run` is for
 * processes of several runs, such as tests.
 */
export function handler(protocol: number, run = THIS_RUN): dynamic.ResourceProvider<Properties, Properties> {
  let settings: Settings = () => undefined;
  const context = once(() => ({ ...openContext(settings), ...run }));
  const host: dynamic.ResourceProvider<Properties, Properties> = {
    configure: ({ config }) => {
      settings = (name) => config.get(name);
      return Promise.resolve();
    },
    check: (olds, news) => Promise.resolve(checked(context(), settings, bare(olds), news)),
    diff: async (id, state, news) => connectorRegistration.diff(context(), id, bare(state), bare(news)),
    create: async (inputs) => {
      const { id, outputs } = await connectorRegistration
        .create(context(), typed(inputs))
        .catch(keeping(inputs));
      return { id, outs: { ...outputs } };
    },
    read: async (id, state = {}) => {
      const found = await connectorRegistration.read(context(), id, bare(state));
      return found ? { id: found.id, props: { ...found.outputs }, inputs: { ...found.inputs } } : {};
    },
    update: async (id, state, inputs) => {
      const outputs = await connectorRegistration
        .update(context(), id, typed(state), typed(inputs))
        .catch(keeping(inputs));
      return { outs: { ...outputs } };
    },
    delete: async (id, state) => connectorRegistration.delete(context(), id, typed(state)),
  };
  return guarded(host, protocol);
}

function openContext(settings: Settings): Omit<Context, keyof Run> {
  const { connection, findings } = readConnection(settings);
  const regions = new Map<string | undefined, AppFlow>();
  const open: Context["open"] = (region) => {
    const known = regions.get(region) ?? openAppFlow(connection, region);
    regions.set(region, known);
    return known;
  };
  return {
    connection,
    findings,
    open,
    openLambda: reachesLambda(connection)
      ? (region, signal) => openLambda(connection, region, signal)
      : undefined,
    clock: systemClock,
    tell: onceEach(console.error),
  };
}

function checked(
  context: Context,
  settings: Settings,
  olds: RawInputs,
  news: Properties,
): dynamic.CheckResult {
  const { preview, ...caller } = (news["__run"] ?? {}) as CheckRequest;
  const { inputs, findings, ...plan } = connectorRegistration.check(context, olds, bare(news), caller);
  // Configuration that can't be followed is not this resource's fault, and an unchanged resource must meet it too.
  const stopping = preview ? [] : findings;
  const unreadable = [...context.findings, ...readPreflightSettings(settings).findings];
  const errors = [...unreadable, ...stopping].filter(({ severity }) => severity === "error");
  const report: Report = {
    findings,
    note: noteOf(caller.secretLabel ? { ...inputs, connectorLabel: UNKNOWN } : inputs, plan),
  };
  return {
    inputs: preview ? { ...inputs, __findings: report } : inputs,
    // Without a property: the engine would print the property's value, and that may be a secret.
    failures: errors.map(({ message }) => ({ property: "", reason: message })),
  };
}

function noteOf(inputs: RawInputs, { isNew, asks }: Pick<Note, "isNew" | "asks">): Note {
  // Where to look, and whether a taken label is one to take over, must be known.
  const isOpen = isUnknown(inputs["region"]) || isUnknown(inputs["adopt"]);
  return {
    isNew: isNew && !isOpen,
    asks: asks && !isOpen,
    label: known(inputs["connectorLabel"]),
    region: known(inputs["region"]),
    adopt: inputs["adopt"] === true,
    description: descriptionOf(inputs),
  };
}

function descriptionOf({ description }: RawInputs): Note["description"] {
  if (description === undefined) return "absent";
  return known(description) === undefined ? "unknown" : "stated";
}

/** Names that begin with `__` are the host's and the class's own. */
function bare(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !key.startsWith("__")));
}

/** What `check` let through has the shape of inputs, and what the state holds came from here. */
function typed(properties: Properties): ConnectorRegistrationInputs & ConnectorRegistrationState {
  return bare(properties) as unknown as ConnectorRegistrationInputs & ConnectorRegistrationState;
}

/** The engine saves a partly created resource only if its properties name the provider. */
function keeping(inputs: Properties) {
  return (error: unknown): never => {
    if (error instanceof DiagnosticError && error.partial) {
      const { id, properties } = error.partial;
      error.partial = { id, properties: { ...properties, __provider: inputs["__provider"] } };
    }
    throw error;
  };
}

type Method = (...args: never[]) => Promise<unknown>;

/** Every method answers in plain JSON (`undefined` would lose a finished create) or throws quietly. */
function guarded<T extends object>(host: T, protocol: number): T {
  const guard = (method: Method): Method => {
    return async (...args) => {
      try {
        const newest = Math.max(protocol, ...args.map(protocolOf));
        if (newest > PROTOCOL) throw newer(newest);
        const answer = await method(...args);
        return answer === undefined ? undefined : (JSON.parse(JSON.stringify(answer)) as unknown);
      } catch (error) {
        throw quiet(error);
      }
    };
  };
  return Object.fromEntries(
    Object.entries(host).map(([name, method]) => [name, guard(method as Method)]),
  ) as T;
}

/** Under which protocol properties were written; `up` hands a state of any to the literal of the program. */
function protocolOf(properties: Properties | undefined): number {
  const literal = properties?.["__provider"];
  return typeof literal === "string" ? Number(/\bhandler\((\d+)\)/.exec(literal)?.[1] ?? 0) : 0;
}

function newer(protocol: number): DiagnosticError {
  const facts = { protocol: String(protocol), newest: String(PROTOCOL) };
  return failure("protocol-newer", { doing: "reading the state of an AppFlow connector" }, facts);
}

/** The host prints an error's text and stack beside the message that the engine shows already. */
function quiet(error: unknown): Error {
  const known = error instanceof DiagnosticError;
  const fault = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const message = known
    ? error.message
    : explain("internal-error", { doing: "managing an AppFlow connector" }, { fault });
  const partial = known && error.partial ? { ...error.partial, reasons: [message] } : {};
  return Object.assign(new Error(message), { stack: "", toString: () => "", ...partial });
}

/** What many registrations share is told once a run. */
function onceEach(tell: (message: string) => void): (message: string) => void {
  const told = new Set<string>();
  return (message) => {
    if (!told.has(message)) tell(message);
    told.add(message);
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
