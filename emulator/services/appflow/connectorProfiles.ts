import { createHash } from "node:crypto";
import { partitionOf, profileArn } from "../../aws/arns";
import { refuse } from "../../aws/serviceException";
import type { JsonObject } from "../../schemas/json";
import type { ConnectorProfile, Scope } from "../../store/registrations";
import type { Call, Emulation } from "../call";
import { newPage } from "./pages";

export interface ProfileInput extends JsonObject {
  connectorProfileName: string;
  connectorType: string;
  connectionMode: string;
  connectorLabel?: string;
}

/** Creates a profile. Its credentials are neither checked by the function nor stored. */
export function createConnectorProfile(input: ProfileInput, { caller, emulation }: Call): JsonObject {
  const { connectorType, connectorLabel = "", connectorProfileName } = input;
  const { connectors, profiles } = emulation.store.read(caller);
  if (connectorType === "CustomConnector" && !connectors.has(connectorLabel))
    refuse(
      "ValidationException",
      `Connector:${connectorLabel} is not registered. Please register it first before creating ConnectorProfile.`,
    );
  if (profiles.has(connectorProfileName))
    refuse("ConflictException", `ConnectorProfile ${connectorProfileName} already exists.`);
  return { connectorProfileArn: addProfile(emulation, caller, input).connectorProfileArn };
}

export function addProfile(
  { store, settings }: Emulation,
  { accountId, region }: Scope,
  { connectorProfileName, connectorType, connectorLabel, connectionMode }: ProfileInput,
): ConnectorProfile {
  const now = settings.clock().toISOString();
  const id = createHash("sha256").update(connectorProfileName).digest("hex").slice(0, 12);
  const secret = `appflow!${accountId}-${connectorLabel ?? connectorType}-${id}`;
  const profile = {
    connectorProfileName,
    connectorProfileArn: profileArn(region, accountId, connectorProfileName),
    connectorType,
    ...(connectorLabel === undefined ? {} : { connectorLabel }),
    connectionMode,
    credentialsArn: `arn:${partitionOf(region)}:secretsmanager:${region}:${accountId}:secret:${secret}`,
    createdAt: now,
    lastUpdatedAt: now,
  };
  store.open({ accountId, region }).profiles.set(connectorProfileName, profile);
  store.markChanged();
  return profile;
}

export function deleteConnectorProfile(input: JsonObject, { caller, emulation }: Call): JsonObject {
  const name = input["connectorProfileName"] as string;
  if (!emulation.store.read(caller).profiles.delete(name))
    refuse("ResourceNotFoundException", `ConnectorProfile ${name} does not exist.`);
  emulation.store.markChanged();
  return {};
}

export function describeConnectorProfiles(input: JsonObject, { caller, emulation }: Call): JsonObject {
  const names = input["connectorProfileNames"] as string[] | undefined;
  const { connectorType, connectorLabel } = input;
  const matching = [...emulation.store.read(caller).profiles.values()].filter(
    (profile) =>
      (names === undefined || names.includes(profile.connectorProfileName)) &&
      (connectorType === undefined || connectorType === profile.connectorType) &&
      (connectorLabel === undefined || connectorLabel === profile.connectorLabel),
  );
  const entries = matching.map((it) => [it.connectorProfileName, describeProfile(it)] as const);
  const page = newPage("DescribeConnectorProfiles", entries, input, emulation.settings.pageSize);
  return { connectorProfileDetails: page.entries, nextToken: page.nextToken };
}

function describeProfile({ createdAt, lastUpdatedAt, ...rest }: ConnectorProfile): JsonObject {
  return {
    ...rest,
    connectorProfileProperties: {},
    createdAt: Date.parse(createdAt) / 1000,
    lastUpdatedAt: Date.parse(lastUpdatedAt) / 1000,
  };
}
