import * as pulumi from "@pulumi/pulumi";
import type { Report } from "../provider";
import { openAppFlow } from "../provider/appflow";
import { environmentRegion, readConnection } from "../provider/connection";
import { explain, type Finding } from "../provider/findings";
import type { Note } from "../provider/note";
import { openPreflight, type Preflight } from "../provider/preflight";

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
  ownDescription: unknown,
  opts: pulumi.CustomResourceOptions,
): void {
  const run = pulumi.runtime.getMonitor() ?? {};
  reported.apply(async (report) => {
    if (!report) return;
    const release = pulumi.runtime.rpcKeepAlive();
    try {
      const looked = { ownDescription, deletesFirst: opts.deleteBeforeReplace === true };
      const preflight = isConfigured(report) ? preflightOf(run, report.note) : undefined;
      show(resource, [...report.findings, ...((await preflight?.lookUp(report.note, looked)) ?? [])]);
    } finally {
      release();
    }
  });
}

/**
 * Warns when the region comes from the environment and is another one than that of the registration, which stays where it
 * is. Only the class can: the engine hands what `check` finds on only for resources that change.
 */
export function warnOfAmbientRegion(resource: Registered, isStated: boolean): void {
  const ambient = environmentRegion();
  if (isStated || ambient === undefined || pulumi.runtime.getConfig("appflow:region")) return;
  if (pulumi.runtime.getConfig("aws:region")) return;
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

/** A configuration that can't be followed could lead the look-ups to another account. */
function isConfigured({ findings }: Report): boolean {
  return !findings.some(({ code }) => code.startsWith("configuration-"));
}

function runsInCli(): boolean {
  return /@pulumi[\\/]pulumi[\\/]cmd[\\/]run/.test(process.argv[1] ?? "");
}

/** The look-ups for a note; undefined when nothing is new. */
function preflightOf(run: object, note: Note): Preflight | undefined {
  if (!note.isNew || note.label === undefined) return undefined;
  const preflights = runs.get(run) ?? new Map<string, Preflight>();
  runs.set(run, preflights);
  const key = JSON.stringify([note.region, note.provider]);
  const known = preflights.get(key) ?? open(note);
  preflights.set(key, known);
  return known;
}

function open({ provider, region }: Note): Preflight {
  const { connection } = readConnection((name) =>
    provider ? provider[name] : pulumi.runtime.getConfig(name),
  );
  return openPreflight(openAppFlow(connection, region));
}
