import { randomUUID } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { ClassRequest, Report } from "../provider/host/preview";
import { defaultLabel } from "../provider/resource/defaultLabel";
import { DECLARED_OUTPUTS } from "../provider/resource/state";
import type { Arguments, ConnectorRegistrationState, Observation } from "../provider/resource/types";
import { PROVIDER_LITERAL, TYPE } from "./literal";
import { beginPreview, showFindings, warnOfAmbientRegion, warnOfStaleness } from "./previewDiagnostics";
import { sparePulumiStacks } from "./pulumiStacks";
import { refusal } from "./run";

/** A value of an argument, where any part of it may come from another resource. */
type AsInput<T> = pulumi.Input<
  T extends readonly (infer Item)[] ? AsInput<Item>[] : T extends object ? AsInputs<T> : T
>;

type AsInputs<T> = { [K in keyof T]: AsInput<Exclude<T[K], undefined>> };

type AsOutputs<T> = { readonly [K in keyof T]-?: pulumi.Output<T[K]> };

/** Arguments of a ConnectorRegistration. The names are those of AppFlow's RegisterConnector. */
export type ConnectorRegistrationArgs = AsInputs<Arguments>;

/** What AppFlow asks for a connector's answers. */
export type ConnectorProvisioningConfig = AsInputs<Arguments["connectorProvisioningConfig"]>;

export type LambdaConnectorProvisioningConfig = AsInputs<Arguments["connectorProvisioningConfig"]["lambda"]>;

/** The outputs: the arguments, and what AppFlow shows. The engine fills each that the constructor names. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging
export interface ConnectorRegistration
  extends
    AsOutputs<Pick<ConnectorRegistrationState, keyof Arguments>>,
    AsOutputs<Required<Pick<ConnectorRegistrationState, Exclude<keyof Observation, keyof Arguments>>>> {}

/**
 * The registration of an Amazon AppFlow custom connector. Preview shows what is wrong with it and whether its label is
 * taken; `pulumi refresh` shows what somebody changed behind Pulumi's back. docs/diagnostics.md explains each message.
 */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging
export class ConnectorRegistration extends pulumi.CustomResource {
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
    return pulumi.CustomResource.isInstance(value) && (value as { __pulumiType?: string }).__pulumiType === TYPE;
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
