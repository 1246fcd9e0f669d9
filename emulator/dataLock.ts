import { readFileSync, rmSync, writeFileSync } from "node:fs";

/**
 * Takes a data file for this process, since two emulators on one file would overwrite each other's registrations.
 * A lock that a killed process left behind is taken over. Returns what gives the file free again.
 */
export function lockDataFile(file: string): () => void {
  const lock = `${file}.lock`;
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST")
      throw new Error(`the data file ${file} can't be used: ${(error as Error).message}`, { cause: error });
    const holder = Number(readFileSync(lock, "utf8"));
    if (isAlive(holder))
      throw new Error(
        `the data file ${file} is in use by process ${holder}: stop that, or name another file. If no emulator runs, delete ${lock}.`,
      );
    writeFileSync(lock, String(process.pid));
  }
  return () => rmSync(lock, { force: true });
}

/** In a container a restarted emulator often has the id of the one before: its own id isn't another holder. */
function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
