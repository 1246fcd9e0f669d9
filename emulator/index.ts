import { setMaxListeners } from "node:events";
import type { Server } from "node:http";
import path from "node:path";
import { type Controls, DEFAULT_REGION, newConnectors, newProfiles } from "./admin/controls";
import { newJournal } from "./admin/journal";
import { newFaults } from "./faults/faults";
import { type InvocableFunctions, newFunctions } from "./functions/registry";
import { listen } from "./http/listen";
import { newServer } from "./http/server";
import { type EmulatorOptions, resolveOptions } from "./options";
import { appflow } from "./services/appflow/service";
import type { Emulation } from "./services/call";
import { lambda } from "./services/lambda";
import { newSessions } from "./services/sessions";
import { sts } from "./services/sts";
import { newSaver, readDataFile } from "./store/dataFile";
import { lockDataFile } from "./store/lock";
import { type AllResources, newStore } from "./store/registrations";

export type { Connectors, NewProfile, Profiles } from "./admin/controls";
export type { Journal, JournalEntry } from "./admin/journal";
export type { Fault, FaultError, FaultKind, FaultName, FaultValues } from "./faults/faultTable";
export type { Faults } from "./faults/faults";
export type {
  FunctionDetails,
  FunctionRegistration,
  FunctionRun,
  Functions,
  FunctionState,
  RegisteredFunction,
} from "./functions/registry";
export type { PolicyStatement } from "./functions/resourcePolicy";
export type { FunctionSource } from "./functions/sources";
export type { EmulatorOptions } from "./options";
export type { ConnectorProfile, Registration, RegistrationChanges } from "./store/registrations";

/** A running emulator, and all that can be done to it. `GET {url}/_emulator` lists the same controls over HTTP. */
export interface Emulator extends Controls {
  url: string;
  port: number;
  /** What a process needs in its environment so that AWS's SDKs and tools call the emulator. */
  env: Record<string, string>;
  /** Ends the server, its connections and every function that still runs. Can be called again. */
  close(): Promise<void>;
}

/**
 * Starts an embedded AppFlow, with STS and Lambda as far as AppFlow's connectors need them. Rejects for options that
 * make no sense, for a port that is taken, and for a data file that is in use, damaged or can't be written.
 */
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

async function serve(options: EmulatorOptions, all: AllResources, unlock: () => void): Promise<Emulator> {
  const settings = resolveOptions(options);
  const closing = new AbortController();
  // Every function that runs listens to it; Node would warn of a leak.
  setMaxListeners(0, closing.signal);
  const saver = newSaver(settings.dataFile, all);
  const emulation: Emulation = {
    settings,
    store: newStore(all, saver),
    functions: newFunctions(settings, closing.signal),
    sessions: newSessions(settings.clock),
    inProgress: { labels: new Set(), tokens: new Map() },
  };
  registerFunctions(emulation.functions, options.functions ?? {});
  const [faults, journal] = [newFaults(), newJournal(settings.journalLimit)];
  const controls = {
    functions: emulation.functions,
    connectors: newConnectors(emulation),
    profiles: newProfiles(emulation),
    faults,
    journal,
  };
  const services = [appflow, lambda, sts];
  const server = newServer({ emulation, services, faults, journal, closing: closing.signal }, controls);
  const port = await listen(server, settings.port, settings.host);
  const url = `http://${settings.host.includes(":") ? `[${settings.host}]` : settings.host}:${port}`;
  const close = closeOnce(server, closing, () => saver.end().finally(unlock));
  return { ...controls, url, port, env: environmentOf(url, settings.accountId), close };
}

function registerFunctions(
  functions: InvocableFunctions,
  registrations: NonNullable<EmulatorOptions["functions"]>,
): void {
  for (const [arn, it] of Object.entries(registrations))
    if ("source" in it) functions.register(arn, it.source, it);
    else functions.register(arn, it);
}

function environmentOf(url: string, accountId: string): Record<string, string> {
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

function closeOnce(server: Server, closing: AbortController, end: () => Promise<void>): () => Promise<void> {
  let closed: Promise<void> | undefined;
  return () =>
    (closed ??= new Promise<void>((resolve, reject) => {
      closing.abort();
      server.close(() => void end().then(resolve, reject));
      server.closeAllConnections();
    }));
}
