// Ctrl-C at any moment: whoever is at work ends in good order, then the tool cleans up.

const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
/** A terminal's Ctrl-C may arrive twice, from the terminal and from npm: within this time it is one key press. */
const SAME_KEY_PRESS_MS = 500;

export interface Interruption {
  /** The first Ctrl-C aborts it; a second one ends the process at once. */
  readonly signal: AbortSignal;
  /** The exit code that tells of the interruption; undefined as long as there was none. */
  readonly exitCode: () => number | undefined;
}

export function listenForInterruptions(): Interruption {
  const controller = new AbortController();
  let exitCode: number | undefined;
  let last = 0;
  const interrupt = (code: number) => {
    const isSamePress = Date.now() - last < SAME_KEY_PRESS_MS;
    last = Date.now();
    if (isSamePress) return;
    if (controller.signal.aborted) process.exit(exitCode);
    exitCode = code;
    controller.abort(new Error("interrupted"));
  };
  for (const [name, code] of Object.entries(EXIT_CODES)) process.on(name, () => interrupt(code));
  // Who reads the output is gone: `npm start | head`, or a terminal that was closed.
  process.stdout.on("error", () => interrupt(1));
  return { signal: controller.signal, exitCode: () => exitCode };
}
