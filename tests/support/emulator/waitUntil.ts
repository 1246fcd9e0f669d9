import assert from "node:assert/strict";

/** Asks until the answer is right. Fails with the last one after 15 seconds. */
export async function waitUntil<T>(
  what: string,
  ask: () => T | Promise<T>,
  isRight: (answer: T) => boolean,
): Promise<T> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    assert.ok(Date.now() < deadline, `${what}: still ${JSON.stringify(answer)}`);
    await new Promise(setImmediate);
  }
}
