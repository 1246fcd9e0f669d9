import { LIMITS } from "./connection";
import type { Site } from "./context";
import { DiagnosticError, explain } from "./findings";

/** A refusal that a permission which was granted a moment ago may still meet. */
export function mayPass({ code, outcome, partial }: DiagnosticError): boolean {
  return code === "registration-denied" && outcome === "definite" && !partial;
}

/**
 * Repeats a write that was refused although nothing speaks against it: IAM and Lambda are eventually consistent, and a
 * permission of the same run is seconds old. Throws the last refusal when that does not pass in time, and any other at once.
 */
export async function repeated<T>(site: Site, refusal: DiagnosticError, write: () => Promise<T>): Promise<T> {
  const { clock, subject, tell } = site;
  const { region, accountId } = subject;
  const seconds = String(LIMITS.spread / 1000);
  tell(
    explain(
      "permission-spreading",
      { doing: "registering AppFlow connectors", region, accountId },
      { seconds },
    ),
  );
  const deadline = clock.now() + LIMITS.spread;
  let last = refusal;
  const [first, longest] = LIMITS.spreadPauses;
  for (let pause: number = first; clock.now() + pause <= deadline; pause = Math.min(pause * 2, longest)) {
    await clock.wait(pause);
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof DiagnosticError) || !mayPass(error)) throw error;
      last = error;
    }
  }
  throw last;
}
