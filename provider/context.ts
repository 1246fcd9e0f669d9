import type { AppFlow } from "./appflow";
import type { Connection } from "./connection";
import type { Finding, Subject } from "./findings";
import type { Lambda } from "./lambda";
import type { Clock } from "./settle";

/** What the lifecycle stands on. No host of Pulumi's appears in it. */
export interface Context extends Run {
  readonly connection: Connection;
  /** What is wrong with the configuration, if anything is. */
  readonly findings: readonly Finding[];
  readonly open: (region: string | undefined) => AppFlow;
  /** Undefined where the functions of this AppFlow can't be looked at. */
  readonly openLambda: ((region: string | undefined, signal: AbortSignal) => Lambda) | undefined;
  readonly clock: Clock;
  /** Tells the user what is no failure. */
  readonly tell: (message: string) => void;
}

/** What the resources of one run know of each other. */
export interface Run {
  /** Which resource has which label, of those that this run has checked: by region and label. */
  readonly claims: Map<string, Claim>;
  /**
   * What resources of this run's program have: kept from an earlier run, registered or adopted. By region and label, where
   * the region is undefined if only the AWS SDK's shared files know it; with the account, as soon as it is known.
   */
  readonly held: Map<string, string | undefined>;
  /** What is under way, by region and label: one resource may take over what another one gives up. */
  readonly turns: Map<string, Promise<unknown>>;
}

export function newRun(): Run {
  return { claims: new Map(), held: new Map(), turns: new Map() };
}

/** Where a registration is, within an account. */
export function placeOf(region: string | undefined, label: string): string {
  return JSON.stringify([region, label]);
}

/** One resource of the program. Two checks of one resource, as a replacement makes them, have the same identity. */
export interface Claim {
  readonly identity: string;
  readonly name: string;
  /** Its option `retainOnDelete`. */
  readonly retains?: boolean;
}

/** One operation at work: where it works, and what its messages begin with. */
export interface Site extends Context {
  readonly appflow: AppFlow;
  readonly subject: Subject;
}
