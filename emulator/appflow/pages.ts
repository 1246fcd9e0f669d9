import { exception } from "../errors";
import type { JsonObject } from "../json";

export interface Page<T> {
  entries: T[];
  nextToken?: string;
}

/**
 * A page of a sorted list. The token holds the last key served and not a position, so that what is added or removed
 * between two pages neither repeats nor hides an entry. It belongs to one operation.
 */
export function page<T>(
  operation: string,
  sorted: readonly (readonly [key: string, entry: T])[],
  input: JsonObject,
  defaultSize: number,
): Page<T> {
  const after = typeof input["nextToken"] === "string" ? opened(operation, input["nextToken"]) : undefined;
  const size = typeof input["maxResults"] === "number" ? input["maxResults"] : defaultSize;
  const remaining = after === undefined ? sorted : sorted.filter(([key]) => compare(key, after) > 0);
  const served = remaining.slice(0, size);
  const last = served.at(-1);
  const more = remaining.length > served.length && last !== undefined;
  return {
    entries: served.map(([, entry]) => entry),
    ...(more ? { nextToken: sealed(operation, last[0]) } : {}),
  };
}

/** Case doesn't matter first, so that names mix; it decides between names that are otherwise the same. */
export function compare(left: string, right: string): number {
  const [a, b] = [left.toLowerCase(), right.toLowerCase()];
  if (a !== b) return a < b ? -1 : 1;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function sealed(operation: string, after: string): string {
  return Buffer.from(JSON.stringify([operation, after])).toString("base64url");
}

function opened(operation: string, token: string): string {
  try {
    const [of, after] = JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as unknown[];
    // "*" is the token of an empty first page, which is served on demand.
    if ((of === operation || of === "*") && typeof after === "string") return after;
  } catch {
    // The token is none of ours: refused below.
  }
  throw exception("ValidationException", "The next token is not valid.");
}
