// How tools show that something slow is alive.
import { PRESET_TIMER } from "listr2";

const TERMINAL_MS = 500;
const LOG_MS = 15_000;

/** Replaces what a running step says of itself. */
export type Report = (text: string) => void;

/** For Listr: the tools answer signals by themselves. */
export const LISTR_OPTIONS = {
  registerSignalListeners: false,
  rendererOptions: { timer: PRESET_TIMER },
  fallbackRendererOptions: { timer: PRESET_TIMER },
};

export function elapsed(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Reports now and then until the returned function is called; `detail` is asked anew each time. */
export function reportProgress(report: Report, doing: string, detail: () => string = () => ""): () => void {
  const begin = Date.now();
  const tell = () => report([`${doing}: ${elapsed(Date.now() - begin)}`, detail()].filter(Boolean).join(", "));
  // A log keeps every line, a terminal shows the last one.
  const timer = setInterval(tell, process.stdout.isTTY ? TERMINAL_MS : LOG_MS);
  return () => clearInterval(timer);
}
