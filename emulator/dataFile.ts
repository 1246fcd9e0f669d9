import { open, readFile, rename } from "node:fs/promises";
import path from "node:path";
import type { JsonObject } from "./json";
import {
  type ClientToken,
  type ConnectorProfile,
  emptyHoldings,
  type Holdings,
  type Registration,
} from "./store";

const FORMAT = "pulumi-appflow-connector/emulator";
const VERSION = 1;

interface Stored {
  format: string;
  version: number;
  places: Record<
    string,
    {
      connectors: Record<string, Registration>;
      profiles: Record<string, ConnectorProfile>;
      tokens: Record<string, ClientToken>;
    }
  >;
}

/** Reads a data file; one that doesn't exist is empty. A file that isn't the emulator's is refused, and left as it is. */
export async function readDataFile(file: string): Promise<Map<string, Holdings>> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new Error(`the data file ${file} can't be read: ${error.message}`);
  });
  if (text === undefined) return new Map();
  const places = Object.entries(parsed(file, text).places);
  return new Map(places.map(([place, held]) => [place, holdingsOf(held)]));
}

function parsed(file: string, text: string): Stored {
  let stored: Partial<Stored> | null = null;
  try {
    stored = JSON.parse(text) as Partial<Stored> | null;
  } catch {
    // No JSON at all: refused below, like any other foreign file.
  }
  const foreign = `${file} is not a data file of the embedded AppFlow. It was left as it is: name another file, or move it away.`;
  if (stored?.format !== FORMAT) throw new Error(foreign);
  if (stored.version !== VERSION)
    throw new Error(
      `${file} was written by another version of the embedded AppFlow (format ${stored.version}, this one reads ${VERSION}).`,
    );
  if (!wellFormed(stored))
    throw new Error(`${file} is damaged. It was left as it is: name another file, or move it away.`);
  return stored;
}

function wellFormed(stored: Partial<Stored>): stored is Stored {
  const isRecord = (value: unknown): value is JsonObject =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  const complete = (held: unknown): boolean =>
    isRecord(held) &&
    [held["connectors"], held["profiles"], held["tokens"]].every(
      (it) => isRecord(it) && Object.values(it).every(isRecord),
    );
  return isRecord(stored.places) && Object.values(stored.places).every(complete);
}

function holdingsOf(held: Stored["places"][string]): Holdings {
  return {
    ...emptyHoldings(),
    connectors: new Map(Object.entries(held.connectors)),
    profiles: new Map(Object.entries(held.profiles)),
    tokens: new Map(Object.entries(held.tokens)),
  };
}

function serialized(held: ReadonlyMap<string, Holdings>): string {
  const places = [...held].map(([place, { connectors, profiles, tokens }]) => [
    place,
    {
      connectors: Object.fromEntries(connectors),
      profiles: Object.fromEntries(profiles),
      tokens: Object.fromEntries(tokens),
    },
  ]);
  return JSON.stringify({ format: FORMAT, version: VERSION, places: Object.fromEntries(places) as object });
}

/**
 * Writes the whole file beside itself, brings it to disk, and renames it, so that whoever kills the process finds the
 * old file or the new one.
 */
async function write(file: string, held: ReadonlyMap<string, Holdings>): Promise<void> {
  const text = serialized(held);
  const temporary = `${file}.tmp`;
  const handle = await open(temporary, "w");
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
  await syncFolder(path.dirname(file));
}

async function syncFolder(folder: string): Promise<void> {
  // Windows can't open a folder; its rename is as durable as it gets.
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export interface Saver {
  changed: () => void;
  /** Resolves when everything changed before is on disk; rejects when it can't be written. */
  saved: () => Promise<void>;
  /** Saves for the last time: what changes later stays out of the file, which may be another emulator's by then. */
  end: () => Promise<void>;
}

const NOTHING_TO_SAVE: Saver = {
  changed: () => undefined,
  saved: () => Promise.resolve(),
  end: () => Promise.resolve(),
};

/** Saves with as few writes as it can: all changes that come while one write is under way share the next. */
export function saver(file: string | undefined, held: ReadonlyMap<string, Holdings>): Saver {
  if (file === undefined) return NOTHING_TO_SAVE;
  let dirty = false;
  let last: Promise<void> | undefined;
  let current: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  const save = async (): Promise<void> => {
    await current.catch(() => undefined);
    next = undefined;
    dirty = false;
    current = write(file, held).catch((error: Error) => {
      dirty = true;
      throw new Error(`the data file ${file} can't be written: ${error.message}`);
    });
    return current;
  };
  const saved = (): Promise<void> => last ?? (dirty ? (next ??= save()) : (next ?? current));
  return {
    saved,
    // Whoever waits for the save hears of a failure; a change that nobody waits for is written all the same.
    changed() {
      dirty = true;
      saved().catch(() => undefined);
    },
    end: () => (last ??= saved()),
  };
}
