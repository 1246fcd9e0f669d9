// Shows that something slow is alive: on a terminal one line that changes, elsewhere a line every now and then.
const TERMINAL_MS = 500;
const PLAIN_MS = 15_000;

export type Log = (line: string) => void;

export function elapsed(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `detail` is asked anew for each line. The returned function ends it. */
export function showProgress(what: string, detail: () => string, log: Log): () => void {
  const begin = Date.now();
  const out = process.stdout;
  const terminal = out.isTTY && process.env.TERM !== "dumb";
  const show = () => {
    const line = [`${what}: ${elapsed(Date.now() - begin)}`, detail()].filter(Boolean).join(", ");
    if (terminal) out.write(`\r\x1b[K${line.slice(0, (out.columns || 80) - 1)}`);
    else log(line);
  };
  const timer = setInterval(show, terminal ? TERMINAL_MS : PLAIN_MS);
  return () => {
    clearInterval(timer);
    if (terminal) out.write("\r\x1b[K");
  };
}
