// The environment of a Pulumi CLI that is run on its own.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Keeps its state and settings under `home`, asks no question, and calls none of Pulumi's servers. */
export function pulumiEnvironment(home: string): Record<string, string> {
  const state = join(home, "state");
  mkdirSync(state, { recursive: true });
  return {
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: pathToFileURL(state).href,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    ...withoutProxy(process.env),
  };
}

/** Pulumi's Node host would ask a proxy even for the engine on this machine (measured), unless told not to. */
function withoutProxy({ no_proxy, NO_PROXY, ...env }: NodeJS.ProcessEnv): Record<string, string> {
  if (!env.http_proxy && !env.https_proxy && !env.grpc_proxy) return {};
  return { no_proxy: [no_proxy ?? NO_PROXY, "127.0.0.1", "localhost"].filter(Boolean).join(",") };
}
