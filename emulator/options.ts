import type { FunctionRegistration, FunctionRun } from "./functions/registry";
import {
  anyObject,
  LONGEST_MS,
  newCheck,
  objectOf,
  oneOf,
  type Schema,
  text,
  wholeNumber,
} from "./schemas/validators";

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

export type Settings = Required<Omit<EmulatorOptions, "dataFile" | "functions">> &
  Pick<EmulatorOptions, "dataFile">;

const schemas: Record<keyof EmulatorOptions, Schema> = {
  port: wholeNumber(0, 65_535),
  host: text,
  dataFile: text,
  functions: anyObject,
  accountId: text,
  accounts: anyObject,
  customConnectorQuota: wholeNumber(0),
  functionTimeoutMs: wholeNumber(1, LONGEST_MS),
  functionConcurrency: wholeNumber(1),
  pageSize: wholeNumber(1, 100),
  tokenAfterRemoval: oneOf("replay", "register"),
  clock: {},
  onFunctionFailure: {},
  journalLimit: wholeNumber(0),
  requestTimeoutMs: wholeNumber(1, LONGEST_MS),
};
const checkOptions = newCheck(objectOf(schemas));

/** Throws for an option that makes no sense. */
export function resolveOptions(options: EmulatorOptions): Settings {
  checkOptions("EmulatorOptions", options);
  const defined = Object.entries(options).filter(([, value]) => value !== undefined);
  return {
    port: 0,
    host: "127.0.0.1",
    accountId: "123456789012",
    accounts: {},
    customConnectorQuota: 1000,
    functionTimeoutMs: 10_000,
    functionConcurrency: 16,
    pageSize: 20,
    tokenAfterRemoval: "replay",
    clock: () => new Date(),
    onFunctionFailure: () => undefined,
    journalLimit: 10_000,
    requestTimeoutMs: 30_000,
    ...(Object.fromEntries(defined) as Partial<EmulatorOptions>),
  };
}
