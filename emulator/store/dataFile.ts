import { open, readFile, rename } from "node:fs/promises";
import path from "node:path";
import { compileSchema } from "../schemas/validators";
import { type AllResources, emptyResources, type Resources, type Saver } from "./registrations";

const FORMAT = "appflow-emulator";
const VERSION = 1;

/** What of an account and region is saved. */
const SAVED = ["connectors", "profiles", "tokens"] as const;

interface DataFile {
  format: string;
  version: number;
  /** By `account/region`. */
  places: Record<string, Record<(typeof SAVED)[number], Record<string, object>>>;
}

const records = { type: "object", additionalProperties: { type: "object" } };
const place = {
  type: "object",
  required: SAVED,
  properties: Object.fromEntries(SAVED.map((name) => [name, records])),
};
const isWellFormed = compileSchema({
  type: "object",
  required: ["places"],
  properties: { places: { type: "object", additionalProperties: place } },
});

/** Reads a data file; one that doesn't exist is empty. A file that isn't the emulator's is refused, and left as it is. */
export async function readDataFile(file: string): Promise<AllResources> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new Error(`the data file ${file} can't be read: ${error.message}`);
  });
  if (text === undefined) return new Map();
  const places = Object.entries(parseDataFile(file, text).places);
  return new Map(
    places.map(([key, saved]) => {
      const maps = SAVED.map((name) => [name, new Map(Object.entries(saved[name]))] as const);
      return [key, { ...emptyResources(), ...(Object.fromEntries(maps) as Partial<Resources>) }];
    }),
  );
}

function parseDataFile(file: string, text: string): DataFile {
  let data: Partial<DataFile> | null = null;
  try {
    data = JSON.parse(text) as Partial<DataFile> | null;
  } catch {
    // Text that is no JSON is refused like any other foreign file.
  }
  const leftAlone = "It was left as it is: name another file, or move it away.";
  if (data?.format !== FORMAT) throw new Error(`${file} is not a data file of the embedded AppFlow. ${leftAlone}`);
  if (data.version !== VERSION)
    throw new Error(
      `${file} was written by another version of the embedded AppFlow (format ${data.version}, this one reads ${VERSION}).`,
    );
  if (!isWellFormed(data)) throw new Error(`${file} is damaged. ${leftAlone}`);
  return data as DataFile;
}

function serialize(all: AllResources): string {
  const places = [...all].map(([key, resources]) => [
    key,
    Object.fromEntries(SAVED.map((name) => [name, Object.fromEntries<object>(resources[name])])),
  ]);
  return JSON.stringify({ format: FORMAT, version: VERSION, places: Object.fromEntries(places) as object });
}

/** A rename after the sync: a process that is killed leaves the old file or the new one, never half of one. */
async function replaceFile(file: string, text: string): Promise<void> {
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

interface FileSaver extends Saver {
  /** Saves for the last time. Later changes stay out of the file, which another emulator may have by then. */
  end(): Promise<void>;
}

const NO_FILE: FileSaver = {
  markChanged: () => undefined,
  whenSaved: () => Promise.resolve(),
  end: () => Promise.resolve(),
};

/** Changes that come while a write is running share the next one. */
export function newSaver(file: string | undefined, all: AllResources): FileSaver {
  if (file === undefined) return NO_FILE;
  let isDirty = false;
  let current: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  let last: Promise<void> | undefined;
  const save = async (): Promise<void> => {
    await current.catch(() => undefined);
    next = undefined;
    isDirty = false;
    current = replaceFile(file, serialize(all)).catch((error: Error) => {
      isDirty = true;
      throw new Error(`the data file ${file} can't be written: ${error.message}`);
    });
    return current;
  };
  const whenSaved = (): Promise<void> => last ?? (isDirty ? (next ??= save()) : (next ?? current));
  return {
    whenSaved,
    // A failure is for whoever awaits `whenSaved`; the change is written in any case.
    markChanged() {
      isDirty = true;
      whenSaved().catch(() => undefined);
    },
    end: () => (last ??= whenSaved()),
  };
}
