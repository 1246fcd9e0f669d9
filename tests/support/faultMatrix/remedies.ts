// What a user does who follows the word of a diagnostic. The trouble itself is over by then, or the user has mended it.
import type { Code } from "../../../provider/diagnostics/catalog";
import { type Account, LABEL } from "./account";
import { PROGRAM } from "./operations";
import { type Command, refresh, type Stack, up, upRefresh } from "./stack";

/** A user before a stack and its account, who has run a command that failed. */
export interface User {
  readonly account: Account;
  readonly stack: Stack;
  readonly command: Command;
}

type Remedy = (user: User) => Promise<void>;

const run = ({ account, stack }: User, command: Command) => command(stack, account.context());

const again: Remedy = (user) => run(user, user.command);
const refreshed: Remedy = (user) => run(user, upRefresh);

/** With the credentials of the account that the state names. */
const asRecorded: Remedy = (user) => {
  const accountId = user.stack.resource?.state.accountId;
  if (accountId) user.account.settings["aws:accessKey"] = accountId;
  return again(user);
};

/** Whether what has the label is what the program means: to be taken over, or registered with its credentials. */
const isMeant = ({ account, stack: { program } }: User): boolean => {
  const found = account.emulator.connectors.get(LABEL);
  return program?.adopt === true || found?.registeredBy.endsWith("user/emulator") === true;
};

/** What is given up must be known for the program's own before it is removed. */
const takenBack: Remedy = async (user) => {
  const { stack } = user;
  stack.program = { ...PROGRAM, adopt: true };
  await run(user, up);
  delete stack.program;
  await again(user);
};

/** What was never made goes out of the state. */
const asMade: Remedy = (user) => {
  const { account, stack } = user;
  if (account.emulator.connectors.get(LABEL)) return stack.program ? again(user) : takenBack(user);
  delete stack.resource;
  return again(user);
};

/** What the program means is taken over; where it is somebody else's, the program's resource gets another label. */
const takenOver: Remedy = (user) => {
  const { stack } = user;
  if (!stack.program) throw new Error("a label can't be in the way of a program that doesn't state it");
  const way = isMeant(user) ? { adopt: true } : { connectorLabel: `${LABEL}-2` };
  stack.program = { ...stack.program, ...way };
  return run(user, up);
};

/** What is the program's own is taken over; what is somebody else's goes out of the state. */
const unsettled: Remedy = (user) => {
  if (isMeant(user)) return user.stack.program ? takenOver(user) : takenBack(user);
  delete user.stack.resource;
  return again(user);
};

const lookedAt: Remedy = async (user) => {
  await run(user, refresh);
  await again(user);
};

const withoutProfiles: Remedy = (user) => {
  const { profiles } = user.account.emulator;
  for (const { connectorProfileName } of profiles.list()) profiles.remove(connectorProfileName);
  return again(user);
};

export const REMEDIES: Readonly<Partial<Record<Code, Remedy>>> = {
  "outcome-ambiguous": again,
  "registration-unsettled": unsettled,
  "not-confirmed": refreshed,
  "registration-gone": refreshed,
  "function-not-found": refreshed,
  "registration-foreign": lookedAt,
  "label-taken": takenOver,
  // A preview says who holds it, and so does another run.
  "label-conflict": again,
  "update-conflict": again,
  "in-use": withoutProfiles,
  "account-changed": asRecorded,
  "account-unknown": asMade,
  "account-not-allowed": again,
  "access-denied": again,
  "registration-denied": again,
  rejected: again,
  "quota-exceeded": again,
  throttled: again,
  "service-failed": again,
  "service-error": again,
  "connector-failed": again,
  "connector-authentication": again,
  "credentials-refused": again,
  "endpoint-unreachable": again,
  "connection-lost": again,
  "timed-out": again,
  "answer-unreadable": again,
};
