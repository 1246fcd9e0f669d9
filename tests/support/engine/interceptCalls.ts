import type { AppFlow, RegistrationRequest } from "../../../provider/aws/appflow";

/** The operation of AWS that each method calls. */
const OPERATIONS = {
  describe: "DescribeConnector",
  configuration: "DescribeConnector",
  list: "ListConnectors",
  register: "RegisterConnector",
  update: "UpdateConnectorRegistration",
  unregister: "UnregisterConnector",
  profiles: "DescribeConnectorProfiles",
  account: "GetCallerIdentity",
} as const satisfies Partial<Record<keyof AppFlow, string>>;

export type Operation = (typeof OPERATIONS)[keyof typeof OPERATIONS];

export const WRITES: readonly Operation[] = ["RegisterConnector", "UpdateConnectorRegistration", "UnregisterConnector"];

export function isWrite(operation: string): boolean {
  return (WRITES as readonly string[]).includes(operation);
}

/** Makes a call in its own way: on this AppFlow or another one, or never. The label is undefined where no one label is meant. */
export type Intercept = <T>(
  operation: Operation,
  label: string | undefined,
  call: (appflow: AppFlow) => Promise<T>,
) => Promise<T>;

/** The same AppFlow, whose calls something else makes. */
export function interceptCalls(appflow: AppFlow, intercept: Intercept): AppFlow {
  const methods = Object.entries(OPERATIONS).map(([name, operation]) => {
    const method = name as "describe";
    const call: AppFlow["describe"] = (...args) =>
      intercept(operation, labelOf(args[0]), (service) => service[method](...args));
    return [name, call];
  });
  return { ...appflow, ...(Object.fromEntries(methods) as Partial<AppFlow>) };
}

function labelOf(argument: unknown): string | undefined {
  if (typeof argument === "string") return argument;
  return (argument as Partial<RegistrationRequest> | undefined)?.connectorLabel;
}
