import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";

/** A lock gets its content at once after it was made; one that is empty for longer, in milliseconds, was left by a kill between the two. */
const EMPTY_MS = 1000;

/**
 * Takes a data file for this process, since two emulators on one file would overwrite each other's registrations.
 * A lock that a killed process left behind is taken over. Returns what gives the file free again.
 */
export function lockDataFile(file: string): () => void {
  const lock = `${file}.lock`;
  try {
    take(file, lock);
  } catch (error) {
    if (error instanceof InUse) throw error;
    throw new Error(`the data file ${file} can't be used: ${(error as Error).message}`, { cause: error });
  }
  return () => rmSync(lock, { force: true });
}

class InUse extends Error {
  constructor(file: string, lock: string, holder: string) {
    const pid = /^\d+/.exec(holder)?.[0];
    const who = pid === undefined ? "a process that starts at this moment" : `process ${pid}`;
    super(
      `the data file ${file} is in use by ${who}: stop that, or name another file. If no emulator runs, delete ${lock}.`,
    );
  }
}

function take(file: string, lock: string, tries = 3): void {
  if (made(lock)) return;
  try {
    takeOver(file, lock);
  } catch (error) {
    // Somebody else gave it free, or took it over, between two looks.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || tries === 0) throw error;
    take(file, lock, tries - 1);
  }
}

function made(lock: string): boolean {
  try {
    writeFileSync(lock, `${process.pid} ${birthOf(process.pid)}`, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Moves a dead process's lock away. Whoever finds to have moved another one, made since, puts it back. */
function takeOver(file: string, lock: string): void {
  const holder = readFileSync(lock, "utf8");
  if (isHeld(lock, holder)) throw new InUse(file, lock, holder);
  const moved = `${lock}.${process.pid}`;
  renameSync(lock, moved);
  const found = readFileSync(moved, "utf8");
  if (found === holder) rmSync(moved);
  else renameSync(moved, lock);
  if (found !== holder || !made(lock)) throw new InUse(file, lock, found === holder ? "" : found);
}

function isHeld(lock: string, holder: string): boolean {
  if (holder === "") return Date.now() - statSync(lock).mtimeMs < EMPTY_MS;
  const [pid, birth = ""] = holder.split(" ");
  if (!isAlive(Number(pid))) return false;
  const known = birthOf(Number(pid));
  return birth === "" || known === "" || birth === known;
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
 * What tells a process from a later one with the same id, which is common in containers: when it began. Only Linux
 * tells it of others; elsewhere each process knows its own.
 */
function birthOf(pid: number): string {
  if (process.platform !== "linux") return pid === process.pid ? String(performance.timeOrigin) : "";
  try {
    // The fields after the name, which is in brackets and may hold spaces, begin with the third.
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
