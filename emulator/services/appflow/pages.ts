import { refuse } from "../../aws/serviceException";
import type { JsonObject } from "../../schemas/json";

export interface Page<T> {
  entries: T[];
  nextToken?: string;
}

/**
 * A page of a list, sorted by key. The token holds the last key served and not a position, so that what is added or
 * removed between two pages neither repeats nor hides an entry. It belongs to one operation.
 */
export function newPage<T>(
  operation: string,
  entries: readonly (readonly [key: string, entry: T])[],
  { nextToken, maxResults }: JsonObject,
  defaultSize: number,
): Page<T> {
  const sorted = [...entries].sort(([left], [right]) => compareNames(left, right));
  const after = typeof nextToken === "string" ? decodeToken(operation, nextToken) : undefined;
  const size = typeof maxResults === "number" ? maxResults : defaultSize;
  const remaining = after === undefined ? sorted : sorted.filter(([key]) => compareNames(key, after) > 0);
  const served = remaining.slice(0, size);
  const last = served.at(-1);
  const hasMore = remaining.length > served.length && last !== undefined;
  return {
    entries: served.map(([, entry]) => entry),
    ...(hasMore ? { nextToken: encodeToken(operation, last[0]) } : {}),
  };
}

/** Case counts only between names that are otherwise the same. */
export function compareNames(left: string, right: string): number {
  const [a, b] = [left.toLowerCase(), right.toLowerCase()];
  if (a !== b) return a < b ? -1 : 1;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

const ANY_OPERATION = "*";

/** Leads to the first page, whatever the operation. */
export const FIRST_PAGE_TOKEN = encodeToken(ANY_OPERATION, "");

function encodeToken(operation: string, after: string): string {
  return Buffer.from(JSON.stringify([operation, after])).toString("base64url");
}

function decodeToken(operation: string, token: string): string {
  try {
    const [of, after] = JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as unknown[];
    if ((of === operation || of === ANY_OPERATION) && typeof after === "string") return after;
  } catch {
    // Text that is no token is refused like another operation's token.
  }
  refuse("ValidationException", "The next token is not valid.");
}
