/**
 * At most `limit` tasks at a time. Of those that wait, the first of the function whose last turn is longest ago is next,
 * so that one which never ends can't keep the others out.
 */
export function inTurn(limit: number): <T>(of: string, task: () => Promise<T>) => Promise<T> {
  const waiting: { of: string; go: () => void }[] = [];
  const lastTurn = new Map<string, number>();
  let running = 0;
  let turn = 0;
  const start = (of: string): void => {
    running += 1;
    lastTurn.set(of, (turn += 1));
  };
  const turnOf = (of: string): number => lastTurn.get(of) ?? 0;
  const startNext = (): void => {
    const [first, ...others] = waiting;
    if (!first) return lastTurn.clear();
    const next = others.reduce((best, it) => (turnOf(it.of) < turnOf(best.of) ? it : best), first);
    waiting.splice(waiting.indexOf(next), 1);
    start(next.of);
    next.go();
  };
  return async (of, task) => {
    if (running < limit) start(of);
    else await new Promise<void>((go) => waiting.push({ of, go }));
    try {
      return await task();
    } finally {
      running -= 1;
      startNext();
    }
  };
}
