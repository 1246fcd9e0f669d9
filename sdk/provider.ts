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
import { PROVIDER_MARK } from "../provider/note";

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

/** Arguments of an appflow.Provider. What is left out comes from the stack's configuration, then from the AWS SDK. */
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
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    super("pulumi-nodejs", name, settingsOf(name, args), opts);
  }
}

type Setting = pulumi.Input<object | string | number>;

function settingsOf(name: string, args: ProviderArgs): pulumi.Inputs {
  const subject: Subject = { doing: `declaring the provider ${name} of an` };
  const stack = (key: string) => pulumi.runtime.getConfig(key);
  const stated = Object.entries(args as Record<string, Setting>).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  for (const [property] of stated) {
    if (!(PROVIDER_SETTINGS as readonly string[]).includes(property)) {
      const facts = { property, known: PROVIDER_SETTINGS.join(", ") };
      throw new pulumi.RunError(explain("argument-unknown", subject, facts));
    }
  }
  const fault = readConnection(stack).findings.find(({ severity }) => severity === "error");
  if (fault) throw new pulumi.RunError(fault.message);
  if (hasSecrets(stack) && args.profile === undefined) {
    throw new pulumi.RunError(explain("provider-credentials", subject, {}));
  }
  const ownsCredentials = stated.some(([key]) => CREDENTIALS.includes(key));
  const inherited = Object.entries(inheritedSettings(stack)).filter(
    ([key]) => !ownsCredentials || !CREDENTIALS.includes(key.replace("appflow:", "")),
  );
  return {
    [PROVIDER_MARK]: name,
    ...Object.fromEntries(inherited),
    ...Object.fromEntries(stated.map(([key, value]) => [`appflow:${key}`, asText(value, subject)])),
  };
}

/** Settings are text, as in the stack's configuration: plain, or JSON. */
function asText(value: Setting, subject: Subject): pulumi.Output<string> {
  return pulumi.output(value).apply((known) => {
    if (carriesToken(known)) throw new pulumi.RunError(explain("provider-credentials", subject, {}));
    return typeof known === "string" ? known : JSON.stringify(known);
  });
}
