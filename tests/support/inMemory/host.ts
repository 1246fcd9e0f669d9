// The host of the dynamic provider, without a service.
import type * as dynamic from "@pulumi/pulumi/dynamic";
import { handler } from "../../../provider/host/dynamicProvider";
import { PROTOCOL } from "../../../provider/host/guard";
import { newRun } from "../../../provider/lifecycle/context";
import { inputsOf, REGION } from "./context";

export type Properties = Record<string, unknown>;
export type Host = Required<dynamic.ResourceProvider<Properties, Properties>>;

export async function configuredHost(configuration: Readonly<Record<string, string>> = {}): Promise<Host> {
  const host = handler(PROTOCOL, newRun()) as Host;
  const get = (name: string) => configuration[name];
  await host.configure({ config: { get, require: (name: string) => get(name) ?? "" } });
  return host;
}

/** What the engine hands over: plain inputs, the class's own and the literal. */
export const newsOf = (changes: object = {}): Properties => ({
  ...inputsOf({ region: REGION }),
  __provider: "the literal",
  __run: { preview: false, defaultLabel: "crm-1234567" },
  ...changes,
});
