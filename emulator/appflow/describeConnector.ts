import type { Call } from "../call";
import { exception } from "../errors";
import type { JsonObject } from "../json";
import type { Registration } from "../store";
import { AWS_CONNECTORS, type AwsConnector } from "./awsConnectors";
import { notRegistered } from "./updateConnectorRegistration";

export interface DescribeInput extends JsonObject {
  connectorType: string;
  connectorLabel?: string;
}

export function describeConnector({ connectorType, connectorLabel }: DescribeInput, call: Call): JsonObject {
  if (connectorType !== "CustomConnector") return { connectorConfiguration: ofAws(connectorType) };
  if (connectorLabel === undefined)
    throw exception(
      "ValidationException",
      "connectorLabel is required for connectors of type CustomConnector.",
    );
  const found = call.view().get(connectorLabel);
  if (!found) throw notRegistered(connectorLabel);
  return { connectorConfiguration: connectorConfiguration(found) };
}

/** A registration in DescribeConnector's form. Times are seconds since 1970, as in all of AppFlow's answers. */
export function connectorConfiguration(registration: Registration): JsonObject {
  const { description, lambdaArn, registeredAt, configuration, ...rest } = registration;
  return {
    ...configuration,
    ...rest,
    connectorType: "CustomConnector",
    ...(description ? { connectorDescription: description } : {}),
    connectorProvisioningConfig: { lambda: { lambdaArn } },
    registeredAt: Date.parse(registeredAt) / 1000,
  };
}

function ofAws(connectorType: string): JsonObject {
  const found = AWS_CONNECTORS.find((connector) => connector.connectorType === connectorType);
  if (!found) throw exception("ResourceNotFoundException", `Connector ${connectorType} does not exist.`);
  return awsConfiguration(found);
}

export function awsConfiguration({ connectorType, connectorName, modes }: AwsConnector): JsonObject {
  return {
    connectorType,
    connectorName,
    connectorOwner: "AWS",
    connectorVersion: "1.0",
    connectorModes: modes,
    canUseAsSource: modes.includes("SOURCE"),
    canUseAsDestination: modes.includes("DESTINATION"),
    isPrivateLinkEnabled: false,
    isPrivateLinkEndpointUrlRequired: false,
    supportedTriggerTypes: ["Scheduled", "OnDemand"],
  };
}
