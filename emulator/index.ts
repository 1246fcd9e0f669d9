import { setMaxListeners } from "node:events";
import type { Server } from "node:http";
import path from "node:path";
import { appflow } from "./appflow/service";
import type { Emulation } from "./call";
import { callers } from "./callers";
import { controlRoutes, type Controls } from "./controlRoutes";
import { connectors, DEFAULT_REGION, profiles } from "./controls";
import { readDataFile, saver } from "./dataFile";
import { lockDataFile } from "./dataLock";
import { faults } from "./faults";
import { functions } from "./functions/registry";
import { journal } from "./journal";
import { lambda } from "./lambda";
import { type EmulatorOptions, settings } from "./options";
import { listen, server } from "./server";
import { type Holdings, store } from "./store";
import { sts } from "./sts";

export type { EmulatorOptions } from "./options";
export type { Connectors, NewProfile, Profiles } from "./controls";
export type {
  Fault,
  FaultError,
  FaultKind,
  FaultName,
  Faults,
  FaultValues,
  RegistrationChanges,
} from "./faults";
export type { PolicyStatement } from "./functions/policy";
export type {
  FunctionDetails,
  FunctionRegistration,
  FunctionRun,
  Functions,
  FunctionState,
  RegisteredFunction,
} from "./functions/registry";
export type { FunctionSource } from "./functions/sources";
export type { Journal, JournalEntry } from "./journal";
export type { ConnectorProfile, Registration } from "./store";

/** A running emulator, and all that can be done to it. `GET {url}/_emulator` lists the same controls over HTTP. */
export interface Emulator extends Controls {
  url: string;
  port: number;
  /** What a process needs in its environment so that AWS's SDKs and tools call the emulator. */
  env: Record<string, string>;
  /** Ends the server, its connections and every function that still runs. Can be called again. */
  close(): Promise<void>;
}

/** Starts an embedded AppFlow, with STS and Lambda as far as AppFlow's connectors need them. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  if (options.dataFile === undefined) return serve(options, new Map(), () => undefined);
  const dataFile = path.resolve(options.dataFile);
  const unlock = lockDataFile(dataFile);
  try {
    return await serve({ ...options, dataFile }, await readDataFile(dataFile), unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

async function serve(
  options: EmulatorOptions,
  held: Map<string, Holdings>,
  unlock: () => void,
): Promise<Emulator> {
  const given = settings(options);
  const closing = new AbortController();
  // Every function that runs listens; the usual limit would warn of a leak that isn't one.
  setMaxListeners(0, closing.signal);
  const saving = saver(given.dataFile, held);
  const emulation: Emulation = {
    settings: given,
    store: store(held, saving.changed, saving.saved),
    functions: functions(given, closing.signal),
    callers: callers(given),
    underWay: { labels: new Set(), tokens: new Map() },
  };
  for (const [arn, it] of Object.entries(options.functions ?? {})) registerFunction(emulation, arn, it);
  const controls = controlsOf(emulation, given.journalLimit);
  const desk = { emulation, ...controls, services: [appflow(), lambda(), sts()], closing: closing.signal };
  const http = server(desk, controlRoutes(controls, given.host, saving.saved));
  const port = await listen(http, given.port, given.host);
  const url = `http://${given.host.includes(":") ? `[${given.host}]` : given.host}:${port}`;
  const close = closer(http, closing, () => saving.end().finally(unlock));
  return { ...controls, url, port, env: environment(url, given.accountId), close };
}

function registerFunction(
  emulation: Emulation,
  arn: string,
  given: NonNullable<EmulatorOptions["functions"]>[string],
): void {
  if ("source" in given) emulation.functions.register(arn, given.source, given);
  else emulation.functions.register(arn, given);
}

function controlsOf(emulation: Emulation, journalLimit: number) {
  return {
    functions: emulation.functions,
    connectors: connectors(emulation),
    profiles: profiles(emulation),
    faults: faults(),
    journal: journal(journalLimit),
  };
}

function environment(url: string, accountId: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: accountId,
    AWS_SECRET_ACCESS_KEY: "emulator",
    AWS_REGION: DEFAULT_REGION,
    // Python's SDK and the AWS CLI know the region by this name alone.
    AWS_DEFAULT_REGION: DEFAULT_REGION,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

function closer(http: Server, closing: AbortController, saved: () => Promise<void>): () => Promise<void> {
  let closed: Promise<void> | undefined;
  return () =>
    (closed ??= new Promise<void>((resolve, reject) => {
      closing.abort();
      http.close(() => void saved().then(resolve, reject));
      http.closeAllConnections();
    }));
}
