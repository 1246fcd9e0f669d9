// Where a Pulumi CLI that was brought here is kept, and how two runs that want to bring it at once get along.
import { accessSync, constants, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { lock } from "proper-lockfile";
import { PULUMI_VERSION } from "./installedCli";

type Machine = Pick<NodeJS.Process, "platform" | "arch" | "env">;

const UNFINISHED = ".unfinished-";
const ASK_AGAIN_MS = 300;
/** A holder that has not renewed its lock for so long is gone. */
const STALE_MS = 30_000;

/** Outside the clone, so that neither the next clone nor a clean of this one costs the build again. */
export function cacheFolder({ platform, arch, env }: Machine = process, home = homedir()): string {
  const byPlatform: Partial<Record<NodeJS.Platform, string>> = {
    win32: env.LOCALAPPDATA ?? join(home, "AppData", "Local"),
    darwin: join(home, "Library", "Caches"),
  };
  // The XDG rules say that a relative path is to be ignored.
  const isXdg = env.XDG_CACHE_HOME?.startsWith("/");
  const root = (isXdg ? env.XDG_CACHE_HOME : byPlatform[platform]) ?? join(home, ".cache");
  return join(root, "pulumi-appflow-connector", `pulumi-v${PULUMI_VERSION}-${platform}-${arch}`);
}

/** Runs `work` while no other run does. */
export async function whileLocked<T>(
  folder: string,
  signal: AbortSignal,
  work: () => Promise<T>,
  tell: (line: string) => void = console.log,
): Promise<T> {
  createParent(folder);
  let release = await tryLock(folder);
  if (!release) tell(`Another run is bringing the Pulumi CLI ${PULUMI_VERSION}; waiting for it.`);
  while (!release) {
    await delay(ASK_AGAIN_MS);
    signal.throwIfAborted();
    release = await tryLock(folder);
  }
  try {
    return await work();
  } finally {
    await release().catch(() => {}); // Where it got lost, it is another run's.
  }
}

/** Undefined while another run holds the lock. */
async function tryLock(folder: string): Promise<(() => Promise<void>) | undefined> {
  try {
    // A lock that gets lost, as on a laptop that sleeps, costs a second build; `fillAtOnce` keeps the cache whole.
    return await lock(folder, { realpath: false, stale: STALE_MS, onCompromised: () => {} });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ELOCKED") return undefined;
    throw error;
  }
}

function createParent(folder: string): void {
  try {
    mkdirSync(dirname(folder), { recursive: true });
    accessSync(dirname(folder), constants.W_OK);
  } catch (error) {
    const { code = "unknown error" } = error as NodeJS.ErrnoException;
    throw new Error(
      `The Pulumi CLI is to be kept in ${folder}, which can't be written (${code}); ` +
        "name another place with the environment variable XDG_CACHE_HOME, or free this one.",
      { cause: error },
    );
  }
}

/**
 * Lets `fill` write into a folder beside the cache and puts that in place at once, so that nobody ever sees half of it.
 * Where another run was first after all, its folder stays, since somebody may use it already.
 */
export async function fillAtOnce(folder: string, fill: (unfinished: string) => Promise<void>): Promise<void> {
  removeLeftovers(folder);
  const unfinished = `${folder}${UNFINISHED}${process.pid}`;
  const remove = () => rmSync(unfinished, { recursive: true, force: true, maxRetries: 3 });
  process.once("exit", remove);
  try {
    mkdirSync(unfinished);
    await fill(unfinished);
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    process.off("exit", remove);
    remove();
  }
}

/** What a killed run left: whoever fills holds the lock, so it is nobody's. */
function removeLeftovers(folder: string): void {
  const parent = dirname(folder);
  for (const name of readdirSync(parent))
    if (name.startsWith(basename(folder) + UNFINISHED)) rmSync(join(parent, name), { recursive: true });
}
