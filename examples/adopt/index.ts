import * as pulumi from "@pulumi/pulumi";
import * as appflow from "pulumi-appflow-connector";

const config = new pulumi.Config();

// The function of the registration that exists. The default is the one that the embedded AppFlow serves.
const lambdaArn = config.get("functionArn") ?? "arn:aws:lambda:eu-west-1:123456789012:function:intl-data-connector";

const connector = new appflow.ConnectorRegistration("intl-data", {
  // The label that somebody registered by hand, with the console or with another tool.
  connectorLabel: "intl-data",
  connectorProvisioningConfig: { lambda: { lambdaArn } },
  // Takes that registration over. Remove this line after the first `pulumi up`: from then on it is simply managed.
  adopt: true,
});

export const arn = connector.connectorArn;
export const registeredBy = connector.registeredBy;
