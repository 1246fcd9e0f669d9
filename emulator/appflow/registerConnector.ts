import { connectorArn } from "../arns";
import type { Call } from "../call";
import { exception } from "../errors";
import type { JsonObject } from "../json";
import { once } from "./clientTokens";
import { askFunction } from "./connectorFunction";

export interface RegisterInput extends JsonObject {
  connectorLabel: string;
  connectorProvisioningType: string;
  connectorProvisioningConfig: { lambda: { lambdaArn: string } };
  description?: string;
  clientToken?: string;
}

/** Registers a label once per account and region. The label is taken while the function runs, and free again when that fails. */
export function registerConnector(input: RegisterInput, call: Call): Promise<JsonObject> {
  return once(call, "RegisterConnector", input, async () => {
    const release = takeLabel(input.connectorLabel, call);
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

function takeLabel(label: string, call: Call): () => void {
  const { accountId, region } = call.caller;
  const { labels } = call.emulation.underWay;
  const place = `${accountId}/${region}/`;
  const { connectors } = call.emulation.store.at(call.caller);
  if (connectors.has(label) || labels.has(place + label))
    throw exception("ConflictException", `A connector with the label ${label} is already registered.`);
  const pending = [...labels].filter((taken) => taken.startsWith(place)).length;
  const quota = call.emulation.settings.customConnectorQuota;
  if (connectors.size + pending >= quota)
    throw exception("ServiceQuotaExceededException", `The quota of ${quota} custom connectors is reached.`);
  labels.add(place + label);
  return () => labels.delete(place + label);
}
