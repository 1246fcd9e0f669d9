// How the Pulumi CLI comes to a machine: found where it is, downloaded, or built, whichever works first.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { cacheFolder, fillAtOnce, thisMachine, whileLocked } from "./cliCache";
import { buildCli, requiredGo } from "./goBuild";
import { type Cli, pathFolders, PULUMI_VERSION, searchCli } from "./installedCli";
import { downloadCli } from "./officialDownload";
import type { Log } from "./progress";

export interface PulumiCli extends Cli {
  source: "path" | "home" | "download" | "build";
}
type Brought = "download" | "build";
interface Attempt {
  way: string;
  problem: string;
}
interface Options {
  log: Log;
  /** Ends what is under way and removes what is unfinished. Ctrl-C does so without it. */
  signal?: AbortSignal;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const WAYS: { source: Brought; way: string; bring: typeof buildCli }[] = [
  { source: "download", way: "Pulumi's own download", bring: downloadCli },
  { source: "build", way: "a build with Go from the module proxy", bring: buildCli },
];

export async function ensurePulumi({ log, signal }: Options): Promise<PulumiCli> {
  const attempts: Attempt[] = [];
  const folder = cacheFolder(thisMachine());
  const found = (await findInstalled(attempts, signal)) ?? (await findCached(folder, signal));
  if (found) return found;
  return interruptible(signal, (interrupt) =>
    whileLocked(
      folder,
      async () => (await findCached(folder, interrupt)) ?? bringCli(folder, attempts, log, interrupt),
      {
        onWait: ({ pid }) =>
          log(`Another run (process ${pid}) is bringing the Pulumi CLI ${PULUMI_VERSION}; waiting for it.`),
        signal: interrupt,
      },
    ),
  );
}

async function findInstalled(attempts: Attempt[], signal?: AbortSignal): Promise<PulumiCli | undefined> {
  const path = pathFolders();
  const home = join(homedir(), ".pulumi", "bin");
  const places = [
    { source: "path", way: "the PATH", folders: path },
    { source: "home", way: home, folders: [home] },
  ] as const;
  for (const { source, way, folders } of places) {
    const search = await searchCli([...folders], path, signal);
    if ("cli" in search) return { ...search.cli, source };
    attempts.push({ way, problem: search.problem });
  }
  return undefined;
}

async function findCached(folder: string, signal?: AbortSignal): Promise<PulumiCli | undefined> {
  const search = await searchCli([join(folder, "bin")], [], signal);
  if (!("cli" in search)) return undefined;
  return { ...search.cli, source: readFileSync(join(folder, "source"), "utf8") as Brought };
}

async function bringCli(
  folder: string,
  attempts: Attempt[],
  log: Log,
  signal: AbortSignal,
): Promise<PulumiCli> {
  // What lies there was found unfit just now, with the lock held.
  rmSync(folder, { recursive: true, force: true });
  for (const { source, way, bring } of WAYS) {
    try {
      await fillAtOnce(folder, async (unfinished) => {
        await bring(unfinished, log, signal);
        const search = await searchCli([join(unfinished, "bin")], [], signal);
        if ("problem" in search) throw new Error(`what it brought can't be used: ${search.problem}`);
        writeFileSync(join(unfinished, "source"), source);
      });
      const brought = await findCached(folder, signal);
      if (brought) return brought;
    } catch (error) {
      signal.throwIfAborted(); // An interruption is no reason to try the next way.
      attempts.push({ way, problem: (error as Error).message });
      log(`The Pulumi CLI can't come by ${way}: ${(error as Error).message}`);
    }
  }
  throw new Error(nothingWorked(attempts));
}

export function nothingWorked(attempts: Attempt[], go = requiredGo()): string {
  const tried = attempts.map(({ way, problem }) => `  - ${way}: ${problem.replaceAll("\n", "\n      ")}`);
  return [
    `The Pulumi CLI ${PULUMI_VERSION} or newer is needed, and no way to it worked:`,
    ...tried,
    "Any one of these helps:",
    "  - install the Pulumi CLI: https://www.pulumi.com/docs/install/",
    `  - install Go ${go} or newer, which then builds it: https://go.dev/dl`,
    "  - let this machine reach https://get.pulumi.com or a Go module proxy (proxy settings: HTTPS_PROXY, GOPROXY)",
  ].join("\n");
}

/** Ctrl-C ends `work` in good order first, and then this process, unless somebody else listens and decides. */
async function interruptible<T>(outer: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>) {
  const interrupt = new AbortController();
  let received: NodeJS.Signals | undefined;
  const onOuter = () => interrupt.abort(outer?.reason);
  const onSignal = (name: NodeJS.Signals) => {
    received = name;
    interrupt.abort(new Error(`Bringing the Pulumi CLI was interrupted (${name}).`));
  };
  outer?.addEventListener("abort", onOuter, { once: true });
  for (const name of SIGNALS) process.on(name, onSignal);
  try {
    return await work(interrupt.signal);
  } finally {
    outer?.removeEventListener("abort", onOuter);
    for (const name of SIGNALS) process.off(name, onSignal);
    if (received && process.listenerCount(received) === 0) process.kill(process.pid, received);
  }
}

/** For running the CLI on its own: its state and settings under `home`, no question asked, no call to Pulumi's servers. */
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
