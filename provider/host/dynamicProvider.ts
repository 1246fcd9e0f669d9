import type * as dynamic from "@pulumi/pulumi/dynamic";
import { lazy } from "../aws/concurrency";
import { openServices } from "../aws/services";
import { readPreviewSettings } from "../config/previewSettings";
import type { Settings } from "../config/settings";
import { DiagnosticError } from "../diagnostics/diagnostic";
import { check } from "../lifecycle/check";
import { systemClock } from "../lifecycle/clock";
import { type LifecycleContext, newRun, type Run } from "../lifecycle/context";
import { create } from "../lifecycle/create";
import { delete as remove } from "../lifecycle/delete";
import { diff } from "../lifecycle/diff";
import { keepLabel } from "../lifecycle/ownership";
import { read } from "../lifecycle/read";
import { update } from "../lifecycle/update";
import type { ConnectorRegistrationInputs, ConnectorRegistrationState } from "../resource/types";
import { guard } from "./guard";
import { answerCheck, type ClassRequest } from "./preview";

type Properties = Record<string, unknown>;

/** The engine starts one process for each run and each provider. In it, a state's literal may differ from the program's. */
const THIS_RUN = newRun();

/**
 * The dynamic provider that the literal in a state asks for: Pulumi's protocol in front of the lifecycle.
 *
 * @param protocol the number that the literal carries
 * @param run for processes of several runs, such as tests
 */
export function handler(protocol: number, run = THIS_RUN): dynamic.ResourceProvider<Properties, Properties> {
  let settings: Settings = () => undefined;
  const context = lazy(() => openContext(settings, run));
  const host: dynamic.ResourceProvider<Properties, Properties> = {
    configure: ({ config }) => {
      settings = (name) => config.get(name);
      return Promise.resolve();
    },
    check: (olds, news) => {
      const errors = [...context().errors, ...readPreviewSettings(settings).errors];
      return Promise.resolve(checkInputs(context(), olds, news, errors));
    },
    diff: async (id, state, news) => {
      const [old, inputs] = [withoutOwn(state), withoutOwn(news)];
      // Only here do the state and the inputs come together for which `check` claimed a label.
      keepLabel(context().ownership, id, old, inputs);
      return diff(context(), id, old, inputs);
    },
    create: async (inputs) => {
      const { id, outputs } = await create(context(), toInputs(inputs)).catch(withProvider(inputs));
      return { id, outs: { ...outputs } };
    },
    read: async (id, state = {}) => {
      const found = await read(context(), id, withoutOwn(state));
      return found ? { id: found.id, props: { ...found.outputs }, inputs: { ...found.inputs } } : {};
    },
    update: async (id, state, inputs) => {
      const outputs = await update(context(), id, toState(state), toInputs(inputs)).catch(withProvider(inputs));
      return { outs: { ...outputs } };
    },
    delete: (id, state) => remove(context(), id, toState(state)),
  };
  return guard(host, protocol);
}

function openContext(settings: Settings, run: Run): LifecycleContext {
  return { ...openServices(settings), ...run, clock: systemClock, notify: onceEach(console.error) };
}

function checkInputs(
  context: LifecycleContext,
  olds: Properties,
  news: Properties,
  configurationErrors: DiagnosticError[],
): dynamic.CheckResult {
  const request = (news["__run"] ?? {}) as ClassRequest;
  const checked = check(context, withoutOwn(olds), withoutOwn(news), request);
  return answerCheck(request, checked, configurationErrors);
}

/** Names that begin with `__` are the host's and the class's own. */
function withoutOwn(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !key.startsWith("__")));
}

/** `check` has validated the inputs. */
function toInputs(properties: Properties): ConnectorRegistrationInputs {
  return withoutOwn(properties) as unknown as ConnectorRegistrationInputs;
}

/** The state was written here. */
function toState(properties: Properties): ConnectorRegistrationState {
  return withoutOwn(properties) as unknown as ConnectorRegistrationState;
}

/** The engine saves a partly created resource only if its properties name the provider. */
function withProvider(inputs: Properties) {
  return (error: unknown): never => {
    if (!(error instanceof DiagnosticError) || !error.partial) throw error;
    const { id, properties } = error.partial;
    throw error.with({
      partial: { id, properties: { ...properties, __provider: inputs["__provider"] } },
    });
  };
}

/** What many registrations share is told once a run. */
function onceEach(notify: (message: string) => void): (message: string) => void {
  const notified = new Set<string>();
  return (message) => {
    if (!notified.has(message)) notify(message);
    notified.add(message);
  };
}
