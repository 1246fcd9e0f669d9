import * as pulumi from "@pulumi/pulumi";
import { readConnection } from "../provider/config/connection";
import {
  hasToken,
  CREDENTIALS,
  hasSecretCredentials,
  inheritSettings,
  PROVIDER_SETTINGS,
} from "../provider/config/settings";
import type { Scope } from "../provider/diagnostics/scope";
import { suggestName } from "../provider/diagnostics/similarNames";
import { refusal, stackSetting } from "./run";

/** A role to assume. */
export interface AssumeRoleArgs {
  roleArn: pulumi.Input<string>;
  /** Default: `pulumi-appflow-connector`. */
  sessionName?: pulumi.Input<string>;
  externalId?: pulumi.Input<string>;
  /** Seconds. Default: the role's. */
  durationSeconds?: pulumi.Input<number>;
}

/** A role to assume with the token of an identity provider, as CI systems hand it out. */
export interface AssumeRoleWithWebIdentityArgs extends AssumeRoleArgs {
  /** Path of the file that holds the token; the token itself never becomes part of the state. */
  webIdentityTokenFile: pulumi.Input<string>;
}

/**
 * Arguments of an appflow.Provider. What is left out comes from the stack's configuration, then from the AWS SDK. Where a role
 * is stated, only the profile of the configuration's credentials counts.
 */
export interface ProviderArgs {
  region?: pulumi.Input<string>;
  /** A profile of the AWS shared files. */
  profile?: pulumi.Input<string>;
  assumeRole?: pulumi.Input<AssumeRoleArgs>;
  /** Roles to assume one after the other. */
  assumeRoles?: pulumi.Input<pulumi.Input<AssumeRoleArgs>[]>;
  assumeRoleWithWebIdentity?: pulumi.Input<AssumeRoleWithWebIdentityArgs>;
  /** URL of AppFlow. */
  endpoint?: pulumi.Input<string>;
  /** URLs by service: `[{ appflow, lambda, sts }]`. */
  endpoints?: pulumi.Input<pulumi.Input<Record<string, pulumi.Input<string>>>[]>;
  /** Attempts of each call, the first one included. Default: 5. */
  maxAttempts?: pulumi.Input<number>;
  /** Accounts that may be touched; any other is refused. */
  allowedAccountIds?: pulumi.Input<pulumi.Input<string>[]>;
  /** Accounts that must not be touched. */
  forbiddenAccountIds?: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * A region or an account of its own for ConnectorRegistrations, given as `provider`, or to a component as `providers`.
 * Its settings stand in the state, so it takes nothing secret.
 */
export class Provider extends pulumi.ProviderResource {
  /** What its resources' look-ups in preview connect with. */
  readonly connectionSettings: pulumi.Output<Record<string, string>>;

  constructor(name: string, args?: ProviderArgs, opts?: pulumi.ResourceOptions) {
    const settings = settingsOf(name, withoutNull(args ?? {}));
    super("pulumi-nodejs", name, settings, opts);
    this.connectionSettings = pulumi.output(settings as Record<string, pulumi.Input<string>>);
  }
}

/** `maxRetries` is what the stack's configuration calls it. */
const ARGUMENTS: readonly string[] = PROVIDER_SETTINGS.filter((name) => name !== "maxRetries");

type Setting = pulumi.Input<object | string | number>;

function settingsOf(name: string, args: ProviderArgs): pulumi.Inputs {
  const scope: Scope = { action: `declaring the appflow.Provider ${name}` };
  refuseArguments(args, scope);
  const inherited = Object.fromEntries(
    Object.entries(inheritSettings(stackSetting)).filter(([key]) => !isOverruled(key, args)),
  );
  const own = Object.entries(args as Record<string, Setting>).map(
    ([key, value]) => [`appflow:${key}`, toText(value, scope)] as const,
  );
  return { ...inherited, ...Object.fromEntries(own), ...mergeEndpoints(args, inherited) };
}

function refuseArguments(args: ProviderArgs, scope: Scope): void {
  const property = Object.keys(args).find((key) => !ARGUMENTS.includes(key));
  if (property !== undefined) {
    const suggestion = suggestName(property, ARGUMENTS);
    throw refusal("argument-unknown", { property, suggestion, known: ARGUMENTS.join(", ") }, scope);
  }
  // What isn't supported doesn't reach the resources of a Provider, so it can be ignored for them.
  const error = readConnection(stackSetting).errors.find(({ code }) => code === "configuration-invalid");
  if (error) throw new pulumi.RunError(error.message);
  const hasOwnBase = args.profile !== undefined || args.assumeRoleWithWebIdentity !== undefined;
  if (hasSecretCredentials(stackSetting) && !hasOwnBase) throw refusal("provider-credentials", {}, scope);
}

/** `null` is left out, as everywhere in Pulumi. */
function withoutNull(args: ProviderArgs): ProviderArgs {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined && value !== null));
}

/** Credentials are stated as a whole. Only the stack's profile counts beside a role, if no other profile is stated. */
function isOverruled(key: string, args: ProviderArgs): boolean {
  const name = key.replace("appflow:", "");
  const isStated = (setting: string) => (args as Record<string, unknown>)[setting] !== undefined;
  if (!CREDENTIALS.includes(name) || !CREDENTIALS.some(isStated)) return false;
  return name !== "profile" || isStated("assumeRoleWithWebIdentity");
}

/** The Provider's list wins over the stack's single endpoint, which counts where the list doesn't name AppFlow. */
function mergeEndpoints(args: ProviderArgs, inherited: Record<string, string>): pulumi.Inputs {
  const appflow = inherited["appflow:endpoint"];
  if (appflow === undefined || args.endpoints === undefined || args.endpoint !== undefined) return {};
  const merged = pulumi.output(args.endpoints).apply((list) => JSON.stringify([{ appflow }, ...list]));
  return { "appflow:endpoint": undefined, "appflow:endpoints": merged };
}

/** Settings are text, as in the stack's configuration: plain, or JSON. */
function toText(value: Setting, scope: Scope): pulumi.Output<string> {
  return pulumi.output(value).apply((known) => {
    if (hasToken(known)) throw refusal("provider-credentials", {}, scope);
    return typeof known === "string" ? known : JSON.stringify(known);
  });
}
