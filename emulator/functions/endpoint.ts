import { ANSWER_LIMIT, type Outcome } from "./sources";

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
    const text = await boundedText(response);
    if (text === undefined)
      return { failure: "too large", detail: "the answer is larger than 6 MiB", log: "" };
    return answerOf(response, text);
  } catch (error) {
    if (timeout.aborted) return { failure: "timed out", detail: `no answer within ${timeoutMs} ms`, log: "" };
    return { failure: "not reachable", detail: `${url} can't be reached: ${causeOf(error)}`, log: "" };
  }
}

function answerOf(response: Response, text: string): Outcome {
  if (!response.ok) return { failure: "crashed", detail: `HTTP status ${response.status}`, log: "" };
  const failed = response.headers.get("x-amz-function-error");
  if (failed !== null) return { failure: "crashed", detail: `function error: ${failed}`, log: "" };
  try {
    return { result: JSON.parse(text), log: "" };
  } catch {
    return { failure: "crashed", detail: "the answer is no JSON", log: "" };
  }
}

async function boundedText(response: Response): Promise<string | undefined> {
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
