import * as pulumi from "@pulumi/pulumi";
import type { Report } from "../provider";
import { openAppFlow } from "../provider/appflow";
import { environmentRegion, readConnection } from "../provider/connection";
import { explain, type Finding } from "../provider/findings";
import { lambdaArnOf, type RawInputs } from "../provider/inputs";
import { type Note, openPreflight, type Preflight } from "../provider/preflight";
import { TYPE } from "./literal";
import type { Provider } from "./provider";

/** What Pulumi's Node host takes for "failed, and already explained". */
const EXPLAINED_FAILURE = 32;

/** The look-ups of a run, by account and region. They go with the run: programs of one process must not share them. */
const runs = new WeakMap<object, Map<string, Preflight>>();

interface Registered extends pulumi.CustomResource {
  readonly connectorLabel: pulumi.Output<string>;
  readonly region: pulumi.Output<string | undefined>;
}

/**
 * Shows on the resource what `check` found and what looking at the account adds. A resource that doesn't change gets its
 * old outputs back, without findings, and nothing is looked up for it.
 */
export function showFindings(
  resource: pulumi.CustomResource,
  reported: pulumi.Output<Report | undefined>,
  args: object | undefined,
  opts: pulumi.CustomResourceOptions,
): void {
  const run = pulumi.runtime.getMonitor() ?? {};
  const { connectionSettings } = (providerOf(resource) ?? {}) as Partial<Provider>;
  reported.apply(async (report) => {
    if (!report) return;
    // Pulumi must not take the program for finished while this looks.
    const release = pulumi.runtime.rpcKeepAlive();
    try {
      const settings = connectionSettings && (await valueOf(connectionSettings));
      const stated: RawInputs = { ...args };
      const own = { ownDescription: stated["description"], ownFunction: lambdaArnOf(stated) };
      const looked = { ...own, deletesFirst: opts.deleteBeforeReplace === true };
      const isPlaced = !report.findings.some(({ code }) => code === "region-invalid");
      const preflight = isPlaced ? preflightOf(run, report.note, settings) : undefined;
      show(resource, [...report.findings, ...((await preflight?.lookUp(report.note, looked)) ?? [])]);
    } finally {
      release();
    }
  });
}

/** The engine asks `check` of a Provider's resources only when all its settings are known, so that this ends. */
function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => void output.apply((value) => resolve(value)));
}

/** The appflow.Provider of a resource, its own or inherited. */
function providerOf(resource: pulumi.CustomResource): pulumi.ProviderResource | undefined {
  return resource.getProvider(TYPE);
}

/**
 * Warns when the region comes from the environment and is another one than that of the registration, which stays where it
 * is. Only the class can: the engine hands what `check` finds on only for resources that change.
 */
export function warnOfAmbientRegion(resource: Registered, statedRegion: unknown): void {
  const ambient = environmentRegion();
  const configured = pulumi.runtime.getConfig("appflow:region") || pulumi.runtime.getConfig("aws:region");
  if (ambient === undefined || statedRegion || configured || providerOf(resource)) return;
  pulumi.all([resource.region, resource.connectorLabel]).apply(([region, label]) => {
    if (region === undefined || region === ambient) return;
    const message = explain("region-ambient", { doing: "checking", label, region }, { region, ambient });
    void pulumi.log.warn(message, resource);
  });
}

function show(resource: pulumi.Resource, findings: Finding[]): void {
  for (const { severity, message } of findings) {
    void (severity === "error" ? pulumi.log.error(message, resource) : pulumi.log.warn(message, resource));
  }
  // An inline program runs in the user's process, where the logged error alone fails the preview.
  if (findings.some(({ severity }) => severity === "error") && runsInCli())
    process.exitCode = EXPLAINED_FAILURE;
}

function runsInCli(): boolean {
  return /@pulumi[\\/]pulumi[\\/]cmd[\\/]run/.test(process.argv[1] ?? "");
}

/** The look-ups for a note; undefined when nothing is new, so that the whole run may do without. */
function preflightOf(run: object, note: Note, provider: Record<string, string> | undefined) {
  if (!note.isNew) return undefined;
  const preflights = runs.get(run) ?? new Map<string, Preflight>();
  runs.set(run, preflights);
  const key = JSON.stringify([note.region, provider]);
  const known = preflights.get(key) ?? open(note.region, provider);
  preflights.set(key, known);
  return known;
}

function open(region: string | undefined, provider: Record<string, string> | undefined): Preflight {
  const settings = (name: string) => (provider ? provider[name] : pulumi.runtime.getConfig(name));
  const { connection } = readConnection(settings);
  return openPreflight(openAppFlow(connection, region), connection, runsInCli());
}
