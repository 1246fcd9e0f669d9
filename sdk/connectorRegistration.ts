import { randomUUID } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { ClassRequest, Report } from "../provider/host/preview";
import { defaultLabel } from "../provider/resource/defaultLabel";
import { DECLARED_OUTPUTS } from "../provider/resource/state";
import { PROVIDER_LITERAL, TYPE } from "./literal";
import { beginPreview, showFindings, warnOfAmbientRegion, warnOfStaleness } from "./previewDiagnostics";
import { sparePulumiStacks } from "./pulumiStacks";
import { refusal } from "./run";

/** What AppFlow asks for a connector's answers. */
export interface ConnectorProvisioningConfig {
  /** The Lambda function that is the connector. */
  lambda: pulumi.Input<LambdaConnectorProvisioningConfig>;
}

export interface LambdaConnectorProvisioningConfig {
  /**
   * ARN of the function, which must be in the registration's region and deployed before it is registered. A version or
   * an alias may follow. At most 512 characters.
   */
  lambdaArn: pulumi.Input<string>;
}

/** Arguments of a ConnectorRegistration. The names are those of AppFlow's RegisterConnector. */
export interface ConnectorRegistrationArgs {
  /**
   * The label, unique per account and region: 2 to 256 letters, digits, `_ ! @ # . -`, beginning with a letter or a
   * digit. Default: the resource's name, made legal, plus `-` and 7 characters of a hash of organization, project, stack
   * and name; a label once given is kept. A new label replaces the registration, the new one first. It stands in clear
   * as the resource's id, so a secret is refused.
   */
  connectorLabel?: pulumi.Input<string>;
  /** The function that is the connector. Changes in place. */
  connectorProvisioningConfig: pulumi.Input<ConnectorProvisioningConfig>;
  /** Default, and the only type there is: `LAMBDA`. */
  connectorProvisioningType?: pulumi.Input<string>;
  /** At most 1024 letters, digits, white space and `_ / ! @ # + = . -`. Changes in place; leaving it out removes it. */
  description?: pulumi.Input<string>;
  /**
   * Idempotency token of the first RegisterConnector: 1 to 256 printable ASCII characters, remembered by AppFlow for 8
   * hours. Default: a fresh UUID. Every later call uses fresh tokens, and changing it is no change.
   */
  clientToken?: pulumi.Input<string>;
  /**
   * Region of the registration. Default: that of the appflow.Provider, of the stack's configuration (`appflow:region`,
   * then `aws:region`), of the environment or of the shared files, in this order. Another stated region replaces.
   */
  region?: pulumi.Input<string>;
  /**
   * Take over a registration that has the label already and update it in place; an equal one is not written. Default:
   * false, and a taken label is an error.
   */
  adopt?: pulumi.Input<boolean>;
  /** Unregister even while connector profiles use the connector. Default: false. Changing it makes no call. */
  forceDelete?: pulumi.Input<boolean>;
  /** Any values. When one changes, the connector is registered anew in place: AppFlow asks the function again. */
  triggers?: pulumi.Input<pulumi.Input<unknown>[]>;
}

/**
 * The registration of an Amazon AppFlow custom connector. Preview shows what is wrong with it and whether its label is
 * taken; `pulumi refresh` shows what somebody changed behind Pulumi's back. docs/diagnostics.md explains each message.
 */
export class ConnectorRegistration extends pulumi.CustomResource {
  declare readonly connectorLabel: pulumi.Output<string>;
  declare readonly connectorProvisioningConfig: pulumi.Output<{ lambda: { lambdaArn: string } }>;
  declare readonly connectorProvisioningType: pulumi.Output<string>;
  declare readonly description: pulumi.Output<string | undefined>;
  declare readonly clientToken: pulumi.Output<string | undefined>;
  declare readonly adopt: pulumi.Output<boolean | undefined>;
  declare readonly forceDelete: pulumi.Output<boolean | undefined>;
  declare readonly triggers: pulumi.Output<unknown[] | undefined>;
  /** Region of the registration. */
  declare readonly region: pulumi.Output<string>;
  /** Account of the registration. */
  declare readonly accountId: pulumi.Output<string>;
  declare readonly connectorArn: pulumi.Output<string>;
  /** Name, owner and version as the connector's function states them. */
  declare readonly connectorName: pulumi.Output<string>;
  declare readonly connectorOwner: pulumi.Output<string>;
  declare readonly connectorVersion: pulumi.Output<string>;
  /** `SOURCE`, `DESTINATION` or both. */
  declare readonly connectorModes: pulumi.Output<string[]>;
  /** ISO 8601. */
  declare readonly registeredAt: pulumi.Output<string>;
  /** ARN of the caller who registered it. */
  declare readonly registeredBy: pulumi.Output<string>;

