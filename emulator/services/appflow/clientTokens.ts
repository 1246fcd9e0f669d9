import { createHash } from "node:crypto";
import { refuse } from "../../aws/serviceException";
import { type JsonObject, stringifySorted } from "../../schemas/json";
import type { ClientToken } from "../../store/registrations";
import type { Call } from "../call";

/** AWS documents that a token counts for 8 hours. */
const LIFETIME_MS = 8 * 60 * 60 * 1000;

/** The latest tokens of an account and region are remembered, since each call of an SDK brings one. A choice. */
const TOKEN_LIMIT = 10_000;

/**
 * Runs an operation at most once per client token. The same token repeats the first answer, also while the first call
 * is still running; with other parameters it is refused (ConflictException: a choice, AWS names no exception). Only
 * successes are remembered. Register and update have tokens of their own.
 */
export async function runOncePerToken(
  call: Call,
  operation: string,
  { clientToken, ...parameters }: JsonObject,
  run: () => Promise<JsonObject>,
): Promise<JsonObject> {
  if (typeof clientToken !== "string") return run();
  const digest = createHash("sha256").update(stringifySorted(parameters)).digest("hex");
  const key = `${operation}/${clientToken}`;
  const runningKey = `${call.caller.accountId}/${call.caller.region}/${key}`;
  const running = call.emulation.inProgress.tokens;
  const earlier = findToken(call, key) ?? running.get(runningKey);
  if (earlier && earlier.parameters !== digest)
    refuse("ConflictException", "The client token was already used with different parameters.");
  if (earlier) return (await earlier.answer) as JsonObject;
  const answer = run();
  running.set(runningKey, { parameters: digest, answer });
  try {
    const label = parameters["connectorLabel"] as string;
    rememberToken(call, key, { parameters: digest, label, answer: await answer });
    return await answer;
  } finally {
    running.delete(runningKey);
  }
}

function findToken({ caller, emulation: { store, settings } }: Call, key: string): ClientToken | undefined {
  const { tokens, connectors } = store.read(caller);
  const token = tokens.get(key);
  if (!token) return undefined;
  if (settings.tokenAfterRemoval === "register" && !connectors.has(token.label)) return undefined;
  return settings.clock().getTime() - Date.parse(token.at) < LIFETIME_MS ? token : undefined;
}

function rememberToken(
  { caller, emulation: { store, settings } }: Call,
  key: string,
  token: Omit<ClientToken, "at">,
): void {
  const now = settings.clock();
  const { tokens } = store.open(caller);
  tokens.delete(key);
  for (const [old, { at }] of tokens) {
    if (tokens.size < TOKEN_LIMIT && now.getTime() - Date.parse(at) < LIFETIME_MS) break;
    tokens.delete(old);
  }
  tokens.set(key, { ...token, at: now.toISOString() });
  store.markChanged();
}
