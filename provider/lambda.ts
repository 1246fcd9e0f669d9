import type { LambdaClient } from "@aws-sdk/client-lambda";
import { clientConfig, once, text, until } from "./awsClient";
import { compact, type Connection } from "./connection";
import { attempt, type CallOf, orAbsent } from "./failures";
import type { Subject } from "./findings";

/** A connector's function as GetFunction shows it. What Lambda left out is absent. */
export interface ConnectorFunction {
  readonly state?: string;
  /** Why it is in that state, in Lambda's words. */
  readonly reason?: string;
  /** When its code or configuration changed last; ISO 8601. */
  readonly lastModified?: string;
}

/** What a function answered an event with. */
export interface Answer {
  readonly payload: unknown;
  /** Whether it threw, ran out of time or the like. */
  readonly failed: boolean;
}

/** Lambda in one region, as far as connectors need it. Each method throws a DiagnosticError about its subject. */
export interface Lambda {
  /** The function with an ARN, or undefined when there is none. */
  readonly describe: (lambdaArn: string, subject: Subject) => Promise<ConnectorFunction | undefined>;
  /** The resource policy's JSON, or undefined when there is none. */
  readonly policy: (lambdaArn: string, subject: Subject) => Promise<string | undefined>;
  readonly invoke: (lambdaArn: string, event: object, subject: Subject) => Promise<Answer>;
}

type Sdk = typeof import("@aws-sdk/client-lambda");

type Call = CallOf<Sdk, LambdaClient>;

/** Opens Lambda in a region. Loads the SDK on the first call. The signal ends what is being looked up. */
export function openLambda(connection: Connection, region: string | undefined, signal?: AbortSignal): Lambda {
  const loaded = once(async () => {
    const [sdk, config] = await Promise.all([
      import("@aws-sdk/client-lambda"),
      clientConfig(connection, region, "lambda"),
    ]);
    return { sdk, client: new sdk.LambdaClient(config) };
  });
  const call: Call = (operation, subject, send) =>
    attempt(operation, subject, async () => {
      const { sdk, client } = await loaded();
      return send(sdk, client);
    });
  return calls(call, signal);
}

function calls(call: Call, signal: AbortSignal | undefined): Lambda {
  return {
    describe: (FunctionName, subject) =>
      orAbsent(
        call("GetFunction", subject, async (sdk, client) => {
          const command = new sdk.GetFunctionCommand({ FunctionName });
          const { Configuration = {} } = await client.send(command, until(signal));
          const { State, StateReason, LastModified } = Configuration;
          return compact({
            state: text(State),
            reason: text(StateReason),
            lastModified: isoTimeOf(text(LastModified)),
          });
        }),
      ),
    policy: (FunctionName, subject) =>
      orAbsent(
        call("GetPolicy", subject, async (sdk, client) => {
          const command = new sdk.GetPolicyCommand({ FunctionName });
          return text((await client.send(command, until(signal))).Policy);
        }),
      ),
    invoke: (FunctionName, event, subject) =>
      call("Invoke", subject, async (sdk, client) => {
        const command = new sdk.InvokeCommand({ FunctionName, Payload: JSON.stringify(event) });
        const { Payload, FunctionError } = await client.send(command, until(signal));
        return { payload: parsed(Payload), failed: FunctionError !== undefined };
      }),
  };
}

/** Lambda writes its time zone without the colon that ISO 8601 has. */
function isoTimeOf(lastModified: string | undefined): string | undefined {
  const time = new Date(lastModified?.replace(/([+-]\d\d)(\d\d)$/, "$1:$2") ?? "");
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

function parsed(payload: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(payload ?? []).toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}
