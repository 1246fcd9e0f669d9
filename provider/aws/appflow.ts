import type { ConnectorConfiguration, ConnectorDetail, ConnectorProvisioningType } from "@aws-sdk/client-appflow";
import type { Connection } from "../config/connection";
import { failure } from "../diagnostics/diagnostic";
import { compact } from "../resource/path";
import type { Observation } from "../resource/types";
import { type Call, openClient, type ServiceClient, textOf } from "./client";
import { memoize } from "./concurrency";
import { orAbsent } from "./errors";
import { getCallerAccount } from "./sts";

/** What RegisterConnector and UpdateConnectorRegistration are asked for. */
export interface RegistrationRequest {
  readonly connectorLabel: string;
  readonly connectorProvisioningType?: string;
  readonly connectorProvisioningConfig: Observation["connectorProvisioningConfig"];
  readonly description?: string | undefined;
  readonly clientToken: string;
}

/** AppFlow in one region, as one set of credentials sees it. Each method throws a DiagnosticError. A signal ends its call. */
export interface AppFlow {
  /** The registration under a label, or undefined when there is none. */
  describe: (label: string, signal?: AbortSignal) => Promise<Observation | undefined>;
  /** The whole answer of DescribeConnector, or undefined. */
  configuration: (label: string, signal?: AbortSignal) => Promise<ConnectorConfiguration | undefined>;
  /** The account's custom connectors, of all pages; AWS's own are left out. */
  list: (signal?: AbortSignal) => Promise<ConnectorDetail[]>;
  /** Returns the ARN, if the answer has one. */
  register: (request: RegistrationRequest) => Promise<string | undefined>;
  /** A member that is left out keeps its value; an empty description removes it. */
  update: (request: RegistrationRequest) => Promise<void>;
  /** That there is nothing to remove is no failure. */
  unregister: (label: string, forceDelete: boolean) => Promise<void>;
  /** Names of the connector profiles that use a label: the first page, at most 100. */
  profiles: (label: string) => Promise<string[]>;
  /** The account of the credentials, asked for once. */
  account: () => Promise<string>;
  /** How far AWS's clock is ahead of this machine's, in milliseconds; 0 as long as the SDK has seen less than 5 minutes. */
  clockOffset: () => Promise<number>;
  /** The region that it talks to. */
  region: () => Promise<string>;
}

type Sdk = typeof import("@aws-sdk/client-appflow");
type Client = import("@aws-sdk/client-appflow").AppflowClient;

/** Opens AppFlow in a region; without one, in the region of the SDK's own chain. The SDK is loaded for the first call. */
export function openAppFlow(connection: Connection, region?: string): AppFlow {
  const { call, client }: ServiceClient<Sdk, Client> = openClient(
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    () => require("@aws-sdk/client-appflow") as Sdk,
    (sdk, config) => new sdk.AppflowClient(config),
    { connection, region, service: "appflow" },
  );
  // A client that can't be made fails here first; what every operation begins with is DescribeConnector.
  const regionOf = async () => region ?? (await call("DescribeConnector", () => readRegion(client())));
  const located: Call<Sdk, Client> = async (...args) => {
    await regionOf();
    return call(...args);
  };
  return {
    ...reads(located),
    ...writes(located),
    account: memoize(async () => {
      await regionOf();
      return getCallerAccount(connection, region);
    }),
    clockOffset: () => Promise.resolve(client().config.systemClockOffset),
    region: regionOf,
  };
}

async function readRegion({ config }: Client): Promise<string> {
  return config.region().catch(() => {
    throw failure("region-missing", {});
  });
}

