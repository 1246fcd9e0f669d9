// One preview at work, on an AppFlow and a Lambda in memory.
import type { Connection } from "../../../provider/connection";
import type { Lambda } from "../../../provider/lambda";
import { type Looked, type Note, openPreflight, type PreflightOptions } from "../../../provider/preflight";
import { inMemoryLambda } from "../../support/inMemoryLambda";
import { arnOf, inMemoryAppFlow, REGION } from "./given";

/** What `check` notes of a registration that is new, and whose function is unknown as yet. */
export const note = (label: string | undefined, changes: Partial<Note> = {}): Note => ({
  isNew: true,
  asks: false,
  label,
  region: REGION,
  adopt: false,
  description: "absent",
  ...changes,
});

/** The same where the function is known. */
export const asking = (label: string | undefined, changes: Partial<Note> = {}) =>
  note(label, { asks: true, ...changes });

/** What is to be updated: its label is its own already. */
export const updating = (label: string | undefined) => asking(label, { isNew: false });

/** What the class knows of a resource that waits for nothing, and whose function is `crm`. */
export const looked = (changes: Partial<Looked> = {}): Looked => ({
  own: { description: undefined, lambdaArn: arnOf("crm") },
  deletesFirst: false,
  waits: false,
  ...changes,
});

/** The same with another function; null is one that nobody knows yet. */
export const calling = (lambdaArn: string | null, changes: Partial<Looked> = {}) =>
  looked({ own: { description: undefined, lambdaArn }, ...changes });

interface Options extends Partial<Omit<PreflightOptions, "connection">> {
  readonly connection?: Partial<Connection>;
  readonly account?: string;
  /** Where functions are looked at; undefined is nowhere. */
  readonly lambda?: Lambda | undefined;
}

/** A preview, what it looks in, and what it finds: whole, or as `severity code`. */
export function previewing({ connection = {}, account, ...options }: Options = {}) {
  const appflow = inMemoryAppFlow(account);
  const signals: AbortSignal[] = [];
  const open = (signal: AbortSignal) => {
    signals.push(signal);
    return { appflow, lambda: options.lambda };
  };
  const { lookUp, compareAge } = openPreflight(open, {
    isProvidersEnvironment: true,
    mode: "error",
    invokes: false,
    ...options,
    connection: { assumeRoles: [], endpoints: {}, ...connection },
  });
  const told = async (...args: Parameters<typeof lookUp>) => (await lookUp(...args)).map(short);
  return { appflow, lookUp, compareAge, told, signals };
}

/** The same with a Lambda that has some functions. */
export function withFunctions(functions: Parameters<typeof inMemoryLambda>[0], options: Options = {}) {
  const lambda = inMemoryLambda(functions);
  return { lambda, ...previewing({ lambda, ...options }) };
}

export const short = ({ severity, code }: { severity: string; code: string }) => `${severity} ${code}`;

/** What is under way goes as far as it can. */
export const aTurn = () => new Promise((resolve) => setImmediate(resolve));

/** A call that never ends. */
export const never = () => new Promise<never>(() => undefined);
