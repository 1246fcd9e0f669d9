// Preview of a program, from the class through the host's check to the services and back; the engine is a mock.
import * as pulumi from "@pulumi/pulumi";
import type * as dynamic from "@pulumi/pulumi/dynamic";
import type { Emulator } from "../../../emulator/index";
import { handler } from "../../../provider/host/dynamicProvider";
import { newRun } from "../../../provider/lifecycle/context";
import { toInputs } from "../../../provider/resource/state";
import type { ConnectorRegistrationState } from "../../../provider/resource/types";
import { UNKNOWN } from "../../../provider/resource/unknown";
import * as appflow from "../../../sdk";
import { collectLogs, type Properties, valueOf } from "../program";
import { ACCOUNT, arnOf, REGION } from "./target";

type Host = Required<dynamic.ResourceProvider<Properties, Properties>>;

/** What runs a program for the CLI, in the provider's environment. */
const CLI = "/app/node_modules/@pulumi/pulumi/cmd/run/index.js";

export interface Setting {
  /** The stack's, beside what leads to the emulator. */
  readonly configuration?: Readonly<Record<string, string>>;
  /** The process's, which has nothing of AWS's and of this package's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** The states of an earlier run, by the resource's name. */
  readonly states?: Readonly<Record<string, ConnectorRegistrationState>>;
  /** The program that runs: `false` for an inline one of the Automation API. */
  readonly isCli?: boolean;
}

/** What a preview shows. */
export interface Shown {
  /** As `level resource code`, sorted. */
  readonly lines: string[];
  /** In the same order. */
  readonly messages: string[];
  readonly exitCode: typeof process.exitCode;
}

/** Runs the preview of a program, which returns its resources. */
export async function previewed(
  emulator: Emulator,
  program: () => pulumi.Resource[],
  { configuration = {}, env = {}, states = {}, isCli = true }: Setting = {},
): Promise<Shown> {
  const restore = inProcess(env, isCli ? CLI : "/app/deploy.js");
  const logs = collectLogs();
  try {
    const settings: Record<string, string> = { ...leadingTo(emulator), ...configuration };
    pulumi.runtime.setAllConfig(settings);
    await setEngine(settings, states);
    await finished(program());
    const codeOf = (message: string) => /#([a-z-]+)$/.exec(message)?.[1];
    const sorted = logs.lines
      .map(({ level, name, message }) => ({ line: `${level} ${name} ${codeOf(message)}`, message }))
      .sort(({ line: a }, { line: b }) => (a < b ? -1 : 1));
    return {
      lines: sorted.map(({ line }) => line),
      messages: sorted.map(({ message }) => message),
      exitCode: process.exitCode,
    };
  } finally {
    logs.restore();
    pulumi.runtime.setAllConfig({});
    restore();
  }
}

function leadingTo({ url }: Emulator): Record<string, string> {
  return {
    "aws:region": REGION,
    "aws:accessKey": ACCOUNT,
    "aws:secretKey": "canary-secret",
    "aws:endpoints": JSON.stringify([{ appflow: url, sts: url, lambda: url }]),
    "aws:maxRetries": "0",
  };
}

/** The environment and the script that a preview finds; returns what puts everything back. */
function inProcess(env: Readonly<Record<string, string>>, script: string): () => void {
  const kept = { env: { ...process.env }, argv: process.argv, exitCode: process.exitCode };
  const ambient = Object.keys(process.env).filter((name) => /^(AWS|APPFLOW)_/.test(name));
  for (const name of ambient) delete process.env[name];
  Object.assign(process.env, env);
  process.argv = [kept.argv[0], script];
  process.exitCode = undefined;
  return () => {
    for (const name of Object.keys(env)) delete process.env[name];
    Object.assign(process.env, kept.env);
    process.argv = kept.argv;
    process.exitCode = kept.exitCode;
  };
}

/** Lets a mock do what the engine does: it checks, and hands the old outputs to what stays as it is. */
async function setEngine(settings: Record<string, string>, states: NonNullable<Setting["states"]>) {
  const host = handler(1, newRun()) as Host;
  await host.configure({ config: { get: (name) => settings[name], require: (name) => settings[name] } });
  const newResource = async ({ name, type, inputs }: pulumi.runtime.MockResourceArgs) => {
    if (!type.endsWith(":ConnectorRegistration")) return { id: `${name}-id`, state: inputs as Properties };
    const state = states[name] as (ConnectorRegistrationState & Properties) | undefined;
    const olds = state ? { ...toInputs(state) } : {};
    const checked = await host.check(olds, overTheWire(inputs) as Properties);
    const news = checked.inputs as Properties;
    const isSame = state && !(await host.diff(state.connectorLabel, state, news)).changes;
    return { id: name, state: isSame ? state : news };
  };
  await pulumi.runtime.setMocks({ call: () => ({}), newResource }, "project", "stack", true, "organization");
}

/** The mock has unknown values as an object, the engine as text. */
function overTheWire(value: unknown): unknown {
  if (pulumi.isUnknown(value)) return UNKNOWN;
  if (Array.isArray(value)) return value.map(overTheWire);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, overTheWire(item)]));
}

/** Waits until the resources are there, and then for what holds the program open. */
async function finished(resources: pulumi.Resource[]): Promise<void> {
  await Promise.all(resources.map(({ urn }) => valueOf(urn)));
  // The engine takes another moment, too: log lines are on their way.
  await new Promise((resolve) => setImmediate(resolve));
  await pulumi.runtime.disconnect();
}

/** A registration of a function of the emulator, under its own name as label. */
export function registration(
  name: string,
  args: Partial<appflow.ConnectorRegistrationArgs> = {},
  opts: pulumi.CustomResourceOptions = {},
): appflow.ConnectorRegistration {
  const connectorProvisioningConfig = { lambda: { lambdaArn: arnOf("crm") } };
  return new appflow.ConnectorRegistration(name, { connectorProvisioningConfig, connectorLabel: name, ...args }, opts);
}

/** The argument that names a function. */
export const functionNamed = (name: string) => ({
  connectorProvisioningConfig: { lambda: { lambdaArn: arnOf(name) } },
});

/** The state that an earlier run left of such a registration. */
export function stateOf(name: string, changes: Partial<ConnectorRegistrationState> = {}): ConnectorRegistrationState {
  return {
    connectorLabel: name,
    ...functionNamed("crm"),
    connectorProvisioningType: "LAMBDA",
    region: REGION,
    accountId: ACCOUNT,
    connectorArn: `arn:aws:appflow:${REGION}:${ACCOUNT}:connector/${name}`,
    registeredAt: "2026-01-31T09:30:00.000Z",
    ...changes,
  };
}

/** A custom resource of another kind, whose outputs preview doesn't know. */
export class Other extends pulumi.CustomResource {
  declare readonly arn: pulumi.Output<string>;

  constructor(name: string, opts: pulumi.CustomResourceOptions = {}) {
    super("test:index:Other", name, { arn: undefined }, opts);
  }
}
