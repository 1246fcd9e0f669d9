import { connectorArn } from "../../aws/arns";
import { refuse } from "../../aws/serviceException";
import type { JsonObject } from "../../schemas/json";
import type { Call } from "../call";
import { runOncePerToken } from "./clientTokens";
import { askFunction } from "./connectorFunction";

interface RegisterInput extends JsonObject {
  connectorLabel: string;
  connectorProvisioningType: string;
  connectorProvisioningConfig: { lambda: { lambdaArn: string } };
  description?: string;
  clientToken?: string;
}

/** Registers a label once per account and region. The label is reserved while the function runs, and free again if that fails. */
export function registerConnector(input: RegisterInput, call: Call): Promise<JsonObject> {
  return runOncePerToken(call, "RegisterConnector", input, async () => {
    const release = reserveLabel(input.connectorLabel, call);
    try {
      return await register(input, call);
    } finally {
      release();
    }
  });
}

async function register(input: RegisterInput, call: Call): Promise<JsonObject> {
  const { connectorLabel, connectorProvisioningType, description } = input;
  const { region, accountId, arn } = call.caller;
  const { store, settings } = call.emulation;
  const { lambdaArn } = input.connectorProvisioningConfig.lambda;
  const configuration = await askFunction(call, connectorLabel, lambdaArn);
  const registration = {
    connectorLabel,
    connectorArn: connectorArn(region, accountId, connectorLabel),
    connectorProvisioningType,
    lambdaArn,
    ...(description ? { description } : {}),
    registeredAt: settings.clock().toISOString(),
    registeredBy: arn,
    configuration,
  };
  store.put(call.caller, registration);
  return { connectorArn: registration.connectorArn };
}

function reserveLabel(label: string, { caller, emulation }: Call): () => void {
  const { labels } = emulation.inProgress;
  const scope = `${caller.accountId}/${caller.region}/`;
  const { connectors } = emulation.store.read(caller);
  if (connectors.has(label) || labels.has(scope + label))
    refuse("ConflictException", `A connector with the label ${label} is already registered.`);
  const reserved = [...labels].filter((it) => it.startsWith(scope)).length;
  const quota = emulation.settings.customConnectorQuota;
  if (connectors.size + reserved >= quota)
    refuse("ServiceQuotaExceededException", `The quota of ${quota} custom connectors is reached.`);
  labels.add(scope + label);
  return () => labels.delete(scope + label);
}
