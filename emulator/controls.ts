import { partitionOf, connectorArn } from "./arns";
import type { Emulation } from "./call";
import { addProfile } from "./appflow/connectorProfiles";
import type { RegistrationChanges } from "./faults";
import type { ConnectorProfile, Place, Registration } from "./store";

/** Reads and edits of the store itself: what is really there, and somebody at work behind Pulumi's back. */
export interface Connectors {
  list(accountId?: string, region?: string): Registration[];
  get(label: string, accountId?: string, region?: string): Registration | undefined;
  /** Puts a registration there without asking a function; what isn't given gets a plausible value. */
  put(label: string, registration?: RegistrationChanges, accountId?: string, region?: string): Registration;
  /** Changes a registration. Throws when there is none. */
  edit(label: string, changes: RegistrationChanges, accountId?: string, region?: string): Registration;
  remove(label: string, accountId?: string, region?: string): boolean;
}

export interface NewProfile {
  name: string;
  connectorLabel: string;
  /** Default "Public". */
  connectionMode?: string;
  accountId?: string;
  region?: string;
}

export interface Profiles {
  /** Creates a profile of a custom connector; whether the label is registered isn't looked at. */
  create(profile: NewProfile): ConnectorProfile;
  remove(name: string, accountId?: string, region?: string): boolean;
  list(accountId?: string, region?: string): ConnectorProfile[];
}

export const DEFAULT_REGION = "eu-west-1";

function placing({ settings }: Emulation): (accountId?: string, region?: string) => Place {
  return (accountId = settings.accountId, region = DEFAULT_REGION) => ({ accountId, region });
}

export function connectors(emulation: Emulation): Connectors {
  const { store, settings } = emulation;
  const place = placing(emulation);
  const get: Connectors["get"] = (label, ...at) => store.at(place(...at)).connectors.get(label);
  const put: Connectors["put"] = (label, registration = {}, ...at) => {
    const { accountId, region } = place(...at);
    const partition = partitionOf(region);
    const complete = {
      connectorLabel: label,
      connectorArn: connectorArn(region, accountId, label),
      connectorProvisioningType: "LAMBDA",
      lambdaArn: `arn:${partition}:lambda:${region}:${accountId}:function:somebody-elses`,
      registeredAt: settings.clock().toISOString(),
      registeredBy: `arn:${partition}:iam::${accountId}:user/somebody-else`,
      configuration: plausibleAnswer(label),
      ...registration,
    };
    store.put({ accountId, region }, complete);
    return complete;
  };
  return {
    list: (...at) => [...store.at(place(...at)).connectors.values()],
    get,
    put,
    edit(label, changes, ...at) {
      const found = get(label, ...at);
      if (!found) throw new Error(`there is no connector "${label}" to edit`);
      return put(label, { ...found, ...changes }, ...at);
    },
    remove: (label, ...at) => store.remove(place(...at), label),
  };
}

/** What a function might have said of a connector that nobody asked a function about. */
function plausibleAnswer(connectorName: string) {
  const connectorOwner = "somebody else";
  return { connectorName, connectorOwner, connectorVersion: "1.0", connectorModes: ["SOURCE"] };
}

export function profiles(emulation: Emulation): Profiles {
  const { store } = emulation;
  const place = placing(emulation);
  return {
    create({ name, connectorLabel, connectionMode = "Public", accountId, region }) {
      const at = place(accountId, region);
      const input = {
        connectorProfileName: name,
        connectorLabel,
        connectionMode,
        connectorType: "CustomConnector",
      };
      return addProfile(emulation, { ...at, partition: partitionOf(at.region) }, input);
    },
    remove(name, ...at) {
      const removed = store.at(place(...at)).profiles.delete(name);
      store.changed();
      return removed;
    },
    list: (...at) => [...store.at(place(...at)).profiles.values()],
  };
}
