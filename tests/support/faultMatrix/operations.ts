// The five operations of the lifecycle: what there is before, what is run, and which calls that makes.
import { arnOf, REGION } from "../contract/target";
import { type Account, type Call, LABEL, openAccount, type Operation, type OperationName } from "./account";
import { type Command, refresh, type Stack, up } from "./stack";

/** The program's own description, which no message may show. */
export const DESCRIPTION = "canary of the program";

export const PROGRAM = {
  connectorLabel: LABEL,
  connectorProvisioningConfig: { lambda: { lambdaArn: arnOf("crm") } },
  connectorProvisioningType: "LAMBDA",
  region: REGION,
  description: DESCRIPTION,
} as const;

/** The calls of an operation that a fault is put on. */
export interface Place {
  readonly name: string;
  readonly calls: readonly Call[];
  /** Somebody has unregistered the connector before. */
  readonly isGone?: boolean;
}

export interface LifecycleOperation {
  readonly name: OperationName;
  readonly places: readonly Place[];
  /** Brings the account and the stack to where the command finds them. */
  readonly given: (account: Account) => Promise<Stack>;
  readonly command: Command;
}

export const FIRST_LOOK: Place = {
  name: "first look",
  calls: [{ operation: "DescribeConnector", after: 0 }],
};
const CALLER: Place = {
  name: "GetCallerIdentity, as it is gone",
  calls: [{ operation: "GetCallerIdentity", after: 0 }],
  isGone: true,
};

/** The name of the place that is the look after a write. */
export const LOOK_AFTER = "look after";

function placesOf(write: Operation): Place[] {
  const written: Call = { operation: write, after: 0 };
  const looked: Call = { operation: "DescribeConnector", after: 1 };
  return [
    FIRST_LOOK,
    { name: write, calls: [written] },
    { name: LOOK_AFTER, calls: [looked] },
    { name: `${write} and look after`, calls: [written, looked] },
  ];
}

/** A stack that has created its resource. It is created once, and found by each case as it was then. */
async function created(account: Account): Promise<Stack> {
  const { stack, registration } = await (creation ??= createOnce());
  account.emulator.connectors.put(LABEL, registration);
  return { ...stack };
}

let creation: ReturnType<typeof createOnce> | undefined;

async function createOnce() {
  const account = await openAccount({});
  const stack: Stack = { program: PROGRAM };
  await up(stack, account.context());
  const registration = account.emulator.connectors.get(LABEL);
  await account.emulator.close();
  return { stack, registration };
}

export const OPERATIONS: readonly LifecycleOperation[] = [
  {
    name: "create",
    places: placesOf("RegisterConnector"),
    given: () => Promise.resolve({ program: PROGRAM }),
    command: up,
  },
  {
    name: "adopt",
    places: placesOf("UpdateConnectorRegistration"),
    given: ({ emulator }) => {
      emulator.connectors.put(LABEL, { lambdaArn: arnOf("erp"), description: "theirs" });
      return Promise.resolve({ program: { ...PROGRAM, adopt: true } });
    },
    command: up,
  },
  {
    name: "read",
    places: [
      FIRST_LOOK,
      CALLER,
      {
        name: "second look, as it is gone",
        calls: [{ operation: "DescribeConnector", after: 1 }],
        isGone: true,
      },
    ],
    given: async (account) => {
      const stack = await created(account);
      account.emulator.connectors.edit(LABEL, { description: "drifted" });
      return stack;
    },
    command: refresh,
  },
  {
    name: "update",
    places: [...placesOf("UpdateConnectorRegistration"), CALLER],
    given: async (account) => {
      const stack = await created(account);
      const connectorProvisioningConfig = { lambda: { lambdaArn: arnOf("erp") } };
      return {
        ...stack,
        program: { ...PROGRAM, connectorProvisioningConfig, description: `changed ${DESCRIPTION}` },
      };
    },
    command: up,
  },
  {
    name: "delete",
    places: [...placesOf("UnregisterConnector"), CALLER],
    given: async (account) => {
      const { resource } = await created(account);
      return resource ? { resource } : {};
    },
    command: up,
  },
];
