// How the Pulumi CLI comes to a machine: found where it is, downloaded, or built, whichever works first.
import { rmSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { Listr } from "listr2";
import { cacheFolder, fillAtOnce, whileLocked } from "./cliCache";
import { buildCli, requiredGo } from "./goBuild";
import { type Cli, PULUMI_VERSION, searchCli } from "./installedCli";
import { downloadCli } from "./officialDownload";
import { LISTR_OPTIONS, type Report } from "./progress";

export interface PulumiCli extends Cli {
  isOnPath: boolean;
}
interface Attempt {
  way: string;
  problem: string;
}

const WAYS = [
  {
    way: "Pulumi's own download",
    title: `Downloading the Pulumi CLI ${PULUMI_VERSION} with Pulumi's own installer`,
    bring: downloadCli,
  },
  {
    way: "a build with Go from the module proxy",
    title: `Building the Pulumi CLI ${PULUMI_VERSION} with Go, once on this machine: about 6 minutes on 2 cores`,
    bring: buildCli,
  },
];

/** The signal ends what is under way and removes what is unfinished. */
export async function ensurePulumi(signal: AbortSignal): Promise<PulumiCli> {
  const path = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const home = join(homedir(), ".pulumi", "bin");
  const attempts: Attempt[] = [];
  for (const [way, folders] of [["the PATH", path] as const, [home, [home]] as const]) {
    const search = await searchCli(folders, path, signal);
    if ("cli" in search) return { ...search.cli, isOnPath: folders === path };
    attempts.push({ way, problem: search.problem });
  }
  const folder = cacheFolder();
  const cli =
    (await findCached(folder, signal)) ??
    (await whileLocked(folder, signal, async () => {
      return (await findCached(folder, signal)) ?? (await bringCli(folder, attempts, signal));
    }));
  return { ...cli, isOnPath: false };
}

async function findCached(folder: string, signal: AbortSignal): Promise<Cli | undefined> {
  const search = await searchCli([join(folder, "bin")], [], signal);
  return "cli" in search ? search.cli : undefined;
}

async function bringCli(folder: string, attempts: Attempt[], signal: AbortSignal): Promise<Cli> {
  // What lies there was found unfit just now, with the lock held.
  rmSync(folder, { recursive: true, force: true });
  for (const { way, title, bring } of WAYS) {
    const fill = (report: Report) =>
      fillAtOnce(folder, async (unfinished) => {
        await bring(unfinished, report, signal);
        const search = await searchCli([join(unfinished, "bin")], [], signal);
        if ("problem" in search) throw new Error(`what it brought can't be used: ${search.problem}`);
      });
    try {
      const task = {
        title,
        task: (_: unknown, task: { output: string }) => fill((text) => (task.output = text)),
      };
      await new Listr([task], LISTR_OPTIONS).run();
      const brought = await findCached(folder, signal);
      if (brought) return brought;
    } catch (error) {
      signal.throwIfAborted(); // An interruption is no reason to try the next way.
      attempts.push({ way, problem: (error as Error).message });
    }
  }
  throw new Error(explainAttempts(attempts));
}

export function explainAttempts(attempts: readonly Attempt[], go = requiredGo()): string {
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