  /** When an update last had AppFlow ask the function. */
  declare private readonly askedAt: pulumi.Output<string | undefined>;
  declare private readonly __findings: pulumi.Output<Report | undefined>;

  /**
   * Reads a registration that exists, without managing it.
   *
   * @param id its label or its ARN
   * @param args where to look for a label
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    args?: { region?: pulumi.Input<string> },
    opts?: pulumi.CustomResourceOptions,
  ): ConnectorRegistration {
    return new ConnectorRegistration(name, args as ConnectorRegistrationArgs, { ...opts, id });
  }

  /** Whether a value is a ConnectorRegistration, of this or of another copy of the package. */
  static override isInstance(value: unknown): value is ConnectorRegistration {
    return (
      pulumi.CustomResource.isInstance(value) && (value as { __pulumiType?: string }).__pulumiType === TYPE
    );
  }

  constructor(name: string, args: ConnectorRegistrationArgs, options?: pulumi.CustomResourceOptions) {
    const opts = options ?? {};
    refuseOptions(name, opts);
    const isRead = opts.id !== undefined;
    const preview = pulumi.runtime.isDryRun() && !isRead ? beginPreview() : undefined;
    const inputs = {
      ...OUTPUTS,
      ...argumentsOf(args),
      ...(isRead ? {} : { __run: requestOf(name, args, opts) }),
      __provider: PROVIDER_LITERAL,
    };
    const restoreStacks = preview ? sparePulumiStacks() : undefined;
    try {
      super(TYPE, name, inputs, opts);
    } finally {
      restoreStacks?.();
    }
    if (!preview) return;
    showFindings(preview, this, this.__findings, opts);
    warnOfStaleness(preview, this, this.askedAt);
    warnOfAmbientRegion(this, args?.region);
  }
}

/** Naming the outputs lets the engine fill them. */
const OUTPUTS = Object.fromEntries([...DECLARED_OUTPUTS, "__findings"].map((name) => [name, undefined]));

/**
 * The arguments, right or wrong: `check` validates them. Names that begin with `__` are Pulumi's and this class's own; a
 * JavaScript caller's `__proto__` would change the resource itself.
 */
function argumentsOf(args: ConnectorRegistrationArgs | undefined): pulumi.Inputs {
  return Object.fromEntries(Object.entries(args ?? {}).filter(([key]) => !key.startsWith("__")));
}

/** What `check` must know and can't see from the inputs. */
function requestOf(
  name: string,
  args: ConnectorRegistrationArgs | undefined,
  opts: pulumi.CustomResourceOptions,
): pulumi.Inputs {
  const { getProject, getStack, isDryRun } = pulumi.runtime;
  const request: Record<keyof ClassRequest, unknown> = {
    defaultLabel: defaultLabel(organization(), getProject(), getStack(), name),
    isLabelSecret: pulumi.isSecret(pulumi.output(args?.connectorLabel)),
    claimant: { identity: randomUUID(), name, retainsOnDelete: opts.retainOnDelete },
    preview: isDryRun(),
  };
  return request;
}

/** Unit tests with `setMocks` often have no organization, and Pulumi then throws. */
function organization(): string {
  try {
    return pulumi.runtime.getOrganization();
  } catch {
    return "organization";
  }
}

function refuseOptions(name: string, opts: pulumi.CustomResourceOptions): void {
  const scope = { action: `declaring the ConnectorRegistration ${name}` };
  const { provider } = opts as { provider?: { getPackage?: () => string } };
  const foreign = provider?.getPackage?.();
  if (foreign !== undefined && foreign !== "pulumi-nodejs") {
    throw refusal("provider-foreign", { package: foreign }, scope);
  }
  if (opts.import !== undefined) throw refusal("import-unsupported", {}, scope);
}
