import { LIMITS } from "./connection";

/** Time, as the lifecycle needs it; tests bring their own. */
export interface Clock {
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
}

export const systemClock: Clock = {
  now: Date.now,
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/**
 * What was found, or what a second look shows a moment later: what is gone leaves the stack, or is a label that is free, and
 * DescribeConnector may lag.
 */
export async function foundOrSeen<T>(
  clock: Clock,
  found: T | undefined,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  if (found !== undefined) return found;
  await clock.wait(LIMITS.secondLook);
  return look();
}

/**
 * Looks again and again until the look is settled, for as long as DescribeConnector may lag behind a write. Returns the
 * settled look, or undefined when the time is over. An eventually consistent service is looked at, never trusted.
 */
export async function settled<T>(
  clock: Clock,
  look: () => Promise<T>,
  isSettled: (seen: T) => boolean,
  within: number = LIMITS.settle,
): Promise<{ seen: T } | undefined> {
  const deadline = clock.now() + within;
  const [first, longest] = LIMITS.lookPauses;
  for (let pause: number = first; ; pause = Math.min(pause * 2, longest)) {
    const seen = await look();
    if (isSettled(seen)) return { seen };
    if (clock.now() + pause > deadline) return undefined;
    await clock.wait(pause);
  }
}
