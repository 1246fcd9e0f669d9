// Garbled answers, as fast-check makes them.
import fc from "fast-check";
import { BODIES, bodyOf, VALUES } from "./bodies";
import type { Garbling, Sent } from "./service";

/** Another answer. */
interface Whole {
  readonly as: "whole";
  readonly status: number;
  /** The exception's name, in the header. */
  readonly type: string;
  /** The name of a body, or JSON. */
  readonly body: string;
  readonly hasEffect: boolean;
}

/** The true answer with another value at one of its members, or without that. */
interface Member {
  readonly as: "member";
  /** Counted through all levels, and round and round. */
  readonly at: number;
  /** The name of a body, or JSON; null takes the member away. */
  readonly value: string | null;
}

export type Answered = (Whole | Member) & Pick<Garbling, "after" | "isLasting">;

const STATUSES = [200, 200, 200, 200, 201, 204, 301, 304, 400, 403, 404, 409, 418, 429, 500, 503];
const TYPES = [
  ...["", "", "", "ConflictException", "ResourceNotFoundException", "AccessDeniedException"],
  ...["ThrottlingException", "InternalServerException", "ConnectorServerException", "ExpiredToken"],
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "TypeError", "SyntaxError"],
  ...["no.such#Thing:at,all", "x".repeat(3_000)],
];

const named = (bodies: object) => fc.constantFrom(...Object.keys(bodies));
const json = fc.json({ maxDepth: 3 });
const when = { after: fc.constantFrom(0, 0, 0, 1, 2), isLasting: fc.boolean() };

export const answered: fc.Arbitrary<Answered> = fc.oneof(
  fc.record({
    as: fc.constant("whole" as const),
    status: fc.constantFrom(...STATUSES),
    type: fc.constantFrom(...TYPES),
    body: fc.oneof(named(BODIES), json),
    hasEffect: fc.boolean(),
    ...when,
  }),
  fc.record({
    as: fc.constant("member" as const),
    at: fc.nat(60),
    value: fc.oneof(named(VALUES), named(VALUES), named(VALUES), json, fc.constant(null)),
    ...when,
  }),
);

const ERRORS = [
  ...["a message that is no text", "a message that is a number", "null", "an empty list", "deep objects"],
  ...["a long message", "names of what every object has", "what a terminal obeys", "invalid UTF-8"],
];

const CONNECTORS = Object.keys(BODIES).filter((body) => body.startsWith("a connector "));

/** Every body with status 200, some as errors too, connectors after a first look as well, and every exception's name. */
export const EXAMPLES: readonly Answered[] = [
  ...Object.keys(BODIES).map((body) => whole(200, "", body)),
  ...ERRORS.map((body, n) => whole(n % 2 ? 500 : 400, "", body)),
  whole(500, "", "a message that is no text"),
  ...CONNECTORS.map((body) => ({ ...whole(200, "", body), after: 1 })),
  ...[...new Set(TYPES)].map((type) => whole(400, type, "an object of nulls")),
];

function whole(status: number, type: string, body: string): Answered {
  return { as: "whole", status, type, body, hasEffect: true, after: 0, isLasting: true };
}

/** Makes the answer out of the true one. */
export function garbled(answer: Answered, truth: Sent): Sent {
  if (answer.as === "whole") {
    const { status, type, body } = answer;
    const headers = { ...truth.headers, ...(type ? { "x-amzn-errortype": type } : {}) };
    return { status, headers, body: bodyOf(body) };
  }
  const text = truth.body.toString();
  return { ...truth, body: text.startsWith("<") ? otherXml(text, answer) : otherJson(text, answer) };
}

/** Stands where a value comes in, which may be no JSON. */
const HERE = "\u{10FFFF}";

function otherJson(text: string, { at, value }: Member): Buffer {
  const answer = JSON.parse(text || "{}") as object;
  const members = membersOf(answer);
  const [owner, key] = members[at % Math.max(members.length, 1)] ?? [];
  if (!owner || key === undefined) return Buffer.from(text);
  if (value === null) Reflect.deleteProperty(owner, key);
  else Object.assign(owner, { [key]: HERE });
  return spliced(JSON.stringify(answer), JSON.stringify(HERE), value);
}

function membersOf(value: unknown): [owner: object, key: string][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]): [object, string][] => [
    [value, key],
    ...membersOf(item),
  ]);
}

function otherXml(text: string, { at, value }: Member): Buffer {
  const leaves = [...text.matchAll(/<(\w+)>[^<]*<\/\1>/g)];
  const leaf = leaves[at % Math.max(leaves.length, 1)];
  if (!leaf) return Buffer.from(text);
  const [whole, name] = leaf;
  return spliced(text.replace(whole, value === null ? "" : `<${name}>${HERE}</${name}>`), HERE, value);
}

function spliced(text: string, mark: string, value: string | null): Buffer {
  const [before = "", after = ""] = text.split(mark);
  return Buffer.concat([Buffer.from(before), value === null ? NOTHING : bodyOf(value), Buffer.from(after)]);
}

const NOTHING = Buffer.alloc(0);
