import type {
  AppflowClient,
  ConnectorConfiguration,
  ConnectorDetail,
  ConnectorProvisioningType,
} from "@aws-sdk/client-appflow";
import { callerAccount, clientConfig, sentInTime, once, rememberAttempts, text, until } from "./awsClient";
import { compact, type Connection, LIMITS } from "./connection";
import { attempt, type CallOf, orAbsent } from "./failures";
import { failure, type Subject } from "./findings";
import { limited } from "./limited";

/** A registration as DescribeConnector shows it. What the service left out, or gave in another shape, is absent. */
export interface Registration {
  readonly connectorLabel: string;
  readonly connectorArn: string;
  readonly accountId: string;
  readonly lambdaArn?: string;
  readonly connectorProvisioningType?: string;
  readonly description?: string;
  readonly connectorName?: string;
  readonly connectorOwner?: string;
  readonly connectorVersion?: string;
  readonly connectorModes?: string[];
  /** ISO 8601. */
  readonly registeredAt?: string;
  readonly registeredBy?: string;
}

/** What RegisterConnector and UpdateConnectorRegistration are asked for. */
export interface Wish {
  readonly connectorLabel: string;
  readonly connectorProvisioningType?: string;
  readonly lambdaArn: string;
  readonly description?: string | undefined;
  readonly clientToken: string;
}

/** AppFlow in one region, as one set of credentials sees it. Each method throws a DiagnosticError about its subject. */
export interface AppFlow {
  /** The registration under a label, or undefined when there is none. */
  describe: (label: string, subject: Subject) => Promise<Registration | undefined>;
  /** The whole answer of DescribeConnector, or undefined. */
  configuration: (label: string, subject: Subject) => Promise<ConnectorConfiguration | undefined>;
  /** The account's custom connectors, of all pages; AWS's own are left out. */
  list: (subject: Subject) => Promise<ConnectorDetail[]>;
  /** Returns the ARN, if the answer has one. */
  register: (wish: Wish, subject: Subject) => Promise<string | undefined>;
  /** A member that is left out keeps its value; an empty description removes it. */
  update: (wish: Wish, subject: Subject) => Promise<void>;
  /** That there is nothing to remove is no failure. */
  unregister: (label: string, forceDelete: boolean, subject: Subject) => Promise<void>;
  /** Names of the connector profiles that use a label: the first page, at most 100. */
  profiles: (label: string, subject: Subject) => Promise<string[]>;
  /** The account of the credentials, as sts:GetCallerIdentity says. Asked once. */
  account: (subject: Subject) => Promise<string>;
  /** How far AWS's clock is ahead of this machine's, in milliseconds; 0 as long as the SDK has seen less than 5 minutes. */
  clockOffset: () => Promise<number>;
  /** The region that it talks to. */
  region: (subject: Subject) => Promise<string>;
}

/**
 * Opens AppFlow in a region; without one, in the region of the SDK's own chain. Loads the SDK on the first call. The signal
 * ends what is being looked up.
 */
export function openAppFlow(connection: Connection, region?: string, signal?: AbortSignal): AppFlow {
  const client = once(async () => {
    const [sdk, config] = await Promise.all([loadSdk(), clientConfig(connection, region, "appflow")]);
    return rememberAttempts(new sdk.AppflowClient(config));
  });
  const regionOf = async (subject: Subject) =>
    region ??
    (await client()).config.region().catch(() => {
      throw failure("region-missing", subject, {});
    });
  const inTurn = limited(LIMITS.calls);
  const call: Call = async (operation, subject, send) => {
    await regionOf(subject);
    const made = async () => send(await loadSdk(), await client());
    return inTurn(() => attempt(operation, subject, () => sentInTime(made())));
  };
  return {
    ...reads(call, signal),
    ...writes(call),
    account: once(async (subject) => {
      await regionOf(subject);
      return callerAccount(connection, region, subject, signal);
    }),
    clockOffset: async () => (await client()).config.systemClockOffset,
    region: regionOf,
  };
}

type Sdk = typeof import("@aws-sdk/client-appflow");

type Call = CallOf<Sdk, AppflowClient>;

function loadSdk(): Promise<Sdk> {
  return import("@aws-sdk/client-appflow");
}

