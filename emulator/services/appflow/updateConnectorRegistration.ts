import { ServiceException } from "../../aws/serviceException";
import type { JsonObject } from "../../schemas/json";
import type { Registration } from "../../store/registrations";
import type { Call } from "../call";
import { runOncePerToken } from "./clientTokens";
import { askFunction } from "./connectorFunction";

interface UpdateInput extends JsonObject {
  connectorLabel: string;
  connectorProvisioningConfig?: { lambda: { lambdaArn: string } };
  description?: string;
  clientToken?: string;
}

/**
 * Changes what the input names, keeps the rest, and asks the function again. An empty description removes it.
 * `registeredAt` and `registeredBy` stay as they were: a choice, AWS doesn't document it.
 */
export function updateConnectorRegistration(input: UpdateInput, call: Call): Promise<JsonObject> {
  return runOncePerToken(call, "UpdateConnectorRegistration", input, async () => {
    const before = findRegistration(input, call);
    const lambdaArn = input.connectorProvisioningConfig?.lambda.lambdaArn ?? before.lambdaArn;
    const configuration = await askFunction(call, input.connectorLabel, lambdaArn);
    // It may have been changed or unregistered while the function ran.
    const { description: current, ...rest } = findRegistration(input, call);
    const description = input.description ?? current;
    const updated = { ...rest, lambdaArn, configuration, ...(description ? { description } : {}) };
    call.emulation.store.put(call.caller, updated);
    return { connectorArn: updated.connectorArn };
  });
}

function findRegistration({ connectorLabel }: UpdateInput, { caller, emulation }: Call): Registration {
  const found = emulation.store.read(caller).connectors.get(connectorLabel);
  if (!found) throw notRegistered(connectorLabel);
  return found;
}

export function notRegistered(label: string): ServiceException {
  return new ServiceException("ResourceNotFoundException", `Connector:${label} is not registered.`);
}
