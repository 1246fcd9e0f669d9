// Ctrl-C at any moment: who is at work ends in good order first, then the tour cleans up.

const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
/** A terminal's Ctrl-C may arrive twice, from the terminal and from npm: within this time it is one key press. */
const SAME_KEY_PRESS_MS = 500;

export interface Interruption {
  /** Aborted by the first Ctrl-C. */
  signal: AbortSignal;
  /** Resolves with the first Ctrl-C. */
  awaited: Promise<void>;
  /** Calls `listener` for every key press, until the returned function is called. */
  listen(listener: () => void): () => void;
  /** The way in which the run was meant to end: nothing was interrupted. */
  expected(): void;
  exitCode(): number | undefined;
}

export function listenForInterruptions(): Interruption {
  const controller = new AbortController();
  const listeners = new Set<() => void>();
  let exitCode: number | undefined;
  let last = 0;
  const interrupt = (code: number) => {
    if (Date.now() - last < SAME_KEY_PRESS_MS) return;
    last = Date.now();
    exitCode ??= code;
    controller.abort(new Error("interrupted"));
    for (const listener of [...listeners]) listener();
  };
  for (const [name, code] of Object.entries(EXIT_CODES)) process.on(name, () => interrupt(code));
  // Who reads the output is gone: `npm start | head`, or a terminal that was closed.
  process.stdout.on("error", () => interrupt(1));
  return {
    signal: controller.signal,
    awaited: new Promise((resolve) => listeners.add(resolve)),
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    expected: () => (exitCode = undefined),
    exitCode: () => exitCode,
  };
}
