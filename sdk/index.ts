/** Amazon AppFlow custom connectors as Pulumi resources. */
export {
  ConnectorRegistration,
  type ConnectorProvisioningConfig,
  type ConnectorRegistrationArgs,
  type LambdaConnectorProvisioningConfig,
} from "./connectorRegistration";
export { Provider, type AssumeRoleArgs, type AssumeRoleWithWebIdentityArgs, type ProviderArgs } from "./provider";
export {
  getConnectorRegistration,
  getConnectorRegistrationOutput,
  listConnectorRegistrations,
  listConnectorRegistrationsOutput,
  type ConnectorRegistrationResult,
  type ConnectorRegistrationSummary,
  type GetConnectorRegistrationArgs,
  type ListConnectorRegistrationsArgs,
} from "./lookup";
