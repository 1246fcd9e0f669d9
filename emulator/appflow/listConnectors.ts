import type { Call } from "../call";
import { isObject, type JsonObject } from "../json";
import type { Registration } from "../store";
import { AWS_CONNECTORS } from "./awsConnectors";
import { awsConfiguration, connectorConfiguration } from "./describeConnector";
import { compare, page } from "./pages";

/** What ListConnectors shows of a connector: neither the ARN nor the function. */
const SHOWN = [
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
  const listed = everyConnector(call.view()).map(([key, it]): Entry => [key, detail(it)]);
  const { entries, nextToken } = page("ListConnectors", listed, input, call.emulation.settings.pageSize);
  return { connectors: entries, nextToken };
}

/** The older listing: configurations by connector type. Custom connectors all have one type, so they aren't in it. */
export function describeConnectors(input: JsonObject, call: Call): JsonObject {
  const types = input["connectorTypes"] as string[] | undefined;
  const all = AWS_CONNECTORS.map((it): Entry => [it.connectorType, awsConfiguration(it)]);
  const wanted = all.filter(([type]) => types === undefined || types.includes(type));
  const { entries, nextToken } = page(
    "DescribeConnectors",
    sorted(wanted),
    input,
    call.emulation.settings.pageSize,
  );
  const byType = entries.map((it) => [it["connectorType"] as string, it] as const);
  return { connectorConfigurations: Object.fromEntries(byType), connectors: entries.map(detail), nextToken };
}

function everyConnector(custom: ReadonlyMap<string, Registration>): Entry[] {
  const own = AWS_CONNECTORS.map((it): Entry => [`${it.connectorType}\u0000aws`, awsConfiguration(it)]);
  const registered = [...custom].map(([label, it]): Entry => [label, connectorConfiguration(it)]);
  return sorted([...own, ...registered]);
}

function sorted(entries: Entry[]): Entry[] {
  return entries.sort(([left], [right]) => compare(left, right));
}

function detail(configuration: JsonObject): JsonObject {
  return isObject(configuration)
    ? Object.fromEntries(
        SHOWN.flatMap((name) => (name in configuration ? [[name, configuration[name]]] : [])),
      )
    : {};
}
