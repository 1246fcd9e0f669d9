/** What AppFlow asks for a connector's answers. */
interface ConnectorProvisioningConfig {
  /** The Lambda function that is the connector. */
  lambda: LambdaConnectorProvisioningConfig;
}

interface LambdaConnectorProvisioningConfig {
  /**
   * ARN of the function, which must be in the registration's region and deployed before it is registered. A version or
   * an alias may follow. At most 512 characters.
   */
  lambdaArn: string;
}

/**
 * The arguments of a ConnectorRegistration, named as in AppFlow's RegisterConnector. THE interface: `sdk/` derives from it
 * what programs state and what resources have.
 */
export interface Arguments {
  /**
   * The label, unique per account and region: 2 to 256 letters, digits, `_ ! @ # . -`, beginning with a letter or a
   * digit. Default: the resource's name, made legal, plus `-` and 7 characters of a hash of organization, project, stack
   * and name; a label once given is kept. A new label replaces the registration, the new one first. It stands in clear
   * as the resource's id, so a secret is refused.
   */
  connectorLabel?: string;
  /** The function that is the connector. Changes in place. */
  connectorProvisioningConfig: ConnectorProvisioningConfig;
  /** Default, and the only type there is: `LAMBDA`. */
  connectorProvisioningType?: string;
  /** At most 1024 letters, digits, white space and `_ / ! @ # + = . -`. Changes in place; leaving it out removes it. */
  description?: string;
  /**
   * Idempotency token of the first RegisterConnector: 1 to 256 printable ASCII characters, remembered by AppFlow for 8
   * hours. Default: a fresh UUID. Every later call uses fresh tokens, and changing it is no change.
   */
  clientToken?: string;
  /**
   * Region of the registration. Default: that of the appflow.Provider, of the stack's configuration (`appflow:region`,
   * then `aws:region`), of the environment or of the shared files, in this order. Another stated region replaces.
   */
  region?: string;
  /**
   * Take over a registration that has the label already and update it in place; an equal one is not written. Default:
   * false, and a taken label is an error.
   */
  adopt?: boolean;
  /** Unregister even while connector profiles use the connector. Default: false. Changing it makes no call. */
  forceDelete?: boolean;
  /** Any values. When one changes, the connector is registered anew in place: AppFlow asks the function again. */
  triggers?: unknown[];
}

/** What the program states, with defaults filled in: plain JSON, as the engine stores it. */
export interface ConnectorRegistrationInputs extends Arguments {
  connectorLabel: string;
  connectorProvisioningType: string;
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
  /** Region of the registration. */
  region: string;
  /** Account of the registration. */
  accountId: string;
  connectorArn?: string;
  /** Name, owner and version as the connector's function states them. */
  connectorName?: string;
  connectorOwner?: string;
  connectorVersion?: string;
  /** `SOURCE`, `DESTINATION` or both. */
  connectorModes?: string[];
  /** ISO 8601. */
  registeredAt?: string;
  /** ARN of the caller who registered it. */
  registeredBy?: string;
  /** When an update had AppFlow ask the function; absent while only the registration did. ISO 8601. */
  askedAt?: string;
  /** When an operation began to register it that never saw it registered: the create is pending. ISO 8601. */
  registeringSince?: string;
}

/** Inputs or a state as a JavaScript caller may give them, or the engine with unknowns in them: anything at all. */
export type RawProperties = Readonly<Record<string, unknown>>;
