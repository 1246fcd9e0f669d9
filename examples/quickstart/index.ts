import * as pulumi from "@pulumi/pulumi";
import * as appflow from "pulumi-appflow-connector";

const config = new pulumi.Config();

// The function that is the connector. The default is the one that the embedded AppFlow serves; on AWS, say which one is
// yours: `pulumi config set functionArn <ARN>`.
const lambdaArn = config.get("functionArn") ?? "arn:aws:lambda:eu-west-1:123456789012:function:intl-data-connector";

const connector = new appflow.ConnectorRegistration("intl-data", {
  connectorLabel: "intl-data",
  description: "Currencies and calendars as Node.js knows them",
  connectorProvisioningConfig: { lambda: { lambdaArn } },
});

// What the connector's function said when AppFlow asked it.
export const arn = connector.connectorArn;
export const name = connector.connectorName;
export const owner = connector.connectorOwner;
export const version = connector.connectorVersion;
export const modes = connector.connectorModes;
