import * as pulumi from "@pulumi/pulumi";
import { readConnection } from "../provider/connection";
import {
  carriesToken,
  CREDENTIALS,
  hasSecrets,
  inheritedSettings,
  PROVIDER_SETTINGS,
} from "../provider/settings";
import { explain, type Subject } from "../provider/findings";
import { suggestionFor } from "../provider/nearNames";

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
 * Arguments of an appflow.Provider. What is left out comes from the stack's configuration, then from the AWS SDK; of the
 * credentials only the profile is taken over where a role is stated.
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
    const settings = settingsOf(name, stated(args ?? {}));
    super("pulumi-nodejs", name, settings, opts);
    this.connectionSettings = pulumi.output(settings as Record<string, pulumi.Input<string>>);
  }
}

/** `maxRetries` is what the stack's configuration calls it. */
const ARGUMENTS: readonly string[] = PROVIDER_SETTINGS.filter((name) => name !== "maxRetries");

type Setting = pulumi.Input<object | string | number>;

function settingsOf(name: string, args: ProviderArgs): pulumi.Inputs {
  const subject: Subject = { doing: `declaring the appflow.Provider ${name}` };
  const stack = (key: string) => pulumi.runtime.getConfig(key);
  for (const property of Object.keys(args)) {
    if (!ARGUMENTS.includes(property)) {
      const facts = { property, suggestion: suggestionFor(property, ARGUMENTS), known: ARGUMENTS.join(", ") };
      throw new pulumi.RunError(explain("argument-unknown", subject, facts));
    }
  }
  // What isn't supported doesn't reach the resources of a Provider, so it can't be ignored for them.
  const fault = readConnection(stack).findings.find(({ code }) => code === "configuration-invalid");
  if (fault) throw new pulumi.RunError(fault.message);
  const ownsBase = args.profile !== undefined || args.assumeRoleWithWebIdentity !== undefined;
  if (hasSecrets(stack) && !ownsBase) {
    throw new pulumi.RunError(explain("provider-credentials", subject, {}));
  }
  const inherited = Object.fromEntries(
    Object.entries(inheritedSettings(stack)).filter(([key]) => !isOverruled(key, args)),
  );
  return {
    ...inherited,
    ...Object.fromEntries(
      Object.entries(args as Record<string, Setting>).map(([key, value]) => [
        `appflow:${key}`,
        asText(value, subject),
      ]),
    ),
    ...endpointsOf(args, inherited),
  };
}

/** `null` is left out, as everywhere in Pulumi. */
function stated(args: ProviderArgs): ProviderArgs {
  return Object.fromEntries(
    Object.entries(args).filter(([, value]) => value !== undefined && value !== null),
  );
}

/** Credentials are stated as a whole; only a role is assumed with the stack's profile, if none is stated. */
function isOverruled(key: string, args: ProviderArgs): boolean {
  const name = key.replace("appflow:", "");
  const isStated = (setting: string) => (args as Record<string, unknown>)[setting] !== undefined;
  if (!CREDENTIALS.includes(name) || !CREDENTIALS.some(isStated)) return false;
  return name !== "profile" || isStated("assumeRoleWithWebIdentity");
}

/** What the Provider's list says of AppFlow wins over the stack's single endpoint, which holds where it says nothing. */
function endpointsOf(args: ProviderArgs, inherited: Record<string, string>): pulumi.Inputs {
  const appflow = inherited["appflow:endpoint"];
  if (appflow === undefined || args.endpoints === undefined || args.endpoint !== undefined) return {};
  const merged = pulumi.output(args.endpoints).apply((list) => JSON.stringify([{ appflow }, ...list]));
  return { "appflow:endpoint": undefined, "appflow:endpoints": merged };
}

/** Settings are text, as in the stack's configuration: plain, or JSON. */
function asText(value: Setting, subject: Subject): pulumi.Output<string> {
  return pulumi.output(value).apply((known) => {
    if (carriesToken(known)) throw new pulumi.RunError(explain("provider-credentials", subject, {}));
    return typeof known === "string" ? known : JSON.stringify(known);
  });
}
