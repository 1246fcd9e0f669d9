import type { AppFlow } from "./appflow";
import type { Connection } from "./connection";
import type { Finding, Subject } from "./findings";
import type { Clock } from "./settle";

/** What the lifecycle stands on. No host of Pulumi's appears in it. */
export interface Context {
  readonly connection: Connection;
  /** What is wrong with the configuration, if anything is. */
  readonly findings: readonly Finding[];
  readonly open: (region: string | undefined) => AppFlow;
  readonly clock: Clock;
}

/** One operation at work: where it works, and what its messages begin with. */
export interface Site extends Context {
  readonly appflow: AppFlow;
  readonly subject: Subject;
}
