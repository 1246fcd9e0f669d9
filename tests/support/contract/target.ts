import { randomBytes } from "node:crypto";
import { type Emulator, startEmulator } from "../../../emulator/index";
import type { AppFlow } from "../../../provider/aws/appflow";
import { openServices, type Services } from "../../../provider/aws/services";
import { type Connection, readConnection } from "../../../provider/config/connection";
import { DiagnosticError } from "../../../provider/diagnostics/diagnostic";
import { systemClock } from "../../../provider/lifecycle/clock";
import { type LifecycleContext, newRun } from "../../../provider/lifecycle/context";

export { within } from "../limits";

export const ACCOUNT = "123456789012";
export const REGION = "eu-west-1";
export const OTHER_ACCOUNT = "210987654321";

export const arnOf = (name: string): string => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;

/** A function that answers at once, as a connector does. */
export const connectorFunction = (connectorName: string) => ({
  answer: {
    isSuccess: true,
    connectorName,
    connectorOwner: "Acme",
    connectorVersion: "1.0",
    connectorModes: ["SOURCE"],
  },
});

/** Where the suite runs: the emulator, or AWS with `APPFLOW_CONTRACT=aws` and `APPFLOW_CONTRACT_FUNCTION_ARN`. */
export interface Target {
  readonly region: string;
  readonly functionArn: string;
  readonly appflow: AppFlow;
  readonly context: LifecycleContext;
  /** A label of this run's own; what is left of it is unregistered in the end. */
  label(name: string): string;
  close(): Promise<void>;
}

export const ON_AWS = process.env["APPFLOW_CONTRACT"] === "aws";

export async function openTarget(): Promise<Target> {
  const emulator = ON_AWS ? undefined : await emulated();
  const functionArn = emulator ? arnOf("crm") : process.env["APPFLOW_CONTRACT_FUNCTION_ARN"];
  if (!functionArn) throw new Error("APPFLOW_CONTRACT=aws needs APPFLOW_CONTRACT_FUNCTION_ARN");
  const region = functionArn.split(":")[3];
  const services = openServices(emulator ? settingsOf(emulator) : () => undefined);
  const appflow = services.appflow(region);
  const prefix = `contract-${randomBytes(4).toString("hex")}`;
  const labels = new Set<string>();
  return {
    region,
    functionArn,
    appflow,
    context: newContext(services),
    label: (name) => {
      labels.add(`${prefix}-${name}`);
      return `${prefix}-${name}`;
    },
    close: async () => {
      for (const label of labels) await appflow.unregister(label, true);
      await emulator?.close();
    },
  };
}

/** What the lifecycle stands on, in a run of its own. */
export function newContext(services: Services): LifecycleContext {
  return { ...services, clock: systemClock, ...newRun(), notify: () => undefined };
}

/** The same, on an emulator. */
export function contextTo(emulator: Emulator, configuration: Record<string, string> = {}): LifecycleContext {
  return newContext(openServices(settingsOf(emulator, configuration)));
}

/** An emulator with two functions that answer at once, and one that doesn't answer in the way of connectors. */
export function emulated(): Promise<Emulator> {
  return startEmulator({
    functions: {
      [arnOf("crm")]: connectorFunction("CRM"),
      [arnOf("erp")]: connectorFunction("ERP"),
      [arnOf("crashed")]: { answer: "no connector's answer" },
    },
  });
}

/** The stack's configuration that leads to an emulator, or to what stands before it. One attempt, unless told. */
export function configurationTo(
  { url }: Pick<Emulator, "url">,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    "aws:accessKey": ACCOUNT,
    "aws:secretKey": "canary-secret",
    "aws:endpoints": JSON.stringify([{ appflow: url, sts: url, lambda: url }]),
    "aws:maxRetries": "0",
    ...more,
  };
}

/** The same, as the provider reads it. */
export function settingsOf(emulator: Pick<Emulator, "url">, more: Readonly<Record<string, string>> = {}) {
  const configuration = configurationTo(emulator, more);
  return (name: string): string | undefined => configuration[name];
}

export function connectionTo(emulator: Pick<Emulator, "url">, configuration: Record<string, string> = {}): Connection {
  return readConnection(settingsOf(emulator, configuration)).connection;
}

/** The answer of an operation of STS whose credentials expire too soon to be kept. */
export function credentialsForAMinute(operation: string, accessKeyId: string): { body: string } {
  const expiration = new Date(Date.now() + 60_000).toISOString();
  const credentials = `<AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><Expiration>${expiration}</Expiration>`;
  const result = `<${operation}Result><Credentials>${credentials}</Credentials></${operation}Result>`;
  return { body: `<${operation}Response>${result}</${operation}Response>` };
}

/** The diagnostic that a call fails with. */
export async function failureOf(call: Promise<unknown>): Promise<DiagnosticError> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof DiagnosticError) return error;
  throw new Error(`a diagnostic was expected, not ${error instanceof Error ? error.stack : "success"}`);
}
