import type { JsonObject } from "../../schemas/json";
import type { Call } from "../call";
import { AWS_CONNECTORS } from "./awsConnectors";
import { awsConfiguration, customConfiguration } from "./describeConnector";
import { newPage } from "./pages";

/** What ListConnectors tells of a connector: neither the ARN nor the function. */
const LISTED = [
  "connectorDescription",
  "connectorName",
  "connectorOwner",
  "connectorVersion",
  "connectorType",
  "connectorLabel",
  "registeredAt",
  "registeredBy",
  "connectorProvisioningType",
  "connectorModes",
];

type Entry = readonly [key: string, configuration: JsonObject];

/** AWS's own connectors and custom ones in one list, by label or type: the order is a choice. */
export function listConnectors(input: JsonObject, call: Call): JsonObject {
  const entries = [
    // A label can't hold the separator, so no custom connector has the key of one of AWS's own.
    ...AWS_CONNECTORS.map((it): Entry => [`${it.connectorType}\u0000aws`, summarize(awsConfiguration(it))]),
    ...[...call.view()].map(([label, it]): Entry => [label, summarize(customConfiguration(it))]),
  ];
  const page = newPage("ListConnectors", entries, input, call.emulation.settings.pageSize);
  return { connectors: page.entries, nextToken: page.nextToken };
}

/** The older listing: configurations by connector type. Custom connectors all have one type, so they aren't in it. */
export function describeConnectors(input: JsonObject, call: Call): JsonObject {
  const types = input["connectorTypes"] as string[] | undefined;
  const matching = AWS_CONNECTORS.filter(({ connectorType }) => types?.includes(connectorType) ?? true);
  const all = matching.map((it): Entry => [it.connectorType, awsConfiguration(it)]);
  const { entries, nextToken } = newPage("DescribeConnectors", all, input, call.emulation.settings.pageSize);
  const byType = entries.map((it) => [it["connectorType"] as string, it] as const);
  return {
    connectorConfigurations: Object.fromEntries(byType),
    connectors: entries.map(summarize),
    nextToken,
  };
}

function summarize(configuration: JsonObject): JsonObject {
  const listed = LISTED.filter((name) => name in configuration);
  return Object.fromEntries(listed.map((name) => [name, configuration[name]]));
}
