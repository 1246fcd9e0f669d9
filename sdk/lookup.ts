import * as pulumi from "@pulumi/pulumi";
import type { ConnectorConfiguration, ConnectorDetail } from "@aws-sdk/client-appflow";
import { isoTime, openAppFlow } from "../provider/appflow";
import {
  type Connection,
  environmentRegion,
  excludedBy,
  LIMITS,
  reachesLambda,
  readConnection,
} from "../provider/connection";
import { text } from "../provider/awsClient";
import { DiagnosticError, explain, type Subject } from "../provider/findings";
import { openLambda } from "../provider/lambda";
import { readPreflightSettings } from "../provider/preflightSettings";
import { refuseAccount } from "../provider/refusals";
import { staleness } from "../provider/staleness";

/** A custom connector as DescribeConnector shows it, times as ISO 8601. */
export type ConnectorRegistrationResult = Dated<ConnectorConfiguration> & {
  /** Whether the function changed since it was registered; said only with `appflow:staleness: warn`. */
  isStale?: boolean;
};

/** A custom connector as ListConnectors shows it: without ARN and function. Times as ISO 8601. */
export type ConnectorRegistrationSummary = Dated<ConnectorDetail>;

type Dated<T extends { registeredAt?: Date | undefined }> = Omit<T, "registeredAt"> & {
  registeredAt?: string;
};

export interface GetConnectorRegistrationArgs {
  connectorLabel: string;
  /** Default: the stack's configuration, then the environment's. */
  region?: string | undefined;
}

export interface ListConnectorRegistrationsArgs {
  /** Default: the stack's configuration, then the environment's. */
  region?: string | undefined;
}

type InputsOf<T> = { [K in keyof T]: pulumi.Input<T[K]> };

/**
 * The whole configuration of a registered custom connector. Fails when the label is not registered. With
 * `appflow:staleness: warn` in the stack's configuration, warns when its function changed since.
 */
export async function getConnectorRegistration(
  args: GetConnectorRegistrationArgs,
): Promise<ConnectorRegistrationResult> {
  const { connectorLabel, region } = args;
  const { appflow, subject, connection } = open({ doing: "looking up", label: connectorLabel }, region);
  const found = await explained(appflow.configuration(connectorLabel, subject));
  if (!found) throw new pulumi.RunError(explain("registration-absent", subject, {}));
  const actual = text(found.connectorArn)?.split(":")[4];
  const setting = actual && excludedBy(connection, actual);
  if (setting) throw new pulumi.RunError(explain("account-not-allowed", subject, { actual, setting }));
  const stale = await stalenessOf(found, connection, subject);
  for (const { message } of stale ?? []) void pulumi.log.warn(message);
  return { ...dated(found), ...(stale ? { isStale: stale.length > 0 } : {}) };
}

/** Undefined where nobody asks for it, or it can't be told. */
async function stalenessOf(found: ConnectorConfiguration, connection: Connection, subject: Subject) {
  const { mode, staleness: isWanted } = readPreflightSettings((name) => pulumi.runtime.getConfig(name));
  const lambdaArn = found.connectorProvisioningConfig?.lambda?.lambdaArn;
  if (!isWanted || mode === "off" || !lambdaArn || !reachesLambda(connection)) return undefined;
  const asked = () => [isoTime(found.registeredAt)];
  const lambda = openLambda(connection, subject.region, AbortSignal.timeout(LIMITS.cause));
  return staleness(lambda, lambdaArn, asked, subject).catch(() => undefined);
}

/** The same for inputs that may be outputs of other resources. */
export function getConnectorRegistrationOutput(
  args: InputsOf<GetConnectorRegistrationArgs>,
): pulumi.Output<ConnectorRegistrationResult> {
  return pulumi.output(args).apply<ConnectorRegistrationResult>(getConnectorRegistration);
}

/** The custom connectors of the account, without those that AWS ships. */
export async function listConnectorRegistrations(
  args: ListConnectorRegistrationsArgs = {},
): Promise<ConnectorRegistrationSummary[]> {
  const { appflow, subject, connection } = open({ doing: "listing AppFlow connectors" }, args.region);
  await explained(refuseAccount(connection, appflow, subject));
  return (await explained(appflow.list(subject))).map(dated);
}

/** The same for inputs that may be outputs of other resources. */
export function listConnectorRegistrationsOutput(
  args: InputsOf<ListConnectorRegistrationsArgs> = {},
): pulumi.Output<ConnectorRegistrationSummary[]> {
  return pulumi
    .output(args)
    .apply<ConnectorRegistrationSummary[]>((known) => listConnectorRegistrations(known));
}

function open(subject: Subject, stated: string | undefined) {
  const { connection, findings } = readConnection((name) => pulumi.runtime.getConfig(name));
  const fault = findings.find(({ severity }) => severity === "error");
  if (fault) throw new pulumi.RunError(fault.message);
  const region = stated || connection.region || environmentRegion();
  return { appflow: openAppFlow(connection, region), subject: { ...subject, region }, connection };
}

/** Pulumi prints a RunError without its stack. */
async function explained<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof DiagnosticError ? new pulumi.RunError(error.message) : error;
  }
}

/** Plain JSON, as it may become an output: a garbled answer can hold what none can be, such as Infinity. */
function dated<T extends { registeredAt?: Date | undefined }>(found: T): Dated<T> {
  const { registeredAt, ...rest } = found;
  const time = isoTime(registeredAt);
  return JSON.parse(JSON.stringify({ ...rest, ...(time ? { registeredAt: time } : {}) })) as Dated<T>;
}
