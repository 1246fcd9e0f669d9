import type { Measured } from "./measure";
import type { Calls, Scenario } from "./scenarios";

/** What the runs gave, by scenario's letter: one measurement a run. */
export type Results = ReadonlyMap<string, readonly Measured[]>;

const COLUMNS = ["", "preview of", "median", "beside the peer", "ratio", "demand", "calls"];

/** Medians over the runs; differences and ratios are those to the peer of the same run. */
export function table(scenarios: readonly Scenario[], results: Results): string {
  const [peer] = scenarios;
  const rows = scenarios.map((scenario) => row(scenario, timesOf(scenario), peer ? timesOf(peer) : []));
  return [COLUMNS, COLUMNS.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

  function timesOf({ letter }: Scenario) {
    return results.get(letter) ?? [];
  }
}

function row(scenario: Scenario, measured: readonly Measured[], peer: readonly Measured[]): string[] {
  const seconds = median(measured.map((it) => it.seconds));
  const beside = median(measured.map((it, run) => it.seconds - (peer[run]?.seconds ?? NaN)));
  const ratio = median(measured.map((it, run) => it.seconds / (peer[run]?.seconds ?? NaN)));
  return [
    scenario.letter,
    scenario.title,
    `${seconds.toFixed(1)} s`,
    withSign(beside),
    ratio.toFixed(2),
    verdictOf(scenario, beside, measured),
    describeCalls(measured.at(-1)?.calls ?? {}),
  ];
}

function verdictOf({ demand, isDeployed }: Scenario, beside: number, measured: readonly Measured[]): string {
  const verdict = (isMet: boolean) => (isMet ? "met" : "**not met**");
  if (isDeployed) return `no call: ${verdict(measured.every(({ isRight }) => isRight))}`;
  return demand === undefined ? "" : `at most +${demand} s: ${verdict(beside <= demand)}`;
}

function withSign(seconds: number): string {
  return `${seconds < 0 ? "" : "+"}${seconds.toFixed(1)} s`;
}

export function describeCalls(calls: Calls): string {
  const listed = Object.entries(calls).map(([operation, times]) => `${times} ${operation}`);
  return listed.join(", ") || "none";
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}
