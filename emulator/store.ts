import type { JsonObject } from "./json";

/** A custom connector's registration, as the emulator keeps it. Never changed in place: a change is a new object. */
export interface Registration {
  connectorLabel: string;
  connectorArn: string;
  connectorProvisioningType: string;
  lambdaArn: string;
  description?: string;
  /** ISO 8601. */
  registeredAt: string;
  registeredBy: string;
  /** What the function answered, in DescribeConnector's names. */
  configuration: JsonObject;
}

/** A connector profile without its credentials, which are never kept. */
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
  /** Digest of the parameters the token came with. */
  parameters: string;
  label: string;
  answer: JsonObject;
  /** ISO 8601; a token counts for 8 hours from then. */
  at: string;
}

/** Labels whose former registration is kept for stale reads. */
const PREVIOUS_LIMIT = 1000;

/** Accounts and regions that are remembered; beyond, one that holds nothing any more is forgotten for each new one. */
const PLACES_LIMIT = 1000;

/** What one account holds in one region. */
export interface Holdings {
  connectors: Map<string, Registration>;
  profiles: Map<string, ConnectorProfile>;
  tokens: Map<string, ClientToken>;
  /** What each label held before its last write; undefined: nothing. For reads that are answered late, on demand. */
  previous: Map<string, Registration | undefined>;
  lastWritten?: string;
}

export interface Place {
  accountId: string;
  region: string;
}

export interface Store {
  /** What is held there, to read. */
  at(place: Place): Readonly<Holdings>;
  /** The same, to add profiles or tokens to: it is kept from now on. */
  kept(place: Place): Holdings;
  put(place: Place, registration: Registration): void;
  remove(place: Place, label: string): boolean;
  /** Resolves once everything changed so far is on disk, when there is a data file. */
  saved(): Promise<void>;
  /** Says that profiles or tokens were changed. */
  changed(): void;
}

/** Keeps the connectors of every account and region; `onChange` and `saved` connect it with a data file. */
export function store(held: Map<string, Holdings>, onChange: () => void, saved: () => Promise<void>): Store {
  // Whoever only looks, under whatever account, leaves nothing behind.
  const at = (place: Place): Holdings => held.get(keyOf(place)) ?? emptyHoldings();
  const kept = (place: Place): Holdings => {
    const holdings = at(place);
    if (!held.has(keyOf(place)) && held.size >= PLACES_LIMIT) forgetOne(held);
    held.set(keyOf(place), holdings);
    return holdings;
  };
  return {
    at,
    kept,
    put(place, registration) {
      const holdings = kept(place);
      remember(holdings, registration.connectorLabel);
      holdings.connectors.set(registration.connectorLabel, registration);
      onChange();
    },
    remove(place, label) {
      const holdings = at(place);
      if (!holdings.connectors.has(label)) return false;
      remember(holdings, label);
      holdings.connectors.delete(label);
      onChange();
      return true;
    },
    changed: onChange,
    saved,
  };
}

function remember(holdings: Holdings, label: string): void {
  const oldest = holdings.previous.keys().next();
  if (holdings.previous.size >= PREVIOUS_LIMIT && !oldest.done) holdings.previous.delete(oldest.value);
  holdings.previous.delete(label);
  holdings.previous.set(label, holdings.connectors.get(label));
  holdings.lastWritten = label;
}

function keyOf({ accountId, region }: Place): string {
  return `${accountId}/${region}`;
}

/** Of places that hold nothing any more, only client tokens and what late reads see is lost. */
function forgetOne(held: Map<string, Holdings>): void {
  for (const [key, { connectors, profiles }] of held) {
    if (connectors.size + profiles.size > 0) continue;
    held.delete(key);
    return;
  }
}

export function emptyHoldings(): Holdings {
  return { connectors: new Map(), profiles: new Map(), tokens: new Map(), previous: new Map() };
}

/** The connectors as a reader sees who doesn't see the last write yet: of one label, or of the label written last. */
export function beforeLastWrite(holdings: Holdings, label = holdings.lastWritten): Map<string, Registration> {
  const seen = new Map(holdings.connectors);
  if (label === undefined || !holdings.previous.has(label)) return seen;
  const before = holdings.previous.get(label);
  if (before) seen.set(label, before);
  else seen.delete(label);
  return seen;
}
