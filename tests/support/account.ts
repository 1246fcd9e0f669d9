import { type Emulator, startEmulator } from "../../emulator/index";

export const REGION = "eu-west-1";
export const ACCOUNT = "123456789012";
export const OTHER_ACCOUNT = "210987654321";

/** What both functions answer, at once: a Node process for every call would be slower, and proves nothing more. */
const ANSWER = {
  isSuccess: true,
  connectorOwner: "Acme",
  connectorName: "CRM",
  connectorVersion: "1.0",
  connectorModes: ["SOURCE", "DESTINATION"],
};

/** The ARN of a function that the account of `startAccount` has. */
export function functionArn(name: "crm" | "crm-next", region = REGION, account = ACCOUNT): string {
  return `arn:aws:lambda:${region}:${account}:function:${name}`;
}

/** An emulated account with two deployed connector functions, in two regions and in a second account too. */
export async function startAccount(): Promise<Emulator> {
  const places = [
    [REGION, ACCOUNT],
    ["us-east-1", ACCOUNT],
    [REGION, OTHER_ACCOUNT],
  ] as const;
  const arns = places.flatMap(([region, account]) =>
    (["crm", "crm-next"] as const).map((name) => functionArn(name, region, account)),
  );
  return startEmulator({ functions: Object.fromEntries(arns.map((arn) => [arn, { answer: ANSWER }])) });
}

const WRITES = ["RegisterConnector", "UpdateConnectorRegistration", "UnregisterConnector"];

/** The writing calls since the last `journal.clear()`, in order. */
export function writes(emulator: Emulator): string[] {
  return emulator.journal.entries.map(({ operation }) => operation).filter((name) => WRITES.includes(name));
}
