import { createHash } from "node:crypto";
import { profileArn } from "../arns";
import type { Call, Emulation } from "../call";
import type { Caller } from "../callers";
import { exception } from "../errors";
import type { JsonObject } from "../json";
import type { ConnectorProfile, Place } from "../store";
import { compare, page } from "./pages";

export interface ProfileInput extends JsonObject {
  connectorProfileName: string;
  connectorType: string;
  connectionMode: string;
  connectorLabel?: string;
}

/** Creates a profile. Its credentials are read by nobody: they are neither checked by the function nor kept. */
export function createConnectorProfile(input: ProfileInput, call: Call): JsonObject {
  const { connectorType, connectorLabel, connectorProfileName } = input;
  const { connectors, profiles } = call.emulation.store.at(call.caller);
  if (connectorType === "CustomConnector" && !connectors.has(connectorLabel ?? ""))
    throw exception(
      "ValidationException",
      `Connector:${connectorLabel ?? ""} is not registered. Please register it first before creating ConnectorProfile.`,
    );
  if (profiles.has(connectorProfileName))
    throw exception("ConflictException", `ConnectorProfile ${connectorProfileName} already exists.`);
  return { connectorProfileArn: addProfile(call.emulation, call.caller, input).connectorProfileArn };
}

export function addProfile(
  { store, settings }: Pick<Emulation, "store" | "settings">,
  place: Place & { partition: Caller["partition"] },
  input: ProfileInput,
): ConnectorProfile {
  const { connectorProfileName, connectorType, connectorLabel, connectionMode } = input;
  const { accountId, region, partition } = place;
  const now = settings.clock().toISOString();
  const id = createHash("sha256").update(connectorProfileName).digest("hex").slice(0, 12);
  const secret = `appflow!${accountId}-${connectorLabel ?? connectorType}-${id}`;
  const profile = {
    connectorProfileName,
    connectorProfileArn: profileArn(region, accountId, connectorProfileName),
    connectorType,
    ...(connectorLabel === undefined ? {} : { connectorLabel }),
    connectionMode,
    credentialsArn: `arn:${partition}:secretsmanager:${region}:${accountId}:secret:${secret}`,
    createdAt: now,
    lastUpdatedAt: now,
  };
  store.kept(place).profiles.set(connectorProfileName, profile);
  store.changed();
  return profile;
}

export function deleteConnectorProfile(input: JsonObject, call: Call): JsonObject {
  const { store } = call.emulation;
  const name = input["connectorProfileName"] as string;
  if (!store.at(call.caller).profiles.delete(name))
    throw exception("ResourceNotFoundException", `ConnectorProfile ${name} does not exist.`);
  store.changed();
  return {};
}

export function describeConnectorProfiles(input: JsonObject, call: Call): JsonObject {
  const names = input["connectorProfileNames"] as string[] | undefined;
  const wanted = [...call.emulation.store.at(call.caller).profiles.values()].filter(
    (profile) =>
      (names === undefined || names.includes(profile.connectorProfileName)) &&
      [undefined, profile.connectorType].includes(input["connectorType"] as string | undefined) &&
      [undefined, profile.connectorLabel].includes(input["connectorLabel"] as string | undefined),
  );
  const sorted = wanted
    .map((profile) => [profile.connectorProfileName, described(profile)] as const)
    .sort(([left], [right]) => compare(left, right));
  const { entries, nextToken } = page(
    "DescribeConnectorProfiles",
    sorted,
    input,
    call.emulation.settings.pageSize,
  );
  return { connectorProfileDetails: entries, nextToken };
}

function described(profile: ConnectorProfile): JsonObject {
  const { createdAt, lastUpdatedAt, ...rest } = profile;
  return {
    ...rest,
    connectorProfileProperties: {},
    createdAt: Date.parse(createdAt) / 1000,
    lastUpdatedAt: Date.parse(lastUpdatedAt) / 1000,
  };
}
