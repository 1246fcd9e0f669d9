/** What the program states, with defaults filled in: plain JSON, as the engine stores it. */
export interface ConnectorRegistrationInputs {
  connectorLabel: string;
  connectorProvisioningConfig: { lambda: { lambdaArn: string } };
  connectorProvisioningType: string;
  description?: string;
  clientToken?: string;
  region?: string;
  adopt?: boolean;
  forceDelete?: boolean;
  triggers?: unknown[];
}

/** Inputs of which the region is known. */
export type LocatedInputs = ConnectorRegistrationInputs & { region: string };

/**
 * A registration as DescribeConnector shows it, under the names of the inputs. What AppFlow leaves out, or gives in another
 * shape than its model's, is absent; a function's ARN is then empty.
 */
export interface Observation {
  readonly connectorLabel: string;
  readonly connectorArn: string;
  readonly accountId: string;
  readonly connectorProvisioningConfig: { readonly lambda: { readonly lambdaArn: string } };
  readonly connectorProvisioningType?: string;
  readonly description?: string;
  readonly connectorName?: string;
  readonly connectorOwner?: string;
  readonly connectorVersion?: string;
  readonly connectorModes?: string[];
  /** ISO 8601. */
  readonly registeredAt?: string;
  readonly registeredBy?: string;
}

/**
 * What the state holds of a registration. `description` is there when this resource manages it, and is then never
 * undefined; it is absent when the registration was adopted by a program that does not state one.
 */
export interface ConnectorRegistrationState extends ConnectorRegistrationInputs {
  region: string;
  accountId: string;
  connectorArn?: string;
  connectorName?: string;
  connectorOwner?: string;
  connectorVersion?: string;
  connectorModes?: string[];
  /** ISO 8601. */
  registeredAt?: string;
  registeredBy?: string;
  /** When an update had AppFlow ask the function; absent while only the registration did. ISO 8601. */
  askedAt?: string;
  /** When an operation began to register it that never saw it registered: the create is pending. ISO 8601. */
  registeringSince?: string;
}

/** Inputs or a state as a JavaScript caller may give them, or the engine with unknowns in them: anything at all. */
export type RawProperties = Readonly<Record<string, unknown>>;
