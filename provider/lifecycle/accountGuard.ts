import type { AppFlow } from "../aws/appflow";
import { type Connection, findExclusion } from "../config/connection";
import { failure } from "../diagnostics/diagnostic";

/** Refuses credentials of another account than the one in which the registration is. */
export function refuseOtherAccount(actual: string, recorded: string): void {
  if (actual !== recorded) throw failure("account-changed", { actual, recorded });
}

/** Refuses an account that `allowedAccountIds` or `forbiddenAccountIds` exclude. */
export function refuseExcludedAccount(connection: Connection, actual: string): void {
  const setting = findExclusion(connection, actual);
  if (setting) throw failure("account-not-allowed", { actual, setting });
}

/** The same for the account of the credentials, which is asked for only where a setting names accounts. */
export async function refuseExcludedCaller(
  { allowedAccountIds = [], ...connection }: Connection,
  service: AppFlow,
): Promise<void> {
  const { forbiddenAccountIds = [] } = connection;
  if (allowedAccountIds.length + forbiddenAccountIds.length === 0) return;
  refuseExcludedAccount({ ...connection, allowedAccountIds }, await service.account());
}
