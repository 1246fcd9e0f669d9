// The host of the dynamic provider, as the engine runs it.
import type * as dynamic from "@pulumi/pulumi/dynamic";
import type { Emulator } from "../../../emulator/index";
import { handler } from "../../../provider/host/dynamicProvider";
import { PROTOCOL } from "../../../provider/host/guard";
import { newRun } from "../../../provider/lifecycle/context";
import { configurationTo, REGION } from "./target";

export type Properties = Record<string, unknown>;
export type Host = Required<dynamic.ResourceProvider<Properties, Properties>>;

/** A host with the stack's configuration, in an engine run of its own. */
export async function openHost(configuration: Readonly<Record<string, string>>, protocol = PROTOCOL): Promise<Host> {
  const host = handler(protocol, newRun()) as Host;
  const get = (name: string) => configuration[name];
  await host.configure({ config: { get, require: get } });
  return host;
}

/** The host of an emulator whose functions can't be looked up. */
export function hostOf({ url }: Emulator, protocol = PROTOCOL): Promise<Host> {
  const endpoints = { "aws:endpoints": JSON.stringify([{ appflow: url, sts: url }]) };
  return openHost(configurationTo({ url }, { "aws:region": REGION, ...endpoints }), protocol);
}
