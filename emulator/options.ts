import type { FunctionRegistration, FunctionRun } from "./functions/registry";
import { anyObject, LONGEST_MS, newCheck, objectOf, oneOf, type Schema, text, wholeNumber } from "./schemas/validators";

/** The options of `startEmulator`; every member may be left out. */
export interface EmulatorOptions {
  /** TCP port to listen on. Default 0: any free port. */
  port?: number;
  /** Address to listen on. Default 127.0.0.1; anything else makes the emulator, which runs functions' code, reachable by others. */
  host?: string;
  /** File that keeps registrations, connector profiles and client tokens. Default: nothing is kept. Functions aren't kept. */
  dataFile?: string;
  /** The functions that exist, by ARN (with a version or alias, or without). More can be registered later. */
  functions?: Record<string, FunctionRegistration["source"] | FunctionRegistration>;
  /** Account of credentials that name none. Default "123456789012". */
  accountId?: string;
  /** Accounts by access key id. An access key id of 12 digits is its own account id, too. */
  accounts?: Record<string, { accountId: string; arn?: string }>;
  /** Custom connectors an account may register in a region. Default 1000, a choice: AWS publishes no number with the model. */
  customConnectorQuota?: number;
  /** Milliseconds a function may take. Default 10000: AppFlow's documented limit. */
  functionTimeoutMs?: number;
  /** Functions that run at the same time; others wait, and their time starts when they do. Default 16. */
  functionConcurrency?: number;
  /** Entries of a page when a request names no `maxResults`. Default 20, a choice; the model's maximum is 100. */
  pageSize?: number;
  /**
   * What a client token does, within its 8 hours, after its registration was removed; AWS doesn't document it.
   * "replay" (default) repeats the first answer and registers nothing; "register" forgets the token with the registration.
   */
  tokenAfterRemoval?: "replay" | "register";
  /** The time, for client tokens' 8 hours, `registeredAt` and the expiry of sessions. Default: the machine's clock. */
  clock?: () => Date;
  /** Called when a function crashed, took too long or could not be started. Default: nothing happens. */
  onFunctionFailure?: (functionArn: string, run: FunctionRun) => void;
  /** Journal entries that are kept; the oldest are dropped. Default 10000. */
  journalLimit?: number;
  /** Milliseconds a request may take to arrive, headers and body; then its connection is closed. Default 30000. */
  requestTimeoutMs?: number;
}

export type Settings = Required<Omit<EmulatorOptions, "dataFile" | "functions">> & Pick<EmulatorOptions, "dataFile">;

type Row<Value> = readonly [schema: Schema, byDefault: Value | undefined];

const OPTIONS: { readonly [Name in keyof Required<EmulatorOptions>]: Row<EmulatorOptions[Name]> } = {
  port: [wholeNumber(0, 65_535), 0],
  host: [text, "127.0.0.1"],
  dataFile: [text, undefined],
  functions: [anyObject, undefined],
  accountId: [text, "123456789012"],
  accounts: [anyObject, {}],
  customConnectorQuota: [wholeNumber(0), 1000],
  functionTimeoutMs: [wholeNumber(1, LONGEST_MS), 10_000],
  functionConcurrency: [wholeNumber(1), 16],
  pageSize: [wholeNumber(1, 100), 20],
  tokenAfterRemoval: [oneOf("replay", "register"), "replay"],
  clock: [{}, () => new Date()],
  onFunctionFailure: [{}, () => undefined],
  journalLimit: [wholeNumber(0), 10_000],
  requestTimeoutMs: [wholeNumber(1, LONGEST_MS), 30_000],
};

const schemas = Object.entries(OPTIONS).map(([name, [schema]]) => [name, schema] as const);
const checkOptions = newCheck(objectOf(Object.fromEntries(schemas)));

/** The options and the defaults of those left out. Throws for an option that makes no sense. */
export function resolveOptions(options: EmulatorOptions): Settings {
  checkOptions("EmulatorOptions", options);
  const names = Object.keys(OPTIONS) as (keyof EmulatorOptions)[];
  return Object.fromEntries(names.map((name) => [name, options[name] ?? OPTIONS[name][1]])) as Settings;
}
