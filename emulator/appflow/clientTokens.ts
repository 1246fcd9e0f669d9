import { createHash } from "node:crypto";
import type { Call } from "../call";
import { exception } from "../errors";
import { canonical, type JsonObject } from "../json";
import type { ClientToken } from "../store";

/** AWS documents that a token counts for 8 hours. */
const LIFETIME_MS = 8 * 60 * 60 * 1000;

/** Tokens that an account keeps in a region, since every call of an SDK brings one: the latest. A choice. */
const TOKEN_LIMIT = 10_000;

/**
 * Runs an operation at most once per client token: the same token repeats the first answer, also while the first call
 * is still running; with other parameters it is refused (ConflictException: a choice, AWS names no exception). Only
 * successes are remembered. Register and update have tokens of their own.
 */
export async function once(
  call: Call,
  operation: string,
  input: JsonObject,
  run: () => Promise<JsonObject>,
): Promise<JsonObject> {
  const { clientToken, ...parameters } = input;
  if (typeof clientToken !== "string") return run();
  const digest = createHash("sha256").update(canonical(parameters)).digest("hex");
  const key = `${operation}/${clientToken}`;
  const place = `${call.caller.accountId}/${call.caller.region}/${key}`;
  const earlier = remembered(call, key) ?? call.emulation.underWay.tokens.get(place);
  if (earlier && earlier.parameters !== digest)
    throw exception("ConflictException", "The client token was already used with different parameters.");
  if (earlier) return (await earlier.answer) as JsonObject;
  const answer = run();
  call.emulation.underWay.tokens.set(place, { parameters: digest, answer });
  try {
    remember(call, key, {
      parameters: digest,
      label: input["connectorLabel"] as string,
      answer: await answer,
    });
    return await answer;
  } finally {
    call.emulation.underWay.tokens.delete(place);
  }
}

function remembered(call: Call, key: string): ClientToken | undefined {
  const { store, settings } = call.emulation;
  const { tokens, connectors } = store.at(call.caller);
  const token = tokens.get(key);
  if (!token) return undefined;
  if (settings.tokenAfterRemoval === "register" && !connectors.has(token.label)) return undefined;
  return settings.clock().getTime() - Date.parse(token.at) < LIFETIME_MS ? token : undefined;
}

function remember(call: Call, key: string, token: Omit<ClientToken, "at">): void {
  const { store, settings } = call.emulation;
  const now = settings.clock();
  const { tokens } = store.kept(call.caller);
  tokens.delete(key);
  for (const [old, { at }] of tokens) {
    if (tokens.size < TOKEN_LIMIT && now.getTime() - Date.parse(at) < LIFETIME_MS) break;
    tokens.delete(old);
  }
  tokens.set(key, { ...token, at: now.toISOString() });
  store.changed();
}
