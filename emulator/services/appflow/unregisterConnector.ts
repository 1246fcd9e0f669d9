import { refuse } from "../../aws/serviceException";
import type { JsonObject } from "../../schemas/json";
import type { Call } from "../call";
import { notRegistered } from "./updateConnectorRegistration";

interface UnregisterInput extends JsonObject {
  connectorLabel: string;
  forceDelete?: boolean;
}

/** With `forceDelete` the profiles stay, and name a label that is gone: a choice, AWS doesn't document what becomes of them. */
export function unregisterConnector(
  { connectorLabel, forceDelete }: UnregisterInput,
  { caller, emulation }: Call,
): JsonObject {
  const { connectors, profiles } = emulation.store.read(caller);
  if (!connectors.has(connectorLabel)) throw notRegistered(connectorLabel);
  const users = [...profiles.values()].filter((profile) => profile.connectorLabel === connectorLabel);
  if (users.length > 0 && !forceDelete)
    refuse("ConflictException", `Connector:${connectorLabel} is in use by ${users.length} connector profile(s).`);
  emulation.store.remove(caller, connectorLabel);
  return {};
}
