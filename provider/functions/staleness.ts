import type { Lambda } from "../aws/lambda";
import { finding, type Finding } from "../diagnostics/diagnostic";
import type { Scope } from "../diagnostics/scope";

/**
 * Warns when the function changed after AppFlow asked it last: AppFlow keeps the answer that it got then. Lambda's
 * LastModified counts changes of the configuration too.
 *
 * @param listAskedAt the times at which it was asked, as far as is known, read after the lookup; ISO 8601
 */
export async function findStaleness(
  describe: Lambda["describe"],
  lambdaArn: string,
  listAskedAt: () => (string | undefined)[],
  scope: Scope,
  signal?: AbortSignal,
): Promise<Finding[]> {
  const lastModified = (await describe(lambdaArn, signal))?.lastModified;
  const askedAt = listAskedAt()
    .filter((time) => time !== undefined)
    .sort()
    .at(-1);
  if (lastModified === undefined || askedAt === undefined || lastModified <= askedAt) return [];
  return [finding("warning", "function-newer", scope, { lambdaArn, lastModified, askedAt })];
}
