import type { RawProperties } from "../resource/types";
import { knownString } from "../resource/unknown";

/** The resource of the program that asks. Two checks of one resource, as a replacement makes them, have the same identity. */
export interface Claimant {
  readonly identity: string;
  readonly name: string;
  /** Its option `retainOnDelete`. */
  readonly retainsOnDelete?: boolean | undefined;
}

/** A label as the inputs of a resource state it. The region is undefined where only AWS's shared files know it. */
interface StatedLabel {
  readonly label: string | undefined;
  readonly region: string | undefined;
}

/** A label as AppFlow knows it. A state may lack the account, where its create was never confirmed. */
interface ManagedLabel {
  readonly label: string;
  readonly region: string;
  readonly accountId: string | undefined;
}

/** What a resource of the program claims. */
interface Claim extends StatedLabel {
  /** Undefined where the program doesn't hand it over, as under `ignoreChanges: ["*"]`. */
  readonly claimant: Claimant | undefined;
  /** The resource has its registration from an earlier run. */
  readonly isKept: boolean;
}

/**
 * Which resource of the program manages which label, within one run of the engine. `check` claims, `create` takes over, and
 * `delete` gives up: it must leave a registration that another resource manages. Nothing is guessed: a label counts as managed
 * in the region and account that the state or AppFlow names.
 */
export interface Ownership {
  /** Claims a label for a resource, in place of what it claimed before. Returns the resource that claimed it first, if another. */
  readonly claim: (claim: Claim) => Claimant | undefined;
  readonly claimantOf: (stated: StatedLabel) => Claimant | undefined;
  /** A resource that keeps the label it claims manages the registration that its state names. */
  readonly keep: (stated: StatedLabel, managed: ManagedLabel) => void;
  /** The resource that claims the label has registered or adopted this registration. */
  readonly takeOver: (stated: StatedLabel, managed: ManagedLabel) => void;
  /** Whether no resource of the program manages the registration, so that it may be unregistered. */
  readonly giveUp: (managed: ManagedLabel) => boolean;
}

type Entry = Claim & { managed?: ManagedLabel };

export function newOwnership(): Ownership {
  /** By the claimant's identity, in the order of the claims. */
  const claims = new Map<string, Entry>();
  const put = (entry: Entry): void => {
    const key = entry.claimant?.identity ?? JSON.stringify([entry.region, entry.label]);
    const earlier = claims.get(key);
    // Who claims the same label again keeps its turn, as an entry of a Map does that is set again.
    if (earlier && !isSamePlace(earlier, entry)) claims.delete(key);
    claims.set(key, entry);
  };
  const find = (matches: (entry: Entry) => boolean): Entry | undefined => {
    for (const entry of claims.values()) if (matches(entry)) return entry;
    return undefined;
  };
  const findAt = (stated: StatedLabel) => find((entry) => isSamePlace(entry, stated));
  return {
    claim: (claim) => {
      put({ ...claim });
      if (claim.label === undefined || claim.region === undefined) return undefined;
      const first = find((entry) => entry.claimant !== undefined && isSamePlace(entry, claim))?.claimant;
      return first?.identity === claim.claimant?.identity ? undefined : first;
    },
    claimantOf: (stated) => findAt(stated)?.claimant,
    keep: (stated, managed) => {
      const entry = findAt(stated);
      if (entry?.isKept) entry.managed = managed;
    },
    takeOver: (stated, managed) => {
      const entry = findAt(stated);
      if (entry) entry.managed = managed;
      else put({ ...stated, claimant: undefined, isKept: false, managed });
    },
    giveUp: (managed) => !find((entry) => entry.managed !== undefined && isSameRegistration(entry.managed, managed)),
  };
}

/** Has a resource keep its registration that its state and its inputs name. */
export function keepLabel(ownership: Ownership, id: string, state: RawProperties, inputs: RawProperties): void {
  const region = knownString(state["region"]);
  if (region === undefined) return;
  const stated = { label: knownString(inputs["connectorLabel"]), region: knownString(inputs["region"]) };
  ownership.keep(stated, { label: id, region, accountId: knownString(state["accountId"]) });
}

function isSamePlace(one: StatedLabel, other: StatedLabel): boolean {
  return one.label === other.label && one.region === other.region;
}

/** An account that a state doesn't name may be any. */
function isSameRegistration(one: ManagedLabel, other: ManagedLabel): boolean {
  const isSameAccount = !one.accountId || !other.accountId || one.accountId === other.accountId;
  return isSamePlace(one, other) && isSameAccount;
}
