// What the journeys through garbled answers start from.
import type * as dynamic from "@pulumi/pulumi/dynamic";
import { type Emulator, startEmulator } from "../../emulator";
import { handler } from "../../provider";
import { newRun } from "../../provider/context";
import { PROVIDER_LITERAL } from "../../sdk/literal";
import { ACCOUNT, arnOf, REGION } from "./contract";

export type Properties = Record<string, unknown>;
type Host = Required<dynamic.ResourceProvider<Properties, Properties>>;

export const LABEL = "crm";

export const INPUTS: Properties = {
  connectorLabel: LABEL,
  connectorProvisioningConfig: { lambda: { lambdaArn: arnOf("crm") } },
  connectorProvisioningType: "LAMBDA",
  region: REGION,
  description: "of sales",
  __provider: PROVIDER_LITERAL,
};
export const CHANGED: Properties = { ...INPUTS, description: "of marketing" };

export const SINCE = "2026-01-31T09:30:00.000Z";

/** The state of the registration that is there. */
export const STATE: Properties = {
  ...INPUTS,
  accountId: ACCOUNT,
  connectorArn: `arn:aws:appflow:${REGION}:${ACCOUNT}:connector/${LABEL}`,
  connectorName: "CRM",
  connectorOwner: "Acme",
  connectorVersion: "1.0",
  connectorModes: ["SOURCE"],
  registeredAt: SINCE,
  registeredBy: `arn:aws:iam::${ACCOUNT}:user/emulator`,
};

/** An account whose function is older than the registration. */
export function startFuzzedAccount(): Promise<Emulator> {
  const answer = { isSuccess: true, connectorName: "CRM", connectorModes: ["SOURCE"] };
  const crm = { source: { answer }, lastModified: "2026-01-01T00:00:00.000Z" };
  return startEmulator({ functions: { [arnOf("crm")]: crm } });
}

/** Puts the registration there, with members of every kind that DescribeConnector shows. */
export function putRegistration({ connectors }: Emulator): void {
  const { connectorName, connectorOwner, connectorVersion, connectorModes } = STATE as Record<string, string>;
  connectors.put(LABEL, {
    description: "of sales",
    lambdaArn: arnOf("crm"),
    registeredAt: SINCE,
    registeredBy: `arn:aws:iam::${ACCOUNT}:user/emulator`,
    configuration: {
      ...{ connectorName, connectorOwner, connectorVersion, connectorModes },
      canUseAsSource: true,
      supportedTriggerTypes: ["Scheduled"],
      authenticationConfig: {
        isBasicAuthRequired: true,
        oAuth2Defaults: { tokenUrls: ["https://example.com"], oauth2GrantTypesSupported: ["JWT_BEARER"] },
        customAuthConfigs: [{ customAuthenticationType: "a", authParameters: [{ key: "k" }] }],
      },
      connectorRuntimeSettings: [{ key: "a", dataType: "String", isRequired: true }],
    },
  });
}

/** Settings that lead to the services. */
export function leadingTo(url: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    "aws:region": REGION,
    "aws:accessKey": ACCOUNT,
    "aws:secretKey": "canary-secret",
    "aws:endpoints": JSON.stringify([{ appflow: url, sts: url, lambda: url }]),
    "aws:maxRetries": "0",
    "appflow:staleness": "warn",
    ...more,
  };
}

/** The host as the engine starts it: a new one for each run. */
export async function openHost(settings: Readonly<Record<string, string>>): Promise<Host> {
  const host = handler(1, newRun()) as Host;
  await host.configure({ config: { get: (name) => settings[name], require: (name) => settings[name] } });
  return host;
}
