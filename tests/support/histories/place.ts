// Where histories happen: one emulator for many of them, and an account of its own for each.
import { type Emulator, type Registration, startEmulator } from "../../../emulator/index";
import { type AppFlow, openAppFlow } from "../../../provider/aws/appflow";
import type { Connection } from "../../../provider/config/connection";
import type { Clock } from "../../../provider/lifecycle/clock";
import { connectionTo, REGION } from "../contract/target";
import type { Edit } from "./commands";

/** The account of wrong credentials; nothing is ever there. */
const OTHER_ACCOUNT = "999999999999";
const FUNCTIONS = ["crm", "erp", "theirs"];
const FIRST_ACCOUNT = 100_000_000_000;

/** Waiting costs no time, and no two looks at it show the same time. */
export interface Time extends Clock {
  pass(milliseconds: number): void;
}

/** An account in one region, and two ways to reach it: as its owner, and with somebody else's credentials. */
export interface Place {
  readonly emulator: Emulator;
  readonly time: Time;
  readonly account: string;
  readonly connection: Connection;
  readonly otherConnection: Connection;
  /** One client for all runs: opening one costs more than a call. */
  readonly appflow: AppFlow;
  readonly arnOf: (fn: string) => string;
  readonly registration: (label: string) => Registration | undefined;
  registrations(): Registration[];
  /** Labels that connector profiles use. */
  profiles(): string[];
  /** Makes a connector profile of a label, or removes it. */
  profile(label: string, exists: boolean): void;
  leave(): void;
}

export interface World {
  /** An account that nobody has been to. */
  place(options: { retries?: true | undefined }): Place;
  close(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const time = openTime();
  // The SDK's adaptive mode would slow down, in real time, after each throttling.
  const { AWS_RETRY_MODE: mode } = process.env;
  process.env["AWS_RETRY_MODE"] = "standard";
  const emulator = await startEmulator({ clock: () => new Date(time.now()), journalLimit: 100 });
  let accounts = 0;
  return {
    place: ({ retries }) => placeOf(emulator, time, String(FIRST_ACCOUNT + accounts++), retries ? "1" : "0"),
    close: async () => {
      if (mode === undefined) delete process.env["AWS_RETRY_MODE"];
      else process.env["AWS_RETRY_MODE"] = mode;
      await emulator.close();
    },
  };
}

function openTime(): Time {
  let now = Date.UTC(2026, 0, 1);
  return {
    now: () => (now += 1),
    pass: (milliseconds) => void (now += milliseconds),
    wait: (milliseconds) => Promise.resolve(void (now += milliseconds)),
  };
}

function placeOf(emulator: Emulator, time: Time, account: string, maxRetries: string): Place {
  const arnOf = (fn: string) => `arn:aws:lambda:${REGION}:${account}:function:${fn}`;
  for (const fn of FUNCTIONS) emulator.functions.register(arnOf(fn), { answer: answerOf(fn) });
  emulator.functions.register(arnOf("crashed"), { answer: "no connector's answer" });
  const connectionOf = (accessKey: string) =>
    connectionTo(emulator, {
      "aws:accessKey": accessKey,
      "aws:region": REGION,
      "aws:maxRetries": maxRetries,
    });
  const connection = connectionOf(account);
  return {
    ...{ emulator, time, account, connection, otherConnection: connectionOf(OTHER_ACCOUNT), arnOf },
    appflow: openAppFlow(connection, REGION),
    registration: (label) => emulator.connectors.get(label, account),
    registrations: () => emulator.connectors.list(account),
    profiles: () => emulator.profiles.list(account).map(({ connectorLabel = "" }) => connectorLabel),
    profile: (label, exists) => {
      const name = `profile-of-${label}`;
      if (exists) emulator.profiles.create({ name, connectorLabel: label, accountId: account });
      else emulator.profiles.remove(name, account);
    },
    leave: () => {
      emulator.faults.clear();
      emulator.journal.clear();
      for (const fn of [...FUNCTIONS, "crashed"]) emulator.functions.remove(arnOf(fn));
    },
  };
}

function answerOf(fn: string) {
  const connectorName = fn.toUpperCase();
  return {
    isSuccess: true,
    connectorName,
    connectorOwner: "Acme",
    connectorVersion: "1.0",
    connectorModes: ["SOURCE"],
  };
}

/** What somebody does in the account, past the service. Their registrations are never like the program's. */
export function edit({ emulator, account, arnOf, registration }: Place, { somebody, label }: Edit): void {
  const found = registration(label);
  const { connectors } = emulator;
  const theirs = { lambdaArn: arnOf("theirs"), description: "theirs" };
  if (somebody === "unregister") connectors.remove(label, account);
  if (somebody === "register") connectors.put(label, theirs, account);
  if (somebody === "function" && found) connectors.edit(label, { lambdaArn: theirs.lambdaArn }, account);
  if (somebody === "description" && found) connectors.edit(label, { description: "theirs" }, account);
}
