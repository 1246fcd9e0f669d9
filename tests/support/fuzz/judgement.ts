// Invariants of whatever comes of a garbled answer.
import assert from "node:assert/strict";
import { DIAGNOSTICS } from "../../../provider/diagnostics/catalog";

/** A message is one of the catalog, and people can read it. */
export function judgeMessage(message: string): void {
  const code = /^.* See pulumi-appflow-connector\/docs\/diagnostics\.md#([a-z-]+)$/.exec(message)?.[1];
  assert.ok(code && Object.hasOwn(DIAGNOSTICS, code), `no message of the catalog: ${message}`);
  assert.notEqual(code, "internal-error", message);
  assert.ok(message.length <= 4_000, `a message of ${message.length} characters`);
  assert.doesNotMatch(message, /\[object /);
  // Control characters can move a terminal's cursor and hide what it shows.
  assert.doesNotMatch(message, /\p{Cc}/u);
  // A defect of the code that reads an answer must not look like the service's message.
  if (code !== "answer-unreadable") assert.doesNotMatch(message, JAVASCRIPT);
}

const JAVASCRIPT = /Cannot (read|convert)|is not a function|is not iterable|call stack size|Invalid time value/;

/** An answer is plain JSON, as a state is, and has no prototype of its own. */
export function judgePlain(answer: unknown): void {
  assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer, "it is plain JSON");
  judgeParts(answer);
  assert.equal(({} as Record<string, unknown>)["isPolluted"], undefined, "every object has changed");
}

function judgeParts(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  const prototype: unknown = Object.getPrototypeOf(value);
  assert.ok(prototype === Object.prototype || prototype === Array.prototype, "it is plain");
  assert.ok(!Object.hasOwn(value, "__proto__"), "it has a prototype of its own");
  Object.values(value).forEach(judgeParts);
}

const TEXTS = [
  ...["connectorLabel", "connectorProvisioningType", "region", "description", "accountId", "connectorArn"],
  ...["connectorName", "connectorOwner", "connectorVersion", "registeredAt", "registeredBy"],
];

/** Outputs have the types that programs expect: texts, and a list of texts. */
export function judgeOutputs(outputs: Record<string, unknown>): void {
  const { connectorModes: modes = [] } = outputs;
  const wrong = TEXTS.filter((name) => !["string", "undefined"].includes(typeof outputs[name]));
  assert.deepEqual(wrong, [], "they are texts");
  assert.ok(Array.isArray(modes) && modes.every((mode) => typeof mode === "string"), "modes are texts");
}

/** Fails when a promise takes longer, in milliseconds. */
export async function failAfter<T>(patience: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it takes more than ${patience} ms`)), patience);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
