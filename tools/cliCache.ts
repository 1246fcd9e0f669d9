// Where a CLI that was brought here is kept, and how two runs that want to bring it at once get along.
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { homedir, hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { PULUMI_VERSION } from "./installedCli";

const UNFINISHED = ".unfinished-";
const HEARTBEAT_MS = 5_000;
/** A holder whose heartbeat is this old is gone: its machine restarted, or its pid belongs to somebody else now. */
const SILENT_MS = 120_000;
/** A lock is created first and filled right after; an empty one older than this was never filled. */
const UNFILLED_MS = 10_000;

export interface Machine {
  platform: NodeJS.Platform;
  arch: string;
  env: NodeJS.ProcessEnv;
  home: string;
}

export const thisMachine = (): Machine => ({
  platform: process.platform,
  arch: process.arch,
  env: process.env,
  home: homedir(),
});

/** Outside the clone: the next clone, and a clean of this one, shall not cost the build again. */
export function cacheFolder({ platform, arch, env, home }: Machine): string {
  const xdg = env.XDG_CACHE_HOME;
  const byPlatform =
    platform === "win32"
      ? (env.LOCALAPPDATA ?? join(home, "AppData", "Local"))
      : platform === "darwin"
        ? join(home, "Library", "Caches")
        : join(home, ".cache");
  // The XDG rules say that a relative path is to be ignored.
  const root = xdg?.startsWith("/") ? xdg : byPlatform;
  return join(root, "pulumi-appflow-connector", `pulumi-v${PULUMI_VERSION}-${platform}-${arch}`);
}

export interface Lock {
  pid: number;
  host: string;
}

/** Undefined: the lock was created but not filled. */
export function parseLock(text: string): Lock | undefined {
  try {
    const { pid, host } = JSON.parse(text) as Partial<Lock>;
    return typeof pid === "number" && typeof host === "string" ? { pid, host } : undefined;
  } catch {
    return undefined;
  }
}

export function isStale(
  lock: Lock | undefined,
  silentMs: number,
  here: { host: string; isAlive: (pid: number) => boolean },
): boolean {
  if (!lock) return silentMs > UNFILLED_MS;
  if (silentMs > SILENT_MS) return true;
  // A container that shares this cache has pids that mean nothing here: there only the heartbeat counts.
  return lock.host === here.host && !here.isAlive(lock.pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Takes the lock, or returns who holds it, as far as somebody does. */
function tryLock(path: string): { release: () => void } | { heldBy: Lock | undefined } {
  try {
    writeFileSync(path, JSON.stringify({ pid: process.pid, host: hostname() }), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return { heldBy: breakIfStale(path) };
  }
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_MS);
  heartbeat.unref();
  const release = () => {
    clearInterval(heartbeat);
    process.off("exit", release);
    rmSync(path, { force: true });
  };
  process.once("exit", release);
  return { release };
}

function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // Somebody removed the lock by hand; the rename at the end still keeps the cache whole.
  }
}

/** Two runs may break one stale lock at the same moment: then both build, and the rename at the end lets one win. */
function breakIfStale(path: string): Lock | undefined {
  try {
    const lock = parseLock(readFileSync(path, "utf8"));
    const silentMs = Date.now() - statSync(path).mtimeMs;
    if (!isStale(lock, silentMs, { host: hostname(), isAlive })) return lock;
    rmSync(path, { force: true });
    return undefined;
  } catch {
    return undefined; // Released between the two looks.
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

/** Runs `work` while no other run does; `onWait` hears once who is being waited for. */
export async function whileLocked<T>(
  folder: string,
  work: () => Promise<T>,
  options: { onWait: (holder: Lock) => void; signal?: AbortSignal | undefined },
): Promise<T> {
  createParent(folder);
  for (let waited = false; ;) {
    const lock = tryLock(`${folder}.lock`);
    if ("release" in lock) {
      try {
        return await work();
      } finally {
        lock.release();
      }
    }
    if (!waited && lock.heldBy) {
      options.onWait(lock.heldBy);
      waited = true;
    }
    await delay(300, undefined, options.signal ? { signal: options.signal } : {}).catch(() => undefined);
    options.signal?.throwIfAborted();
  }
}

/**
 * Lets `fill` write into a folder beside the cache and puts that in place at once: nobody ever sees half of it.
 * Where another run was first after all, its folder stays, since somebody may be using it already.
 */
export async function fillAtOnce(folder: string, fill: (unfinished: string) => Promise<void>): Promise<void> {
  removeLeftovers(folder);
  const unfinished = `${folder}${UNFINISHED}${process.pid}`;
  const remove = () => rmSync(unfinished, { recursive: true, force: true, maxRetries: 3 });
  process.once("exit", remove);
  try {
    mkdirSync(unfinished, { recursive: true });
    await fill(unfinished);
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    process.off("exit", remove);
    remove();
  }
}

/** A run that was killed leaves its folder behind. */
function removeLeftovers(folder: string): void {
  const prefix = basename(folder) + UNFINISHED;
  for (const entry of readdirSync(dirname(folder))) {
    if (!entry.startsWith(prefix) || isAlive(Number(entry.slice(prefix.length)))) continue;
    rmSync(join(dirname(folder), entry), { recursive: true, force: true });
  }
}
