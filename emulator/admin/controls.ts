import { connectorArn, partitionOf } from "../aws/arns";
import type { Faults } from "../faults/faults";
import type { Functions } from "../functions/registry";
import { addProfile } from "../services/appflow/connectorProfiles";
import type { Emulation } from "../services/call";
import type { ConnectorProfile, Registration, RegistrationChanges, Scope } from "../store/registrations";
import type { Journal } from "./journal";

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
  /** Creates a profile of a custom connector; whether the label is registered isn't checked. */
  create(profile: NewProfile): ConnectorProfile;
  remove(name: string, accountId?: string, region?: string): boolean;
  list(accountId?: string, region?: string): ConnectorProfile[];
}

/** The controls of an emulator, for its own process. `GET {url}/_emulator` lists the same over HTTP. */
export interface Controls {
  functions: Functions;
  connectors: Connectors;
  profiles: Profiles;
  faults: Faults;
  journal: Journal;
}

export const DEFAULT_REGION = "eu-west-1";

function defaultScope({ settings }: Emulation): (accountId?: string, region?: string) => Scope {
  return (accountId = settings.accountId, region = DEFAULT_REGION) => ({ accountId, region });
}

export function newConnectors(emulation: Emulation): Connectors {
  const { store, settings } = emulation;
  const scopeOf = defaultScope(emulation);
  const get: Connectors["get"] = (label, ...scope) => store.read(scopeOf(...scope)).connectors.get(label);
  const put: Connectors["put"] = (label, changes, ...at) => {
    const scope = scopeOf(...at);
    const registration = { ...newRegistration(label, scope, settings.clock()), ...changes };
    store.put(scope, registration);
    return registration;
  };
  return {
    list: (...scope) => [...store.read(scopeOf(...scope)).connectors.values()],
    get,
    put,
    edit(label, changes, ...scope) {
      const registration = get(label, ...scope);
      if (!registration) throw new Error(`there is no connector "${label}" to edit`);
      return put(label, { ...registration, ...changes }, ...scope);
    },
    remove: (label, ...scope) => store.remove(scopeOf(...scope), label),
  };
}

/** Somebody else's connector, whose function was never asked. */
function newRegistration(label: string, { accountId, region }: Scope, now: Date): Registration {
  const partition = partitionOf(region);
  return {
    connectorLabel: label,
    connectorArn: connectorArn(region, accountId, label),
    connectorProvisioningType: "LAMBDA",
    lambdaArn: `arn:${partition}:lambda:${region}:${accountId}:function:somebody-elses`,
    registeredAt: now.toISOString(),
    registeredBy: `arn:${partition}:iam::${accountId}:user/somebody-else`,
    configuration: {
      connectorName: label,
      connectorOwner: "somebody else",
      connectorVersion: "1.0",
      connectorModes: ["SOURCE"],
    },
  };
}

export function newProfiles(emulation: Emulation): Profiles {
  const { store } = emulation;
  const scopeOf = defaultScope(emulation);
  return {
    create: ({ name, connectorLabel, connectionMode = "Public", accountId, region }) =>
      addProfile(emulation, scopeOf(accountId, region), {
        connectorProfileName: name,
        connectorLabel,
        connectionMode,
        connectorType: "CustomConnector",
      }),
    remove(name, ...scope) {
      const isRemoved = store.read(scopeOf(...scope)).profiles.delete(name);
      store.markChanged();
      return isRemoved;
    },
    list: (...scope) => [...store.read(scopeOf(...scope)).profiles.values()],
  };
}
