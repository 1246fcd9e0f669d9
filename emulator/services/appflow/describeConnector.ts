import { refuse } from "../../aws/serviceException";
import type { JsonObject } from "../../schemas/json";
import type { Registration } from "../../store/registrations";
import type { Call } from "../call";
import { AWS_CONNECTORS, type AwsConnector } from "./awsConnectors";
import { notRegistered } from "./updateConnectorRegistration";

interface DescribeInput extends JsonObject {
  connectorType: string;
  connectorLabel?: string;
}

export function describeConnector({ connectorType, connectorLabel }: DescribeInput, call: Call): JsonObject {
  if (connectorType !== "CustomConnector") return { connectorConfiguration: describeAwsConnector(connectorType) };
  if (connectorLabel === undefined)
    refuse("ValidationException", "connectorLabel is required for connectors of type CustomConnector.");
  const registration = call.view().get(connectorLabel);
  if (!registration) throw notRegistered(connectorLabel);
  return { connectorConfiguration: customConfiguration(registration) };
}

/** A registration in DescribeConnector's form. Times are seconds since 1970, as in all of AppFlow's answers. */
export function customConfiguration(registration: Registration): JsonObject {
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

function describeAwsConnector(connectorType: string): JsonObject {
  const connector = AWS_CONNECTORS.find((it) => it.connectorType === connectorType);
  if (!connector) refuse("ResourceNotFoundException", `Connector ${connectorType} does not exist.`);
  return awsConfiguration(connector);
}

export function awsConfiguration({ connectorType, connectorName, modes }: AwsConnector): JsonObject {
  return {
    connectorType,
    connectorName,
    connectorOwner: "AWS",
    connectorVersion: "1.0",
    connectorModes: [...modes],
    canUseAsSource: modes.includes("SOURCE"),
    canUseAsDestination: modes.includes("DESTINATION"),
    isPrivateLinkEnabled: false,
    isPrivateLinkEndpointUrlRequired: false,
    supportedTriggerTypes: ["Scheduled", "OnDemand"],
  };
}
