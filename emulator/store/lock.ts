import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";

/** A process writes its id right after it has made a lock. One that stays empty longer, in milliseconds, is of a killed process. */
const EMPTY_MS = 1000;

/**
 * Takes a data file for this process: two emulators on one file would overwrite each other's registrations. The lock of
 * a killed process is replaced. Returns a function that releases the lock.
 */
export function lockDataFile(file: string): () => void {
  const lock = `${file}.lock`;
  try {
    acquire(file, lock);
  } catch (error) {
    if (error instanceof InUse) throw error;
    throw new Error(`the data file ${file} can't be used: ${(error as Error).message}`, { cause: error });
  }
  return () => rmSync(lock, { force: true });
}

class InUse extends Error {
  constructor(file: string, lock: string, owner: string) {
    const pid = /^\d+/.exec(owner)?.[0];
    const who = pid === undefined ? "a process that starts at this moment" : `process ${pid}`;
    super(
      `the data file ${file} is in use by ${who}: stop that, or name another file. If no emulator runs, delete ${lock}.`,
    );
  }
}

function acquire(file: string, lock: string, retries = 3): void {
  if (create(lock)) return;
  try {
    replaceDead(file, lock);
  } catch (error) {
    // Somebody else released or replaced it in between.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || retries === 0) throw error;
    acquire(file, lock, retries - 1);
  }
}

function create(lock: string): boolean {
  try {
    writeFileSync(lock, `${process.pid} ${startOf(process.pid)}`, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Moves a dead process's lock away. If what it moved turns out to be a newer lock, it puts that back. */
function replaceDead(file: string, lock: string): void {
  const owner = readFileSync(lock, "utf8");
  if (isOwned(lock, owner)) throw new InUse(file, lock, owner);
  const moved = `${lock}.${process.pid}`;
  renameSync(lock, moved);
  const movedOwner = readFileSync(moved, "utf8");
  if (movedOwner === owner) rmSync(moved);
  else renameSync(moved, lock);
  if (movedOwner !== owner || !create(lock)) throw new InUse(file, lock, movedOwner === owner ? "" : movedOwner);
}

function isOwned(lock: string, owner: string): boolean {
  if (owner === "") return Date.now() - statSync(lock).mtimeMs < EMPTY_MS;
  const [pid, start = ""] = owner.split(" ");
  if (!isAlive(Number(pid))) return false;
  const actualStart = startOf(Number(pid));
  return start === "" || actualStart === "" || start === actualStart;
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * When a process started, which tells it from a later one with the same id; ids repeat often in containers. Linux alone
 * tells it of other processes; elsewhere a process knows only its own, and "" stands for all others.
 */
function startOf(pid: number): string {
  if (process.platform !== "linux") return pid === process.pid ? String(performance.timeOrigin) : "";
  try {
    // The name, in brackets, is the second field and may hold spaces; the start is the 22nd.
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
