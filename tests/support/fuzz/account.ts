// Account, inputs and state with which the journeys begin.
import { type Emulator, startEmulator } from "../../../emulator/index";
import { PROVIDER_LITERAL } from "../../../sdk/literal";
import type { Properties } from "../contract/host";
import { ACCOUNT, arnOf, configurationTo, REGION } from "../contract/target";

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

/** The state of the registration. */
export const STATE = {
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

/** Registers the connector, with members of every type that DescribeConnector answers with. */
export function putRegistration({ connectors }: Emulator): void {
  const { connectorName, connectorOwner, connectorVersion, connectorModes, registeredBy } = STATE;
  connectors.put(LABEL, {
    description: "of sales",
    lambdaArn: arnOf("crm"),
    registeredAt: SINCE,
    registeredBy,
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

/** The stack's configuration that leads to the services. */
export function configurationOf(url: string, more: Readonly<Record<string, string>> = {}) {
  return configurationTo({ url }, { "aws:region": REGION, "appflow:staleness": "warn", ...more });
}
