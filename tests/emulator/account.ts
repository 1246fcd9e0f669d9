import assert from "node:assert/strict";
import path from "node:path";
import { AppflowClient } from "@aws-sdk/client-appflow";
import { type Emulator, type EmulatorOptions, type FunctionSource, startEmulator } from "../../emulator";

export const ACCOUNT = "123456789012";
export const REGION = "eu-west-1";
export const NODE = path.join(__dirname, "fixtures", "node");
export const PYTHON = path.join(__dirname, "fixtures", "python");

export const arnOf = (name: string, region = REGION, account = ACCOUNT): string =>
  `arn:aws:lambda:${region}:${account}:function:${name}`;

export const ANSWER = {
  isSuccess: true,
  connectorName: "Instant",
  connectorVersion: "1.0",
  connectorModes: ["SOURCE"],
};

export const instant: FunctionSource = { answer: ANSWER };

/** An emulator with one function that answers at once, under the name "instant". */
export function emulated(options: EmulatorOptions = {}): Promise<Emulator> {
  return startEmulator({ ...options, functions: { [arnOf("instant")]: instant, ...options.functions } });
}

/** What the SDK's clients are given so that they call the emulator; one attempt unless told. */
export const connection = ({ url }: Emulator, accessKeyId = ACCOUNT, region = REGION, maxAttempts = 1) => ({
  endpoint: url,
  region,
  maxAttempts,
  credentials: { accessKeyId, secretAccessKey: "canary-secret-key" },
});

export const client = (...given: Parameters<typeof connection>): AppflowClient =>
  new AppflowClient(connection(...given));

export const registration = (connectorLabel = "crm", name = "instant") => ({
  connectorLabel,
  connectorProvisioningType: "LAMBDA" as const,
  connectorProvisioningConfig: { lambda: { lambdaArn: arnOf(name) } },
});

/** Waits for a failure and checks its type and status. */
export async function refused(call: Promise<unknown>, type: string, status: number): Promise<Error> {
  try {
    await call;
  } catch (error) {
    const failure = error as Error & { $metadata?: { httpStatusCode?: number; requestId?: string } };
    assert.equal(failure.name, type, failure.message);
    assert.equal(failure.$metadata?.httpStatusCode, status);
    assert.match(failure.$metadata?.requestId ?? "", /^[0-9a-f-]{36}$/);
    return failure;
  }
  throw new assert.AssertionError({ message: `${type} was expected` });
}

/** A raw request with credentials whose signature is nonsense. */
export function post(
  emulator: Emulator,
  route: string,
  body: string,
  init: RequestInit = {},
): Promise<Response> {
  const scope = `${ACCOUNT}/20260101/${REGION}/appflow/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
  return fetch(emulator.url + route, { method: "POST", body, headers: { authorization }, ...init });
}
