import { type Finding, finding, type Subject } from "./findings";
import type { Lambda } from "./lambda";

/**
 * A warning when the function changed after AppFlow asked it last: AppFlow keeps the answer that it got then. Lambda's
 * LastModified counts changes of the configuration too.
 *
 * @param asked when it was asked, as far as is known; ISO 8601
 */
export async function staleness(
  lambda: Lambda,
  lambdaArn: string,
  asked: () => (string | undefined)[],
  subject: Subject,
): Promise<Finding[]> {
  const lastModified = (await lambda.describe(lambdaArn, subject))?.lastModified;
  const askedAt = asked().filter(isText).sort().at(-1);
  if (lastModified === undefined || askedAt === undefined || lastModified <= askedAt) return [];
  return [finding("warning", "function-newer", subject, { lambdaArn, lastModified, askedAt })];
}

function isText(value: string | undefined): value is string {
  return value !== undefined;
}
