import type { JsonObject } from "../schemas/json";
import { anyObject, objectOf, text, time } from "../schemas/validators";

/** A custom connector's registration. Never changed in place: a change is a new object. */
export interface Registration {
  connectorLabel: string;
  connectorArn: string;
  connectorProvisioningType: string;
  lambdaArn: string;
  description?: string;
  /** ISO 8601. */
  registeredAt: string;
  registeredBy: string;
  /** What the function answered, under DescribeConnector's names. */
  configuration: JsonObject;
}

/** What of a registration can be changed behind its owner's back: all but the label. */
export type RegistrationChanges = Partial<Omit<Registration, "connectorLabel">>;

export const REGISTRATION_CHANGES = objectOf({
  connectorArn: text,
  connectorProvisioningType: text,
  lambdaArn: text,
  description: text,
  registeredAt: time,
  registeredBy: text,
  configuration: anyObject,
});

/** A connector profile without its credentials, which are never stored. */
export interface ConnectorProfile {
  connectorProfileName: string;
  connectorProfileArn: string;
  connectorType: string;
  connectorLabel?: string;
  connectionMode: string;
  credentialsArn: string;
  /** ISO 8601. */
  createdAt: string;
  lastUpdatedAt: string;
}

export interface ClientToken {
  /** Digest of the parameters that the token came with. */
  parameters: string;
  label: string;
  answer: JsonObject;
  /** ISO 8601; a token counts for 8 hours from then. */
  at: string;
}

/** Labels of an account and region whose previous registration is remembered, for stale reads. */
const PREVIOUS_LIMIT = 1000;

/** Accounts and regions that are remembered. Beyond that, each new one replaces one that is empty. */
const SCOPE_LIMIT = 1000;

export interface Scope {
  accountId: string;
  region: string;
}

/** What one account has in one region. */
export interface Resources {
  connectors: Map<string, Registration>;
  profiles: Map<string, ConnectorProfile>;
  tokens: Map<string, ClientToken>;
  /** Each label's registration before its last write; undefined where there was none. */
  previous: Map<string, Registration | undefined>;
  lastWritten?: string;
}

/** The resources of every account and region, by `account/region`. */
export type AllResources = Map<string, Resources>;

/** Brings changes to disk, if there is a data file. */
export interface Saver {
  markChanged: () => void;
  /** Resolves once all changes so far are on disk; rejects when they can't be written. */
  whenSaved: () => Promise<void>;
}

export type Store = ReturnType<typeof newStore>;

export function newStore(all: AllResources, { markChanged, whenSaved }: Saver) {
  /** For reading: a scope that was only read isn't remembered. */
  const read = (scope: Scope): Readonly<Resources> => all.get(keyOf(scope)) ?? emptyResources();
  /** For adding profiles or tokens, which needs `markChanged` afterwards. */
  const open = (scope: Scope): Resources => {
    const resources = read(scope);
    if (!all.has(keyOf(scope)) && all.size >= SCOPE_LIMIT) forgetEmptyScope(all);
    all.set(keyOf(scope), resources);
    return resources;
  };
  return {
    read,
    open,
    markChanged,
    whenSaved,
    put(scope: Scope, registration: Registration): void {
      const resources = open(scope);
      rememberPrevious(resources, registration.connectorLabel);
      resources.connectors.set(registration.connectorLabel, registration);
      markChanged();
    },
    remove(scope: Scope, label: string): boolean {
      const resources = read(scope);
      if (!resources.connectors.has(label)) return false;
      rememberPrevious(resources, label);
      resources.connectors.delete(label);
      markChanged();
      return true;
    },
  };
}

function rememberPrevious(resources: Resources, label: string): void {
  const { previous, connectors } = resources;
  const oldest = previous.keys().next();
  if (previous.size >= PREVIOUS_LIMIT && !oldest.done) previous.delete(oldest.value);
  previous.delete(label);
  previous.set(label, connectors.get(label));
  resources.lastWritten = label;
}

function keyOf({ accountId, region }: Scope): string {
  return `${accountId}/${region}`;
}

/** Client tokens and previous registrations are lost with it, nothing else. */
function forgetEmptyScope(all: AllResources): void {
  for (const [key, { connectors, profiles }] of all) {
    if (connectors.size + profiles.size > 0) continue;
    all.delete(key);
    return;
  }
}

export function emptyResources(): Resources {
  return { connectors: new Map(), profiles: new Map(), tokens: new Map(), previous: new Map() };
}

/** The registrations without the last write of one label, or without the last write of all. */
export function withoutLastWrite(
  { connectors, previous, lastWritten }: Readonly<Resources>,
  label = lastWritten,
): Map<string, Registration> {
  const stale = new Map(connectors);
  if (label === undefined || !previous.has(label)) return stale;
  const before = previous.get(label);
  if (before) stale.set(label, before);
  else stale.delete(label);
  return stale;
}
