import { ANSWER_LIMIT, crashed, type Failure, type Outcome, timedOut, TOO_LARGE } from "./sources";

/** Invokes a function behind an HTTP endpoint that serves Lambda's Invoke API. */
export async function callEndpoint(
  url: string,
  event: unknown,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Outcome> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(event),
      signal: AbortSignal.any([timeout, signal]),
    });
    const text = await readAnswer(response);
    return { ...(text === undefined ? TOO_LARGE : parseAnswer(response, text)), log: "" };
  } catch (error) {
    if (timeout.aborted) return { ...timedOut(timeoutMs), log: "" };
    return { failure: "not reachable", detail: `${url} can't be reached: ${causeOf(error)}`, log: "" };
  }
}

function parseAnswer(response: Response, text: string): Failure | { result: unknown } {
  if (!response.ok) return crashed(`HTTP status ${response.status}`);
  const failed = response.headers.get("x-amz-function-error");
  if (failed !== null) return crashed(`function error: ${failed}`);
  try {
    return { result: JSON.parse(text) };
  } catch {
    return crashed("the answer is no JSON");
  }
}

/** Undefined for an answer beyond the limit. */
async function readAnswer(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += (chunk as Uint8Array).length;
    if (size > ANSWER_LIMIT) return undefined;
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof Error) return (cause as NodeJS.ErrnoException).code ?? cause.message;
  return String(cause);
}
