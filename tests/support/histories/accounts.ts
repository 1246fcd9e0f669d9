// Where histories happen: one emulator for many of them, and an account of its own for each.
import { type Emulator, type Registration, startEmulator } from "../../../emulator/index";
import { type AppFlow, openAppFlow } from "../../../provider/aws/appflow";
import type { Connection } from "../../../provider/config/connection";
import type { Clock } from "../../../provider/lifecycle/clock";
import { connectionTo, connectorFunction, REGION } from "../contract/target";
import { virtualClock } from "../engine/virtualClock";
import type { ExternalChange, History } from "./history";

/** The account of the wrong credentials. It stays empty. */
const OTHER_ACCOUNT = "999999999999";
const FUNCTIONS = {
  crm: connectorFunction("CRM"),
  erp: connectorFunction("ERP"),
  theirs: connectorFunction("THEIRS"),
  crashed: { answer: "no connector's answer" },
};
const FIRST_ACCOUNT = 100_000_000_000;

/** An account in one region, and two ways to reach it: as its owner, and with somebody else's credentials. */
export interface Account {
  readonly emulator: Emulator;
  readonly clock: Clock;
  readonly connection: Connection;
  readonly otherConnection: Connection;
  /** One client for all runs: opening one costs more than a call. */
  readonly appflow: AppFlow;
  readonly arnOf: (fn: string) => string;
  readonly registration: (label: string) => Registration | undefined;
  registrations(): Registration[];
  /** The labels that connector profiles use. */
  profiles(): string[];
  /** Creates the connector profile of a label, or deletes it. */
  setProfile(label: string, exists: boolean): void;
  change(change: ExternalChange): void;
  close(): void;
}

export interface Accounts {
  /** Opens an empty account. */
  open(history: Pick<History, "retries">): Account;
  close(): Promise<void>;
}

export async function openAccounts(): Promise<Accounts> {
  const clock = virtualClock("2026-01-01T00:00:00.000Z");
  // The SDK's adaptive mode would slow down, in real time, after each throttling.
  const { AWS_RETRY_MODE: mode } = process.env;
  process.env["AWS_RETRY_MODE"] = "standard";
  const emulator = await startEmulator({ clock: () => new Date(clock.now()), journalLimit: 100 });
  let count = 0;
  return {
    open: ({ retries }) => newAccount(emulator, clock, String(FIRST_ACCOUNT + count++), retries ? "1" : "0"),
    close: async () => {
      if (mode === undefined) delete process.env["AWS_RETRY_MODE"];
      else process.env["AWS_RETRY_MODE"] = mode;
      await emulator.close();
    },
  };
}

function newAccount(emulator: Emulator, clock: Clock, accountId: string, maxRetries: string): Account {
  const { connectors, functions, profiles } = emulator;
  const arnOf = (fn: string) => `arn:aws:lambda:${REGION}:${accountId}:function:${fn}`;
  for (const [fn, source] of Object.entries(FUNCTIONS)) functions.register(arnOf(fn), source);
  const connectionOf = (accessKey: string) =>
    connectionTo(emulator, {
      "aws:accessKey": accessKey,
      "aws:region": REGION,
      "aws:maxRetries": maxRetries,
    });
  const connection = connectionOf(accountId);
  return {
    ...{ emulator, clock, connection, otherConnection: connectionOf(OTHER_ACCOUNT), arnOf },
    appflow: openAppFlow(connection, REGION),
    registration: (label) => connectors.get(label, accountId),
    registrations: () => connectors.list(accountId),
    profiles: () => profiles.list(accountId).map(({ connectorLabel = "" }) => connectorLabel),
    setProfile: (label, exists) => {
      const name = `profile-of-${label}`;
      if (exists) profiles.create({ name, connectorLabel: label, accountId });
      else profiles.remove(name, accountId);
    },
    // What somebody else registers is never like the program's.
    change: ({ somebody, label }) => {
      const exists = connectors.get(label, accountId) !== undefined;
      const theirs = { lambdaArn: arnOf("theirs"), description: "theirs" };
      if (somebody === "unregister") connectors.remove(label, accountId);
      if (somebody === "register") connectors.put(label, theirs, accountId);
      if (somebody === "function" && exists) connectors.edit(label, { lambdaArn: theirs.lambdaArn }, accountId);
      if (somebody === "description" && exists) connectors.edit(label, { description: theirs.description }, accountId);
    },
    close: () => {
      emulator.faults.clear();
      for (const fn of Object.keys(FUNCTIONS)) functions.remove(arnOf(fn));
    },
  };
}
