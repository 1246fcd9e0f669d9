import { LIMITS } from "../../provider/aws/limits";

/** Runs with other limits: of time, in milliseconds, or of what is under way at a time. */
export async function within<T>(limits: Partial<Record<keyof typeof LIMITS, number>>, run: () => Promise<T>) {
  const kept = { ...LIMITS };
  Object.assign(LIMITS, limits);
  try {
    return await run();
  } finally {
    Object.assign(LIMITS, kept);
  }
}
