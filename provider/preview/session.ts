import { setMaxListeners } from "node:events";
import { limitConcurrency } from "../aws/concurrency";
import { LIMITS } from "../aws/limits";
import type { Services } from "../aws/services";
import type { PreviewSettings } from "../config/previewSettings";
import type { Finding } from "../diagnostics/diagnostic";
import type { Scope } from "../diagnostics/scope";
import type { LookUp } from "../functions/health";
import { openFunctions, type UnchangedRegistration } from "./functions";
import { openLabels } from "./labels";
import { collectLookupProblems, type Lookup, type LookupProblems } from "./lookupProblems";
import type { LookupPlan, PreviewedResource } from "./plan";

/** What a preview looks up in one account and region. One session serves all resources of a run there. */
export interface PreviewSession {
  /** Finds what speaks against writing what a plan names. */
  readonly lookUp: (plan: LookupPlan, resource: PreviewedResource) => Promise<Finding[]>;
  /** Finds out whether the function of a registration that stays as it is changed after AppFlow asked it. */
  readonly compareAge: (registration: UnchangedRegistration) => Promise<Finding[]>;
}

export interface SessionOptions extends Pick<PreviewSettings, "invokesFunctions"> {
  /** Whether findings of lookups stop the run. */
  readonly mode: "error" | "warn";
  /** Whether this process has the environment of the provider's, credentials included. */
  readonly hasProviderEnvironment: boolean;
}

/**
 * Opens the lookups of a run: the custom connectors once, one description of each label that is taken, and each distinct
 * function once. They end after a time, whatever is still under way.
 */
export function openPreviewSession(
  { connection, ...services }: Pick<Services, "connection" | "appflow" | "lambda">,
  region: string | undefined,
  options: SessionOptions,
): PreviewSession {
  const stop = new AbortController();
  // Every call under way listens; Node's usual limit would warn of a leak that isn't one.
  setMaxListeners(0, stop.signal);
  const [service, lambda] = [services.appflow(region), services.lambda(region)];
  const problems = collectLookupProblems(options.hasProviderEnvironment);
  const lookUp = limitLookups(problems.lookUp, stop.signal);
  const checkLabel = openLabels(service, connection, region, lookUp);
  const functions =
    lambda && openFunctions({ service, lambda, connection, invokesFunctions: options.invokesFunctions, lookUp });
  const inTime = limitTime(problems, options, stop);
  return {
    lookUp: async (plan, resource) => {
      if (!plan.isNew && !plan.isFunctionAsked) return [];
      const { label, region } = plan;
      const scope = { action: label ? "checking" : "checking an AppFlow connector", label, region };
      return inTime(scope, (found) => checkPlan({ checkLabel, functions }, plan, scope, resource, found));
    },
    compareAge: async (registration) => {
      if (!functions) return [];
      return inTime(registration.scope, async (found) => {
        found.push(...(await functions.compareAge(registration)));
      });
    },
  };
}

interface Checks {
  readonly checkLabel: ReturnType<typeof openLabels>;
  readonly functions: ReturnType<typeof openFunctions> | undefined;
}

/** Checks label and function at the same time. The findings of the label come first. */
async function checkPlan(
  { checkLabel, functions }: Checks,
  plan: LookupPlan,
  scope: Scope,
  resource: PreviewedResource,
  found: Finding[],
): Promise<void> {
  const checking = checkLabel(plan, scope, resource).then((label) => {
    found.unshift(...label.findings);
    return label.isWritten;
  });
  // Adopting a registration that is up to date writes nothing, so its function is not asked.
  const isWritten = !plan.adopt || (await checking);
  if (isWritten && functions) found.push(...(await functions.findProblems(plan, scope, resource)));
  await checking;
}

/** A call that began after the abort would sleep in the SDK's limiter, from which no signal wakes it. */
function limitLookups(lookUp: LookUp<Lookup>, signal: AbortSignal): LookUp<Lookup> {
  const limit = limitConcurrency(LIMITS.lookups);
  return (lookup, call) =>
    lookUp(lookup, () =>
      limit(() => {
        signal.throwIfAborted();
        return call(signal);
      }),
    );
}

/**
 * Bounds the time of lookups, and adds what could not be looked up to what was found. What is found in time is reported,
 * whatever is missing beside it.
 */
function limitTime(problems: LookupProblems, { mode }: SessionOptions, stop: AbortController) {
  const timeIsOver = new Promise<undefined>((resolve) => {
    stop.signal.addEventListener("abort", () => resolve(undefined));
  });
  const stopwatch = newStopwatch(LIMITS.preview, () => stop.abort());
  let underWay = 0;
  return async (scope: Scope, check: (found: Finding[]) => Promise<void>): Promise<Finding[]> => {
    if (underWay === 0) stopwatch.start();
    underWay += 1;
    const found: Finding[] = [];
    const whole = await Promise.race([problems.lookUp("labels", () => check(found)), timeIsOver]);
    underWay -= 1;
    if (underWay === 0) stopwatch.stop();
    if (!whole && stop.signal.aborted) problems.recordTimeout(scope.label);
    const reported = [...found, ...problems.report(scope, underWay === 0)];
    return mode === "error" ? reported : reported.map(soften);
  };
}

/** Acts when it has run for so many milliseconds in all. Keeps no process alive: calls under way do. */
function newStopwatch(milliseconds: number, act: () => void) {
  let left = milliseconds;
  let startedAt = 0;
  let timer: NodeJS.Timeout | undefined;
  return {
    start: () => {
      startedAt = performance.now();
      timer = setTimeout(act, Math.max(left, 0)).unref();
    },
    stop: () => {
      clearTimeout(timer);
      left -= performance.now() - startedAt;
    },
  };
}

function soften(finding: Finding): Finding {
  return finding.severity === "error" ? { ...finding, severity: "warning" } : finding;
}
