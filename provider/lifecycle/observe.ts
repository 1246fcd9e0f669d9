import { LIMITS } from "../aws/limits";
import type { AppFlow } from "../aws/appflow";
import { failure } from "../diagnostics/diagnostic";
import type { Observation } from "../resource/types";
import { refuseExcludedAccount, refuseOtherAccount } from "./accountGuard";
import type { OperationContext } from "./context";

/** What is really registered under a label; undefined where nothing is. The one way to find out. */
export function observe(service: AppFlow, label: string, signal?: AbortSignal): Promise<Observation | undefined> {
  return service.describe(label, signal);
}

/**
 * Observes the registration of an operation in the account that the state records; refuses another one. A state without an
 * account is of a create that was never confirmed.
 *
 * @param isAccountOptional whether what is observed may settle which account is meant
 */
export async function observeInAccount(
  { service, scope, connection }: OperationContext,
  recorded: string | undefined,
  isAccountOptional = false,
): Promise<Observation | undefined> {
  const observed = await observe(service, scope.label);
  const actual = observed?.accountId ?? (await service.account());
  if (!recorded && !(observed && isAccountOptional)) throw failure("account-unknown", { actual });
  if (recorded) refuseOtherAccount(actual, recorded);
  refuseExcludedAccount(connection, actual);
  return observed;
}

/**
 * Absence is believed only when a second observation confirms it: what is gone leaves the stack, or frees its label, and
 * DescribeConnector may lag.
 */
export async function confirmAbsence(
  { clock, service, scope }: OperationContext,
  observed: Observation | undefined,
): Promise<Observation | undefined> {
  if (observed) return observed;
  await clock.wait(LIMITS.secondObservation);
  return observe(service, scope.label);
}
