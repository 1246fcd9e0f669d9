import { isObject, type JsonObject } from "./json";

/** What a value must be; `words` follow "must be". */
export interface Kind {
  readonly is: (value: unknown) => boolean;
  readonly words: string;
  readonly needed?: true;
  /** An object's members: no others may be there. */
  readonly members?: Members;
}

export type Members = Readonly<Record<string, Kind>>;

export const anything: Kind = { is: () => true, words: "anything" };
export const text: Kind = { is: (value) => typeof value === "string", words: "a string" };
export const name: Kind = {
  is: (value) => typeof value === "string" && value !== "",
  words: "a string that isn't empty",
};
export const flag: Kind = { is: (value) => typeof value === "boolean", words: "true or false" };
export const anyObject: Kind = { is: isObject, words: "an object" };
export const textOrTexts: Kind = {
  is: (value) => text.is(value) || (Array.isArray(value) && value.every(text.is)),
  words: "a string or a list of strings",
};
export const moment: Kind = {
  is: (value) => typeof value === "string" && !Number.isNaN(Date.parse(value)),
  words: "a time, such as 2026-01-31T12:00:00Z",
};

export function oneOf(...values: unknown[]): Kind {
  return {
    is: (value) => values.includes(value),
    words: values.map((it) => JSON.stringify(it)).join(" or "),
  };
}

export function whole(least: number, most = Number.MAX_SAFE_INTEGER): Kind {
  return {
    is: (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
    words: `a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? "" : ` to ${most}`}`,
  };
}

export function either(one: Kind, other: Kind): Kind {
  return { is: (value) => one.is(value) || other.is(value), words: `${one.words}, or ${other.words}` };
}

export function objectOf(members: Members): Kind {
  return { ...anyObject, members };
}

export function needed(kind: Kind): Kind {
  return { ...kind, needed: true };
}

/** Throws, in words for whoever wrote the value, when it or one of its members is something else. */
export function check(what: string, value: unknown, { is, words, members }: Kind): void {
  if (!is(value)) throw new Error(`${what} must be ${words}`);
  if (!members) return;
  const given = value as JsonObject;
  const stranger = Object.keys(given).find((name) => !Object.hasOwn(members, name));
  if (stranger !== undefined)
    throw new Error(`${what} has no member "${stranger}"; ${listed(Object.keys(members))}`);
  for (const [name, kind] of Object.entries(members)) {
    if (given[name] !== undefined) check(`"${name}" of ${what}`, given[name], kind);
    else if (kind.needed) throw new Error(`"${name}" of ${what} is missing`);
  }
}

export function listed(names: readonly string[]): string {
  return names.length === 0 ? "it has none" : `there are: ${names.join(", ")}`;
}
