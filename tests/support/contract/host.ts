// The host of the dynamic provider, connected with an emulator.
import type * as dynamic from "@pulumi/pulumi/dynamic";
import type { Emulator } from "../../../emulator";
import { handler } from "../../../provider";
import { PROTOCOL } from "../../../provider/host/guard";
import { newRun } from "../../../provider/lifecycle/context";
import { ACCOUNT, REGION } from "./target";

export type Properties = Record<string, unknown>;
export type Host = Required<dynamic.ResourceProvider<Properties, Properties>>;

/** A host as in an engine run of its own. */
export async function hostOf(emulator: Emulator, protocol = PROTOCOL): Promise<Host> {
  const host = handler(protocol, newRun()) as Host;
  const settings: Record<string, string> = {
    "aws:region": REGION,
    "aws:accessKey": ACCOUNT,
    "aws:secretKey": "canary-secret",
    "aws:endpoints": JSON.stringify([{ appflow: emulator.url, sts: emulator.url }]),
    "aws:maxRetries": "0",
  };
  await host.configure({ config: { get: (name) => settings[name], require: (name) => settings[name] } });
  return host;
}
