import * as pulumi from "@pulumi/pulumi";
import type { Report } from "../provider";
import { openAppFlow } from "../provider/appflow";
import { environmentRegion, reachesLambda, readConnection } from "../provider/connection";
import { explain, type Finding } from "../provider/findings";
import { openLambda } from "../provider/lambda";
import { type Note, openPreflight, type Preflight } from "../provider/preflight";
import { readPreflightSettings } from "../provider/preflightSettings";
import { TYPE } from "./literal";
import type { Provider } from "./provider";
import { waitsForOthers, watchRegistrations } from "./waiting";

/** What Pulumi's Node host takes for "failed, and already explained". */
const EXPLAINED_FAILURE = 32;

/** The look-ups of a run, by account and region. They go with the run: programs of one process must not share them. */
const runs = new WeakMap<object, Map<string, Preflight>>();

/** A ConnectorRegistration, as far as preview reads what the engine made of it. */
interface Previewed extends pulumi.CustomResource {
  readonly connectorLabel: pulumi.Output<string>;
  readonly connectorProvisioningConfig: pulumi.Output<{ lambda: { lambdaArn: string } }>;
  readonly description: pulumi.Output<string | undefined>;
  readonly region: pulumi.Output<string>;
  readonly registeredAt: pulumi.Output<string>;
}

/** Lets a preview know, later, what its resources wait for. */
export function beginPreview(): object {
  const run = pulumi.runtime.getMonitor() ?? {};
  if ("registerResource" in run) watchRegistrations(run);
  return run;
}

// From here on, since components that are registered before the first ConnectorRegistration may be what it waits for.
if (pulumi.runtime.isDryRun()) beginPreview();

/**
 * Shows on the resource what `check` found and what looking at the account adds. A resource that doesn't change gets its
 * old outputs back, without findings, and nothing is looked up for it.
 */
export function showFindings(
  run: object,
  resource: Previewed,
  reported: pulumi.Output<Report | undefined>,
  opts: pulumi.CustomResourceOptions,
): void {
  pulumi.all([reported, resource.urn, settingsOf(resource)]).apply(([report, urn, provider]) =>
    keptAlive(async () => {
      if (!report) return;
      const { findings, note } = report;
      const isPlaced = !findings.some(({ code }) => code === "region-invalid");
      const isLooked = isPlaced && (note.isNew || note.asks);
      const preflight = isLooked ? preflightOf(run, note.region, provider) : undefined;
      const looked = {
        own: { ...(await ownOf(resource, note)), retains: opts.retainOnDelete },
        deletesFirst: opts.deleteBeforeReplace === true && !opts.retainOnDelete,
        waits: waitsForOthers(run, urn),
      };
      show(resource, [...findings, ...((await preflight?.lookUp(note, looked)) ?? [])]);
    }),
  );
}

/** Pulumi must not take the program for finished while this looks. */
async function keptAlive(look: () => Promise<void>): Promise<void> {
  const release = pulumi.runtime.rpcKeepAlive();
  try {
    await look();
  } finally {
    release();
  }
}

/** What the engine made of the inputs; the note says which of them are known, and unknown ones never come. */
async function ownOf(resource: Previewed, { asks, description }: Note) {
  return {
    lambdaArn: asks ? (await valueOf(resource.connectorProvisioningConfig)).lambda.lambdaArn : null,
    description:
      description === "stated"
        ? await valueOf(resource.description)
        : description === "absent"
          ? undefined
          : null,
  };
}

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => void output.apply((value) => resolve(value)));
}

/**
 * With `appflow:staleness: warn`, warns of a registration whose function changed since AppFlow asked it. Only one that stays
 * as it is has its old outputs in preview, so that nothing runs for the others.
 */
export function warnOfStaleness(
  run: object,
  resource: Previewed,
  askedAt: pulumi.Output<string | undefined>,
): void {
  const { staleness, mode } = readPreflightSettings((name) => pulumi.runtime.getConfig(name));
  if (!staleness || mode === "off") return;
  // In preview an output that the state lacks is unknown, and would keep the others from coming.
  let updatedAt: string | undefined;
  askedAt.apply((value) => (updatedAt = value));
  const { connectorProvisioningConfig, connectorLabel, registeredAt, region } = resource;
  pulumi.all([connectorProvisioningConfig, connectorLabel, registeredAt, region, settingsOf(resource)]).apply(
    ([
      {
        lambda: { lambdaArn },
      },
      label,
      registered,
      region,
      provider,
    ]) =>
      keptAlive(async () => {
        const subject = { doing: "checking", label, region };
        const asked = () => [registered, updatedAt];
        const preflight = preflightOf(run, region, provider);
        show(resource, (await preflight?.compareAge({ subject, lambdaArn, asked })) ?? []);
      }),
  );
}

/** The appflow.Provider of a resource, its own or inherited. */
function providerOf(resource: pulumi.CustomResource): pulumi.ProviderResource | undefined {
  return resource.getProvider(TYPE);
}

/** What its appflow.Provider connects with; undefined without one. While something of it is unknown, nothing is looked up. */
function settingsOf(resource: pulumi.CustomResource): pulumi.Output<Record<string, string> | undefined> {
  const { connectionSettings } = (providerOf(resource) ?? {}) as Partial<Provider>;
  return pulumi.output(connectionSettings);
}

/**
 * Warns when the region comes from the environment and is another one than that of the registration, which stays where it
 * is. Only the class can: the engine hands what `check` finds on only for resources that change.
 */
export function warnOfAmbientRegion(resource: Previewed, statedRegion: unknown): void {
  const ambient = environmentRegion();
  const configured = pulumi.runtime.getConfig("appflow:region") || pulumi.runtime.getConfig("aws:region");
  if (ambient === undefined || statedRegion || configured || providerOf(resource)) return;
  pulumi.all([resource.region, resource.connectorLabel]).apply(([region, label]) => {
    if (region === undefined || region === ambient) return;
    const message = explain("region-ambient", { doing: "checking", label, region }, { region, ambient });
    void pulumi.log.warn(message, resource);
  });
}

const LOGS = { error: "error", warning: "warn", info: "info" } as const;

function show(resource: pulumi.Resource, findings: Finding[]): void {
  for (const { severity, message } of findings) void pulumi.log[LOGS[severity]](message, resource);
  // An inline program runs in the user's process, where the logged error alone fails the preview.
  if (findings.some(({ severity }) => severity === "error") && runsInCli())
    process.exitCode = EXPLAINED_FAILURE;
}

function runsInCli(): boolean {
  return /@pulumi[\\/]pulumi[\\/]cmd[\\/]run/.test(process.argv[1] ?? "");
}

/** The look-ups of a run in one account and region; undefined where the program wants none. */
function preflightOf(run: object, region: string | undefined, provider: Record<string, string> | undefined) {
  const stack = (name: string) => pulumi.runtime.getConfig(name);
  const { mode, invokes } = readPreflightSettings(stack);
  if (mode === "off") return undefined;
  const preflights = runs.get(run) ?? new Map<string, Preflight>();
  runs.set(run, preflights);
  const key = JSON.stringify([region, provider]);
  const known = preflights.get(key);
  if (known) return known;
  const { connection } = readConnection(provider ? (name) => provider[name] : stack);
  const open = (signal: AbortSignal) => ({
    appflow: openAppFlow(connection, region, signal),
    lambda: reachesLambda(connection) ? openLambda(connection, region, signal) : undefined,
  });
  const preflight = openPreflight(open, { connection, mode, invokes, isProvidersEnvironment: runsInCli() });
  preflights.set(key, preflight);
  return preflight;
}
