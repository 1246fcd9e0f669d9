import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { compact } from "../resource/path";
import type { Connection } from "../config/connection";
import { openClient, textOf } from "./client";
import { orAbsent } from "./errors";

/** A connector's function as GetFunction shows it. What Lambda leaves out is absent. */
export interface ConnectorFunction {
  readonly state?: string;
  /** Why it is in that state, in Lambda's words. */
  readonly reason?: string;
  /** When its code or configuration changed last; ISO 8601. */
  readonly lastModified?: string;
}

/** What a function answers an event with. */
export interface FunctionAnswer {
  readonly payload: unknown;
  /** Whether it threw, ran out of time or the like. */
  readonly isFailure: boolean;
}

/** Lambda in one region, as far as connectors need it. Each method throws a DiagnosticError. A signal ends its call. */
export interface Lambda {
  /** The function with an ARN, or undefined when there is none. */
  readonly describe: (lambdaArn: string, signal?: AbortSignal) => Promise<ConnectorFunction | undefined>;
  /** The resource policy's JSON, or undefined when there is none. */
  readonly policy: (lambdaArn: string, signal?: AbortSignal) => Promise<string | undefined>;
  readonly invoke: (lambdaArn: string, event: object, signal?: AbortSignal) => Promise<FunctionAnswer>;
}

type Sdk = typeof import("@aws-sdk/client-lambda");
// eslint-disable-next-line @typescript-eslint/no-require-imports
const loadSdk = () => require("@aws-sdk/client-lambda") as Sdk;

/** Opens Lambda in a region. The SDK is loaded for the first call. */
export function openLambda(connection: Connection, region: string | undefined): Lambda {
  const options = { connection, region, service: "lambda" } as const;
  const { call } = openClient(loadSdk, (sdk, config) => new sdk.LambdaClient(config), options);
  return {
    describe: (FunctionName, signal) => {
      const described = call(
        "GetFunction",
        async (sdk, send) =>
          toConnectorFunction((await send(new sdk.GetFunctionCommand({ FunctionName }))).Configuration),
        { signal },
      );
      return orAbsent(described);
    },
    policy: (FunctionName, signal) => {
      const policy = call(
        "GetPolicy",
        async (sdk, send) => textOf((await send(new sdk.GetPolicyCommand({ FunctionName }))).Policy),
        { signal },
      );
      return orAbsent(policy);
    },
    invoke: (FunctionName, event, signal) =>
      call(
        "Invoke",
        async (sdk, send) => {
          const command = new sdk.InvokeCommand({ FunctionName, Payload: JSON.stringify(event) });
          const { Payload, FunctionError } = await send(command);
          return { payload: parsePayload(Payload), isFailure: FunctionError !== undefined };
        },
        { signal },
      ),
  };
}

function toConnectorFunction({ State, StateReason, LastModified }: FunctionConfiguration = {}) {
  return compact({
    state: textOf(State),
    reason: textOf(StateReason),
    lastModified: isoTimeOf(textOf(LastModified)),
  });
}

/** Lambda writes its time zone without the colon that ISO 8601 has. */
function isoTimeOf(lastModified: string | undefined): string | undefined {
  const time = new Date(lastModified?.replace(/([+-]\d\d)(\d\d)$/, "$1:$2") ?? "");
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

function parsePayload(payload: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(payload ?? []).toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}
