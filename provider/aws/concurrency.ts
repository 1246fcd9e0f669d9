/** Runs at most so many tasks at a time, in the order in which they come. */
export function limitConcurrency(limit: number): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running < limit) running += 1;
    else await new Promise<void>((start) => waiting.push(start));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

/** Computes a value once. A failure is not remembered: the next caller tries again. */
export function memoize<T>(compute: () => Promise<T>): () => Promise<T> {
  let computed: Promise<T> | undefined;
  return () =>
    (computed ??= compute().catch((error: unknown) => {
      computed = undefined;
      throw error;
    }));
}

/** Computes a value when it is first needed, and once. */
export function lazy<T>(compute: () => T): () => T {
  let computed: { readonly value: T } | undefined;
  return () => (computed ??= { value: compute() }).value;
}

/** Fails when a task takes longer, in milliseconds; the task itself goes on. */
export async function withTimeout<T>(task: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = Object.assign(new Error("it was not sent in time"), { name: "TimeoutError" });
    timer = setTimeout(() => reject(error), milliseconds);
  });
  return Promise.race([task, late]).finally(() => clearTimeout(timer));
}