function reads(call: Call<Sdk, Client>): Pick<AppFlow, "configuration" | "describe" | "list" | "profiles"> {
  const configuration: AppFlow["configuration"] = (connectorLabel, signal) => {
    const input = { connectorType: "CustomConnector", connectorLabel } as const;
    const answer = call(
      "DescribeConnector",
      async (sdk, send) => (await send(new sdk.DescribeConnectorCommand(input))).connectorConfiguration ?? {},
      { signal },
    );
    return orAbsent(answer);
  };
  return {
    configuration,
    describe: async (label, signal) => {
      const answer = await configuration(label, signal);
      return answer && toObservation(answer, label);
    },
    list: (signal) => call("ListConnectors", listCustomConnectors, { signal }),
    profiles: (connectorLabel) =>
      call("DescribeConnectorProfiles", async (sdk, send) => {
        const input = { connectorType: "CustomConnector", connectorLabel } as const;
        const { connectorProfileDetails = [] } = await send(new sdk.DescribeConnectorProfilesCommand(input));
        return connectorProfileDetails.flatMap((profile) => textOf(profile.connectorProfileName) ?? []);
      }),
  };
}

function writes(call: Call<Sdk, Client>): Pick<AppFlow, "register" | "update" | "unregister"> {
  const sensitiveOf = ({ description = "", clientToken }: RegistrationRequest) => ({
    sensitive: [description, clientToken],
  });
  return {
    register: ({ connectorProvisioningType, ...request }) =>
      call(
        "RegisterConnector",
        async (sdk, send) => {
          const type = connectorProvisioningType as ConnectorProvisioningType;
          const input = { ...request, connectorProvisioningType: type };
          return textOf((await send(new sdk.RegisterConnectorCommand(input))).connectorArn);
        },
        sensitiveOf(request),
      ),
    update: (request) =>
      call(
        "UpdateConnectorRegistration",
        async (sdk, send) => {
          await send(new sdk.UpdateConnectorRegistrationCommand(request));
        },
        sensitiveOf(request),
      ),
    unregister: async (connectorLabel, forceDelete) => {
      const removed = call("UnregisterConnector", async (sdk, send) => {
        await send(new sdk.UnregisterConnectorCommand({ connectorLabel, forceDelete }));
      });
      await orAbsent(removed);
    },
  };
}

/** All pages. A token that repeats would never end. */
async function listCustomConnectors(sdk: Sdk, send: Client["send"]): Promise<ConnectorDetail[]> {
  const found: ConnectorDetail[] = [];
  let nextToken: string | undefined;
  let isRepeated = false;
  do {
    const page = await send(new sdk.ListConnectorsCommand({ maxResults: 100, nextToken }));
    found.push(...(page.connectors ?? []).filter(({ connectorType }) => connectorType === "CustomConnector"));
    isRepeated = page.nextToken === nextToken;
    nextToken = page.nextToken;
  } while (nextToken && !isRepeated);
  return found;
}

/** An answer without an ARN is no answer of AppFlow's: nothing could be recorded of it. */
function toObservation(answer: ConnectorConfiguration, label: string): Observation {
  const connectorArn = textOf(answer.connectorArn);
  const accountId = connectorArn?.split(":")[4];
  if (!connectorArn || !accountId || !/^[0-9]{12}$/.test(accountId)) {
    throw failure("answer-unreadable", { service: "DescribeConnector answered without a connector's ARN" });
  }
  const modes: unknown = answer.connectorModes;
  const lambdaArn = textOf(answer.connectorProvisioningConfig?.lambda?.lambdaArn) ?? "";
  return compact({
    connectorLabel: label,
    connectorArn,
    accountId,
    connectorProvisioningConfig: { lambda: { lambdaArn } },
    connectorProvisioningType: textOf(answer.connectorProvisioningType),
    description: textOf(answer.connectorDescription),
    connectorName: textOf(answer.connectorName),
    connectorOwner: textOf(answer.connectorOwner),
    connectorVersion: textOf(answer.connectorVersion),
    connectorModes: Array.isArray(modes) ? modes.filter((mode) => typeof mode === "string") : undefined,
    registeredAt: isoTimeOf(answer.registeredAt),
    registeredBy: textOf(answer.registeredBy),
  });
}

export function isoTimeOf(value: unknown): string | undefined {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : undefined;
}
