// The five operations of the lifecycle: what they begin with, the command that is run, and the calls that it makes.
import type { ConnectorRegistrationInputs } from "../../../provider/resource/types";
import { arnOf, REGION } from "../contract/target";
import { json, type Stack } from "../engine/engine";
import type { Operation } from "../engine/interceptCalls";
import { type Account, type Call, LABEL, openAccount } from "./account";
import { type Command, run } from "./scene";

/** Adopting is a create whose label is registered already. */
export type OperationName = "create" | "adopt" | "read" | "update" | "delete";

/** The program's description, which no message may show. */
export const DESCRIPTION = "canary of the program";

export const PROGRAM: ConnectorRegistrationInputs = {
  connectorLabel: LABEL,
  connectorProvisioningConfig: { lambda: { lambdaArn: arnOf("crm") } },
  connectorProvisioningType: "LAMBDA",
  region: REGION,
  description: DESCRIPTION,
};

/** The calls of an operation that meet a fault. */
export interface Point {
  readonly name: string;
  readonly calls: readonly Call[];
  /** Somebody has unregistered the connector before. */
  readonly isGone?: boolean;
}

/** What a command begins with. */
interface Beginning {
  readonly stack: Stack;
  readonly program?: ConnectorRegistrationInputs;
}

export interface LifecycleOperation {
  readonly name: OperationName;
  readonly points: readonly Point[];
  /** Prepares the account. */
  readonly prepare: (account: Account) => Promise<Beginning>;
  readonly command: Command;
}

export const FIRST_OBSERVATION: Point = {
  name: "first observation",
  calls: [{ operation: "DescribeConnector", after: 0 }],
};
const CALLER: Point = {
  name: "GetCallerIdentity, as it is gone",
  calls: [{ operation: "GetCallerIdentity", after: 0 }],
  isGone: true,
};
const SECOND_OBSERVATION: Call = { operation: "DescribeConnector", after: 1 };

/** The name of the point that is the observation after a write. */
export const OBSERVATION_AFTER = "observation after";

function pointsOf(operation: Operation): Point[] {
  const write: Call = { operation, after: 0 };
  return [
    FIRST_OBSERVATION,
    { name: operation, calls: [write] },
    { name: OBSERVATION_AFTER, calls: [SECOND_OBSERVATION] },
    { name: `${operation} and observation after`, calls: [write, SECOND_OBSERVATION] },
  ];
}

/** Puts the registration of a stack that has created its resource. It is created once, and each case begins with a copy. */
async function prepareCreated(account: Account): Promise<Stack> {
  const { stack, registration } = await (created ??= createOnce());
  account.emulator.connectors.put(LABEL, registration);
  return json(stack);
}

let created: ReturnType<typeof createOnce> | undefined;

async function createOnce() {
  const account = await openAccount({});
  const stack: Stack = { resources: [] };
  await run({ account, stack, program: PROGRAM, command: "up" });
  const registration = account.emulator.connectors.get(LABEL);
  await account.emulator.close();
  return { stack, registration };
}

export const OPERATIONS: readonly LifecycleOperation[] = [
  {
    name: "create",
    points: pointsOf("RegisterConnector"),
    prepare: () => Promise.resolve({ stack: { resources: [] }, program: PROGRAM }),
    command: "up",
  },
  {
    name: "adopt",
    points: pointsOf("UpdateConnectorRegistration"),
    prepare: ({ emulator }) => {
      emulator.connectors.put(LABEL, { lambdaArn: arnOf("erp"), description: "theirs" });
      return Promise.resolve({ stack: { resources: [] }, program: { ...PROGRAM, adopt: true } });
    },
    command: "up",
  },
  {
    name: "read",
    points: [
      FIRST_OBSERVATION,
      CALLER,
      { name: "second observation, as it is gone", calls: [SECOND_OBSERVATION], isGone: true },
    ],
    prepare: async (account) => {
      const stack = await prepareCreated(account);
      account.emulator.connectors.edit(LABEL, { description: "drifted" });
      return { stack, program: PROGRAM };
    },
    command: "refresh",
  },
  {
    name: "update",
    points: [...pointsOf("UpdateConnectorRegistration"), CALLER],
    prepare: async (account) => {
      const connectorProvisioningConfig = { lambda: { lambdaArn: arnOf("erp") } };
      const changes = { connectorProvisioningConfig, description: `changed ${DESCRIPTION}` };
      return { stack: await prepareCreated(account), program: { ...PROGRAM, ...changes } };
    },
    command: "up",
  },
  {
    name: "delete",
    points: [...pointsOf("UnregisterConnector"), CALLER],
    prepare: async (account) => ({ stack: await prepareCreated(account) }),
    command: "up",
  },
];
