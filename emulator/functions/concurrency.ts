/**
 * Runs at most `limit` tasks at a time. Among those that wait, the function that has waited longest since its last turn
 * is next, so that a function that never ends can't keep the others out.
 */
export function limitConcurrency(limit: number): <T>(owner: string, task: () => Promise<T>) => Promise<T> {
  const queue: { owner: string; start: () => void }[] = [];
  const lastTurn = new Map<string, number>();
  let running = 0;
  let turns = 0;
  const begin = (owner: string): void => {
    running += 1;
    lastTurn.set(owner, (turns += 1));
  };
  const turnOf = ({ owner }: { owner: string }): number => lastTurn.get(owner) ?? 0;
  const startNext = (): void => {
    const [first, ...others] = queue;
    if (!first) return lastTurn.clear();
    const next = others.reduce((best, it) => (turnOf(it) < turnOf(best) ? it : best), first);
    queue.splice(queue.indexOf(next), 1);
    begin(next.owner);
    next.start();
  };
  return async (owner, task) => {
    if (running < limit) begin(owner);
    else await new Promise<void>((start) => queue.push({ owner, start }));
    try {
      return await task();
    } finally {
      running -= 1;
      startNext();
    }
  };
}
