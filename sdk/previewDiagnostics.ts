import * as pulumi from "@pulumi/pulumi";
import { readAmbientRegion } from "../provider/config/connection";
import { readPreviewSettings } from "../provider/config/previewSettings";
import { finding, type Finding } from "../provider/diagnostics/diagnostic";
import type { Report } from "../provider/host/preview";
import type { LookupPlan } from "../provider/preview/plan";
import { openPreviewSession, type PreviewSession } from "../provider/preview/session";
import type { DesiredState } from "../provider/resource/diff";
import { UNKNOWN } from "../provider/resource/unknown";
import { areDependenciesUnknown, isWaitingForOthers, watchRegistrations } from "./dependencies";
import { TYPE } from "./literal";
import type { Provider } from "./provider";
import { currentRun, servicesOf, stackSetting } from "./run";

/** What Pulumi's Node host takes for "failed, and already explained". */
const EXPLAINED_FAILURE = 32;

/** The preview sessions of each run, by region and settings. They go with the run. */
const sessionsOfRuns = new WeakMap<object, Map<string, PreviewSession>>();

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
  const run = currentRun();
  watchRegistrations(run);
  return run;
}

// The watch begins with the import: components that are registered before the first ConnectorRegistration may be what it
// waits for.
if (pulumi.runtime.isDryRun()) beginPreview();

/**
 * Shows on the resource what `check` found and what lookups add. A resource that doesn't change gets its old outputs back,
 * without findings, and no lookup is made for it.
 */
export function showFindings(
  run: object,
  resource: Previewed,
  reported: pulumi.Output<Report | undefined>,
  opts: pulumi.CustomResourceOptions,
): void {
  pulumi.all([reported, resource.urn, settingsOf(resource)]).apply(([report, urn, provider]) =>
    keepAlive(async () => {
      if (!report) return;
      const { findings, plan } = report;
      const canLookUp = !findings.some(({ code }) => code === "region-invalid");
      const session =
        canLookUp && (plan.isNew || plan.isFunctionAsked) ? sessionOf(run, plan.region, provider) : undefined;
      const retainsOnDelete = opts.retainOnDelete === true;
      const previewed = {
        desired: await desiredOf(resource, plan),
        retainsOnDelete,
        isDeletedFirst: opts.deleteBeforeReplace === true && !retainsOnDelete,
        isWaiting: isWaitingForOthers(run, urn),
      };
      const looked = session ? await session.lookUp(plan, previewed) : [];
      show(resource, [...findings, ...noteUnknownDependencies(run), ...looked]);
    }),
  );
}

/** Pulumi must not take the program for finished while lookups are under way. */
async function keepAlive(work: () => Promise<void>): Promise<void> {
  const release = pulumi.runtime.rpcKeepAlive();
  try {
    await work();
  } finally {
    release();
  }
}

/** Runs of which it was said that dependencies are unknown. */
const notedRuns = new WeakSet();

function noteUnknownDependencies(run: object): Finding[] {
  if (!areDependenciesUnknown(run) || notedRuns.has(run)) return [];
  notedRuns.add(run);
  return [finding("info", "dependencies-unknown", { action: "previewing AppFlow connectors" }, {})];
}

/** What the engine made of the inputs. The plan says which of them are known: an unknown one never comes. */
async function desiredOf(resource: Previewed, { isFunctionAsked, description }: LookupPlan): Promise<DesiredState> {
  // The ARN by itself: beside it, the configuration may hold what is unknown.
  const { lambdaArn } = resource.connectorProvisioningConfig.lambda;
  const stated = description === "stated" ? await valueOf(resource.description) : undefined;
  return {
    connectorProvisioningConfig: {
      lambda: { lambdaArn: isFunctionAsked ? await valueOf(lambdaArn) : UNKNOWN },
    },
    ...(description === "unknown" ? { description: UNKNOWN } : {}),
    ...(stated === undefined ? {} : { description: stated }),
  };
}

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => void output.apply((value) => resolve(value)));
}

