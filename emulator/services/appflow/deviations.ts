/** Where the emulator knowingly departs from the published model. */
export interface Deviation {
  shape: string;
  pattern: string;
  why: string;
}

export const DEVIATIONS: readonly Deviation[] = [
  {
    shape: "ARN",
    pattern: "arn:(aws|aws-cn|aws-us-gov):.*:.*:[0-9]+:.*",
    why: "the model names the partition aws alone; China and GovCloud have their own",
  },
];

/**
 * Members that the model leaves optional and that RegisterConnector can't do without. A choice, not a measured fact:
 * AWS's documentation marks none of them as required.
 */
export const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  RegisterConnectorRequest: ["connectorLabel", "connectorProvisioningType", "connectorProvisioningConfig"],
  ConnectorProvisioningConfig: ["lambda"],
};
