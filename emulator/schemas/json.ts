export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
export interface JsonObject {
  [name: string]: JsonValue | undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Levels of nesting. Nobody needs more, and a recursive walk over more could run out of stack. */
export const DEPTH_LIMIT = 256;

export function isTooDeep(value: unknown, levels = DEPTH_LIMIT): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isTooDeep(member, levels - 1));
}

/** AWS's JSON protocols read a null member as one that was left out. */
export function omitNulls(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item) => (item === null ? null : omitNulls(item)));
  if (!isObject(value)) return value;
  const present = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(present.map(([name, member]) => [name, omitNulls(member as JsonValue)]));
}

/** JSON with sorted member names, so that equal values give equal text. */
export function stringifySorted(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return `[${value.map(stringifySorted).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const names = Object.keys(value)
    .filter((name) => value[name] !== undefined)
    .sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${stringifySorted(value[name])}`).join(",")}}`;
}
