import type { Call } from "../call";
import { exception } from "../errors";
import type { JsonObject } from "../json";
import { notRegistered } from "./updateConnectorRegistration";

export interface UnregisterInput extends JsonObject {
  connectorLabel: string;
  forceDelete?: boolean;
}

/** With `forceDelete` the profiles stay, and name a label that is gone: a choice, AWS doesn't document what becomes of them. */
export function unregisterConnector(
  { connectorLabel, forceDelete }: UnregisterInput,
  call: Call,
): JsonObject {
  const { store } = call.emulation;
  const { connectors, profiles } = store.at(call.caller);
  if (!connectors.has(connectorLabel)) throw notRegistered(connectorLabel);
  const users = [...profiles.values()].filter((profile) => profile.connectorLabel === connectorLabel);
  if (users.length > 0 && !forceDelete)
    throw exception(
      "ConflictException",
      `Connector:${connectorLabel} is in use by ${users.length} connector profile(s).`,
    );
  store.remove(call.caller, connectorLabel);
  return {};
}
