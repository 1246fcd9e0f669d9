// What a user does who follows the word of a diagnostic. The trouble itself is over by then, or the user has mended it.
import type { Code } from "../../provider/diagnostics";
import { type Account, LABEL } from "./faultMatrixAccount";
import { type Command, refresh, type Stack, up, upRefresh } from "./faultMatrixStack";

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

/** What the program means is taken over; where it is somebody else's, the program's resource gets another label. */
const takenOver: Remedy = (user) => {
  const { account, stack } = user;
  const { program } = stack;
  if (!program) throw new Error("a label can't be in the way of a program that doesn't state it");
  const { lambdaArn } = program.connectorProvisioningConfig.lambda;
  const isMeant = program.adopt || account.emulator.connectors.get(LABEL)?.lambdaArn === lambdaArn;
  stack.program = { ...program, ...(isMeant ? { adopt: true } : { connectorLabel: `${LABEL}-2` }) };
  return run(user, up);
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
  "outcome-ambiguous": refreshed,
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
  "account-unknown": asRecorded,
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