function reads(
  call: Call,
  signal: AbortSignal | undefined,
): Pick<AppFlow, "configuration" | "describe" | "list" | "profiles"> {
  const configuration: AppFlow["configuration"] = (connectorLabel, subject) =>
    orAbsent(
      call("DescribeConnector", subject, async (sdk, client) => {
        const command = new sdk.DescribeConnectorCommand({
          connectorType: "CustomConnector",
          connectorLabel,
        });
        return (await client.send(command, until(signal))).connectorConfiguration ?? {};
      }),
    );
  return {
    configuration,
    describe: async (label, subject) => {
      const answer = await configuration(label, subject);
      return answer && toRegistration(answer, label, subject);
    },
    list: (subject) =>
      call("ListConnectors", subject, (sdk, client) => listCustomConnectors(sdk, client, signal)),
    profiles: (connectorLabel, subject) =>
      call("DescribeConnectorProfiles", subject, async (sdk, client) => {
        const input = { connectorType: "CustomConnector", connectorLabel } as const;
        const command = new sdk.DescribeConnectorProfilesCommand(input);
        const { connectorProfileDetails } = await client.send(command, until(signal));
        return (connectorProfileDetails ?? []).flatMap((profile) => text(profile.connectorProfileName) ?? []);
      }),
  };
}

function writes(call: Call): Pick<AppFlow, "register" | "update" | "unregister"> {
  return {
    register: ({ lambdaArn, connectorProvisioningType, ...wish }, subject) =>
      call("RegisterConnector", subject, async (sdk, client) => {
        const type = connectorProvisioningType as ConnectorProvisioningType;
        const input = { ...wish, connectorProvisioningType: type, ...provisioning(lambdaArn) };
        const sent = client.send(new sdk.RegisterConnectorCommand(input), until());
        return text((await withheld(wish, sent)).connectorArn);
      }),
    update: ({ lambdaArn, connectorLabel, description, clientToken }, subject) =>
      call("UpdateConnectorRegistration", subject, async (sdk, client) => {
        const input = { connectorLabel, description, clientToken, ...provisioning(lambdaArn) };
        await withheld(input, client.send(new sdk.UpdateConnectorRegistrationCommand(input), until()));
      }),
    unregister: async (connectorLabel, forceDelete, subject) => {
      const removed = call("UnregisterConnector", subject, async (sdk, client) => {
        await client.send(new sdk.UnregisterConnectorCommand({ connectorLabel, forceDelete }), until());
      });
      await orAbsent(removed);
    },
  };
}

/** AWS may quote what it rejects, and these may be secrets. Shorter texts are none, and would tear words apart. */
async function withheld<T>(
  { description = "", clientToken }: Pick<Wish, "description" | "clientToken">,
  sent: Promise<T>,
): Promise<T> {
  return sent.catch((error: unknown) => {
    if (!(error instanceof Error)) throw error;
    const secrets = { "the description": description, "the client token": clientToken };
    for (const [name, secret] of Object.entries(secrets).filter(([, { length }]) => length > 3))
      for (const quoted of [secret, JSON.stringify(secret).slice(1, -1)])
        error.message = error.message.replaceAll(quoted, `(${name})`);
    throw error;
  });
}

async function listCustomConnectors(
  sdk: Sdk,
  client: AppflowClient,
  signal: AbortSignal | undefined,
): Promise<ConnectorDetail[]> {
  const found: ConnectorDetail[] = [];
  const paging = { client, pageSize: 100, stopOnSameToken: true };
  for await (const page of sdk.paginateListConnectors(paging, {}, until(signal))) {
    found.push(...(page.connectors ?? []).filter(({ connectorType }) => connectorType === "CustomConnector"));
  }
  return found;
}

function provisioning(lambdaArn: string) {
  return { connectorProvisioningConfig: { lambda: { lambdaArn } } };
}

/** An answer without an ARN is no answer of AppFlow's: nothing could be recorded of it. */
function toRegistration(answer: ConnectorConfiguration, label: string, subject: Subject): Registration {
  const connectorArn = text(answer.connectorArn);
  const accountId = connectorArn?.split(":")[4];
  if (!connectorArn || !accountId || !/^[0-9]{12}$/.test(accountId)) {
    throw failure("answer-unreadable", subject, {
      service: "DescribeConnector answered without a connector's ARN",
    });
  }
  const modes: unknown = answer.connectorModes;
  return compact({
    connectorLabel: label,
    connectorArn,
    accountId,
    lambdaArn: text(answer.connectorProvisioningConfig?.lambda?.lambdaArn),
    connectorProvisioningType: text(answer.connectorProvisioningType),
    description: text(answer.connectorDescription),
    connectorName: text(answer.connectorName),
    connectorOwner: text(answer.connectorOwner),
    connectorVersion: text(answer.connectorVersion),
    connectorModes: Array.isArray(modes) ? modes.filter((mode) => typeof mode === "string") : undefined,
    registeredAt: isoTime(answer.registeredAt),
    registeredBy: text(answer.registeredBy),
  });
}

export function isoTime(value: unknown): string | undefined {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : undefined;
}
