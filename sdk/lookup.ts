import * as pulumi from "@pulumi/pulumi";
import type { ConnectorConfiguration, ConnectorDetail } from "@aws-sdk/client-appflow";
import { isoTimeOf } from "../provider/aws/appflow";
import { textOf } from "../provider/aws/client";
import { LIMITS } from "../provider/aws/limits";
import type { Services } from "../provider/aws/services";
import { readAmbientRegion } from "../provider/config/connection";
import { readPreviewSettings } from "../provider/config/previewSettings";
import { DiagnosticError, failure, inScope } from "../provider/diagnostics/diagnostic";
import type { Scope } from "../provider/diagnostics/scope";
import { findStaleness } from "../provider/functions/staleness";
import { refuseExcludedAccount, refuseExcludedCaller } from "../provider/lifecycle/accountGuard";
import { currentRun, servicesOf, stackSetting } from "./run";

/** A custom connector as DescribeConnector shows it, times as ISO 8601. */
export type ConnectorRegistrationResult = WithIsoTime<ConnectorConfiguration> & {
  /** Whether the function changed since it was registered; said only with `appflow:staleness: warn`. */
  isStale?: boolean;
};

/** A custom connector as ListConnectors shows it: without ARN and function. Times as ISO 8601. */
export type ConnectorRegistrationSummary = WithIsoTime<ConnectorDetail>;

type WithIsoTime<T extends { registeredAt?: Date | undefined }> = Omit<T, "registeredAt"> & {
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
export function getConnectorRegistration({
  connectorLabel: label,
  region,
}: GetConnectorRegistrationArgs): Promise<ConnectorRegistrationResult> {
  return lookUp({ action: "looking up", label }, region, async (services, scope) => {
    const found = await services.appflow(scope.region).configuration(label);
    if (!found) throw failure("registration-absent", {});
    const account = textOf(found.connectorArn)?.split(":")[4];
    if (account) refuseExcludedAccount(services.connection, account);
    const isStale = await warnIfStale(found, services, scope);
    return { ...withIsoTime(found), ...(isStale === undefined ? {} : { isStale }) };
  });
}

/** Undefined where nobody asks for it, or it can't be told. */
async function warnIfStale(
  found: ConnectorConfiguration,
  services: Services,
  scope: Scope,
): Promise<boolean | undefined> {
  const { mode, warnsOfStaleness } = readPreviewSettings(stackSetting);
  const lambdaArn = found.connectorProvisioningConfig?.lambda?.lambdaArn;
  const lambda = services.lambda(scope.region);
  if (!warnsOfStaleness || mode === "off" || !lambdaArn || !lambda) return undefined;
  const listAskedAt = () => [isoTimeOf(found.registeredAt)];
  const signal = AbortSignal.timeout(LIMITS.cause);
  const findings = await findStaleness(lambda.describe, lambdaArn, listAskedAt, scope, signal).catch(() => undefined);
  for (const { message } of findings ?? []) void pulumi.log.warn(message);
  return findings && findings.length > 0;
}

/** The same for inputs that may be outputs of other resources. */
export function getConnectorRegistrationOutput(
  args: InputsOf<GetConnectorRegistrationArgs>,
): pulumi.Output<ConnectorRegistrationResult> {
  return pulumi.output(args).apply<ConnectorRegistrationResult>(getConnectorRegistration);
}

/** The custom connectors of the account, without those that AWS ships. */
export function listConnectorRegistrations({ region }: ListConnectorRegistrationsArgs = {}): Promise<
  ConnectorRegistrationSummary[]
> {
  return lookUp({ action: "listing AppFlow connectors" }, region, async (services, scope) => {
    const service = services.appflow(scope.region);
    await refuseExcludedCaller(services.connection, service);
    return (await service.list()).map(withIsoTime);
  });
}

/** The same for inputs that may be outputs of other resources. */
export function listConnectorRegistrationsOutput(
  args: InputsOf<ListConnectorRegistrationsArgs> = {},
): pulumi.Output<ConnectorRegistrationSummary[]> {
  return pulumi.output(args).apply<ConnectorRegistrationSummary[]>((known) => listConnectorRegistrations(known));
}

/** Does a lookup with the services that all lookups of the run share. Pulumi prints a RunError without its stack. */
async function lookUp<T>(
  scope: Scope,
  stated: string | undefined,
  work: (services: Services, scope: Scope) => Promise<T>,
): Promise<T> {
  const services = servicesOf(currentRun());
  const located = { ...scope, region: stated || services.connection.region || readAmbientRegion() };
  try {
    const [error] = services.errors;
    if (error) throw error;
    return await inScope(located, () => work(services, located));
  } catch (error) {
    throw error instanceof DiagnosticError ? new pulumi.RunError(error.message) : error;
  }
}

/** Plain JSON, as it may become an output: a garbled answer can hold what none can be, such as Infinity. */
function withIsoTime<T extends { registeredAt?: Date | undefined }>(found: T): WithIsoTime<T> {
  const { registeredAt, ...rest } = found;
  const time = isoTimeOf(registeredAt);
  const result = { ...rest, ...(time ? { registeredAt: time } : {}) };
  try {
    return JSON.parse(JSON.stringify(result)) as WithIsoTime<T>;
  } catch {
    // What is nested too deep for JSON.stringify is no answer of AppFlow's.
    throw failure("answer-unreadable", { service: "AppFlow answered in another shape than its own" });
  }
}
