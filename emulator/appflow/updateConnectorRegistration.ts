import type { Call } from "../call";
import { exception } from "../errors";
import type { JsonObject } from "../json";
import type { Registration } from "../store";
import { once } from "./clientTokens";
import { askFunction } from "./connectorFunction";

export interface UpdateInput extends JsonObject {
  connectorLabel: string;
  connectorProvisioningConfig?: { lambda: { lambdaArn: string } };
  description?: string;
  clientToken?: string;
}

/**
 * Changes what is given, keeps the rest, and asks the function again. An empty description removes it.
 * `registeredAt` and `registeredBy` stay as they were: a choice, AWS doesn't document it.
 */
export function updateConnectorRegistration(input: UpdateInput, call: Call): Promise<JsonObject> {
  return once(call, "UpdateConnectorRegistration", input, async () => {
    const lambdaArn =
      input.connectorProvisioningConfig?.lambda.lambdaArn ?? registered(input, call).lambdaArn;
    registered(input, call);
    const configuration = await askFunction(call, input.connectorLabel, lambdaArn);
    // It may have been changed or unregistered while the function ran.
    const { description: kept, ...current } = registered(input, call);
    const description = input.description ?? kept;
    const updated = { ...current, lambdaArn, configuration, ...(description ? { description } : {}) };
    call.emulation.store.put(call.caller, updated);
    return { connectorArn: updated.connectorArn };
  });
}

function registered({ connectorLabel }: UpdateInput, call: Call): Registration {
  const found = call.emulation.store.at(call.caller).connectors.get(connectorLabel);
  if (!found) throw notRegistered(connectorLabel);
  return found;
}

export function notRegistered(label: string): Error {
  return exception("ResourceNotFoundException", `Connector:${label} is not registered.`);
}
