import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { Appflow, type ConnectorConfiguration, type RegisterConnectorResponse } from "@aws-sdk/client-appflow";
import { type Emulator, type EmulatorOptions, type FunctionSource, startEmulator } from "../../../emulator/index";
import { waitUntil } from "./waitUntil";

export const ACCOUNT = "123456789012";
export const REGION = "eu-west-1";

const FIXTURES = path.join(__dirname, "fixtures");
/** Folders of functions: good ones in Node and Python, and bad ones in both. */
export const NODE = path.join(FIXTURES, "node");
export const PYTHON = path.join(FIXTURES, "python");
export const BAD = path.join(FIXTURES, "bad");

/** Python isn't on every machine. */
export const HAS_PYTHON = spawnSync("python3", ["--version"]).status === 0;

export const arnOf = (name: string, region = REGION, account = ACCOUNT): string =>
  `arn:aws:lambda:${region}:${account}:function:${name}`;

export const ANSWER = {
  isSuccess: true,
  connectorName: "Instant",
  connectorVersion: "1.0",
  connectorModes: ["SOURCE"],
};

export const instant: FunctionSource = { answer: ANSWER };

export const registration = (connectorLabel = "crm", name = "instant") => ({
  connectorLabel,
  connectorProvisioningType: "LAMBDA" as const,
  connectorProvisioningConfig: { lambda: { lambdaArn: arnOf(name) } },
});

export const registrationBody = (...which: Parameters<typeof registration>): string =>
  JSON.stringify(registration(...which));

export interface TestEmulator extends Emulator {
  /** AWS's SDK; one attempt. */
  appflow: Appflow;
  /** `name` is the function's. */
  register(label?: string, more?: object, name?: string): Promise<RegisterConnectorResponse>;
  describe(label?: string): Promise<ConnectorConfiguration>;
  update(more?: object): Promise<unknown>;
  /** Waits until a function has begun to run so often. */
  waitForRuns(name: string, runs: number): Promise<unknown>;
  /** Another client, which is destroyed after the test. */
  client(...settings: ClientSettings): Appflow;
  /** Closes it and starts another one. */
  restart(options: EmulatorOptions): Promise<void>;
}

type ClientSettings = [accessKeyId?: string, region?: string, maxAttempts?: number];

/** An emulator with a function, "instant", that answers at once. Each test gets a new one, which is closed afterwards. */
export function eachTestEmulator(options: () => EmulatorOptions = () => ({})): TestEmulator {
  const clients: Appflow[] = [];
  const calls: Omit<TestEmulator, keyof Emulator | "appflow"> = {
    client(...settings) {
      const client = new Appflow(connection(aws, ...settings));
      clients.push(client);
      return client;
    },
    register: (label, more, name) => aws.appflow.registerConnector({ ...registration(label, name), ...more }),
    async describe(connectorLabel = "crm") {
      const input = { connectorType: "CustomConnector", connectorLabel } as const;
      return (await aws.appflow.describeConnector(input)).connectorConfiguration ?? {};
    },
    update: (more) => aws.appflow.updateConnectorRegistration({ connectorLabel: "crm", ...more }),
    waitForRuns: (name, runs) => waitForRuns(aws, name, runs),
    async restart(options) {
      await stop();
      await start(options);
    },
  };
  const aws = { ...calls } as TestEmulator;
  const start = async (options: EmulatorOptions): Promise<void> => {
    Object.assign(aws, await startTestEmulator(options));
    aws.appflow = aws.client();
  };
  const stop = async (): Promise<void> => {
    for (const client of clients.splice(0)) client.destroy();
    await aws.close();
  };
  beforeEach(() => start(options()));
  afterEach(stop);
  return aws;
}

export function waitForRuns({ functions }: Emulator, name: string, runs: number): Promise<unknown> {
  return waitUntil(
    name,
    () => functions.get(arnOf(name))?.invocations,
    (it) => it === runs,
  );
}

export function startTestEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  return startEmulator({ ...options, functions: { [arnOf("instant")]: instant, ...options.functions } });
}

/** The settings of an SDK client that calls the emulator; one attempt unless told. */
export const connection = (
  { url }: Pick<Emulator, "url">,
  accessKeyId = ACCOUNT,
  region = REGION,
  maxAttempts = 1,
) => ({
  endpoint: url,
  region,
  maxAttempts,
  credentials: { accessKeyId, secretAccessKey: "canary-secret-key" },
});

/** Waits for a failure and checks its type and status. */
export async function assertRefused(call: Promise<unknown>, type: string, status: number): Promise<Error> {
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

/** A header of credentials whose signature is nonsense. */
export function authorization(account = ACCOUNT): string {
  const scope = `${account}/20260101/${REGION}/appflow/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
}

export function post(
  { url }: Pick<Emulator, "url">,
  route: string,
  body: string,
  init: RequestInit = {},
): Promise<Response> {
  return fetch(url + route, {
    method: "POST",
    body,
    headers: { authorization: authorization() },
    ...init,
  });
}
