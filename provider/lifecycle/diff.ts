import { findRoleAccount } from "../config/connection";
import { inScope } from "../diagnostics/diagnostic";
import { compareWithState, isStateOnly } from "../resource/diff";
import type { RawProperties } from "../resource/types";
import { knownString } from "../resource/unknown";
import { refuseExcludedAccount, refuseOtherAccount } from "./accountGuard";
import type { LifecycleContext } from "./context";

/** What an update would do, for the engine. */
export interface Diff {
  readonly changes: boolean;
  readonly replaces: string[];
}

/**
 * Compares the state with the inputs. Where something is to be done, the caller's account must be the recorded one:
 * credentials of another one would leave the registration there.
 */
export function diff(
  context: LifecycleContext,
  id: string,
  state: RawProperties,
  inputs: RawProperties,
): Promise<Diff> {
  const recorded = knownString(state["accountId"]);
  const region = knownString(state["region"]);
  const difference = compareWithState(state, inputs);
  // A state without an ARN is of a create that was never confirmed: there is more to do.
  const changes = difference.changed.length > 0 || state["connectorArn"] === undefined;
  const scope = { action: "comparing", label: id, region, accountId: recorded };
  return inScope(scope, async () => {
    if (recorded) {
      refuseExcludedAccount(context.connection, recorded);
      const needsCaller = changes && !isStateOnly(difference);
      refuseOtherAccount(await findCaller(context, region, recorded, needsCaller), recorded);
    }
    return { changes, replaces: difference.replaces };
  });
}

/** The caller's account, as the connection states it or STS says. Whoever needs a failed answer meets the failure again. */
async function findCaller(
  { connection, appflow }: LifecycleContext,
  region: string | undefined,
  recorded: string,
  needsCaller: boolean,
): Promise<string> {
  const stated = findRoleAccount(connection);
  if (stated || !needsCaller) return stated ?? recorded;
  return appflow(region)
    .account()
    .catch(() => recorded);
}
