/** Runs the tasks of one key one after the other. */
export type Serialize = <T>(key: string, task: () => Promise<T>) => Promise<T>;

export function newSerializer(): Serialize {
  const last = new Map<string, Promise<unknown>>();
  return (key, task) => {
    const result = (last.get(key) ?? Promise.resolve()).then(task);
    // A task that fails doesn't keep the next one from running.
    last.set(
      key,
      result.catch(() => undefined),
    );
    return result;
  };
}