/**
 * With `appflow:staleness: warn`, warns of a registration whose function changed since AppFlow asked it. Only one that stays
 * as it is has its old outputs in preview, so nothing runs for the others.
 */
export function warnOfStaleness(run: object, resource: Previewed, askedAt: pulumi.Output<string | undefined>): void {
  const { warnsOfStaleness, mode } = readPreviewSettings(stackSetting);
  if (!warnsOfStaleness || mode === "off") return;
  // In preview an output that the state lacks is unknown, and would keep the others from coming.
  let updatedAt: string | undefined;
  askedAt.apply((value) => (updatedAt = value));
  const { connectorProvisioningConfig, connectorLabel, registeredAt, region } = resource;
  const { lambdaArn } = connectorProvisioningConfig.lambda;
  pulumi
    .all([lambdaArn, connectorLabel, registeredAt, region, settingsOf(resource)])
    .apply(([lambdaArn, label, registeredAt, region, provider]) =>
      keepAlive(async () => {
        const scope = { action: "checking", label, region };
        const listAskedAt = () => [registeredAt, updatedAt];
        const session = sessionOf(run, region, provider);
        show(resource, (await session?.compareAge({ scope, lambdaArn, listAskedAt })) ?? []);
      }),
    );
}

/** The appflow.Provider of a resource, its own or inherited. */
function providerOf(resource: pulumi.CustomResource): pulumi.ProviderResource | undefined {
  return resource.getProvider(TYPE);
}

/** What its appflow.Provider connects with; undefined without one. While something of it is unknown, no lookup is made. */
function settingsOf(resource: pulumi.CustomResource): pulumi.Output<Record<string, string> | undefined> {
  const { connectionSettings } = (providerOf(resource) ?? {}) as Partial<Provider>;
  return pulumi.output(connectionSettings);
}

/**
 * Warns when the region comes from the environment and is another one than that of the registration, which stays where it
 * is. Only the class can: the engine hands on what `check` finds only for resources that change.
 */
export function warnOfAmbientRegion(resource: Previewed, statedRegion: unknown): void {
  const ambient = readAmbientRegion();
  const configured = stackSetting("appflow:region") || stackSetting("aws:region");
  if (ambient === undefined || statedRegion || configured || providerOf(resource)) return;
  pulumi.all([resource.region, resource.connectorLabel]).apply(([region, label]) => {
    if (region === undefined || region === ambient) return;
    const scope = { action: "checking", label, region };
    show(resource, [finding("warning", "region-ambient", scope, { region, ambient })]);
  });
}

const LOGS = { error: "error", warning: "warn", info: "info" } as const;

function show(resource: pulumi.Resource, findings: Finding[]): void {
  for (const { severity, message } of findings) void pulumi.log[LOGS[severity]](message, resource);
  // An inline program runs in the user's process, where the logged error alone fails the preview.
  if (findings.some(({ severity }) => severity === "error") && isRunByCli()) process.exitCode = EXPLAINED_FAILURE;
}

function isRunByCli(): boolean {
  return /@pulumi[\\/]pulumi[\\/]cmd[\\/]run/.test(process.argv[1] ?? "");
}

/** The lookups of a run in one region; undefined where the program wants none. */
function sessionOf(
  run: object,
  region: string | undefined,
  provider: Record<string, string> | undefined,
): PreviewSession | undefined {
  const { mode, invokesFunctions } = readPreviewSettings(stackSetting);
  if (mode === "off") return undefined;
  const sessions = sessionsOfRuns.get(run) ?? new Map<string, PreviewSession>();
  sessionsOfRuns.set(run, sessions);
  const key = JSON.stringify([region, provider]);
  const known = sessions.get(key);
  if (known) return known;
  const options = { mode, invokesFunctions, hasProviderEnvironment: isRunByCli() };
  const session = openPreviewSession(servicesOf(run, provider), region, options);
  sessions.set(key, session);
  return session;
}
