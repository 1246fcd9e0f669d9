import { LIMITS } from "../aws/limits";
import { DiagnosticError } from "../diagnostics/diagnostic";
import { render } from "../diagnostics/render";
import type { OperationContext } from "./context";

/** Whether a permission that was granted a moment ago may still lead to such a refusal. */
export function isRetriable({ code, outcome, partial }: DiagnosticError): boolean {
  return code === "registration-denied" && outcome === "definite" && !partial;
}

/**
 * Repeats a write that was refused although nothing speaks against it: IAM and Lambda are eventually consistent, and a
 * permission of the same run is seconds old. Throws the last refusal when time is over, and any other failure at once.
 */
export async function retryWhileDenied<T>(
  operation: OperationContext,
  refusal: DiagnosticError,
  write: () => Promise<T>,
): Promise<T> {
  const { clock } = operation;
  notifyOnce(operation);
  const deadline = clock.now() + LIMITS.permission;
  let last = refusal;
  const [first, longest] = LIMITS.permissionPauses;
  for (let pause: number = first; clock.now() + pause <= deadline; pause = Math.min(pause * 2, longest)) {
    await clock.wait(pause);
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof DiagnosticError) || !isRetriable(error)) throw error;
      last = error;
    }
  }
  throw last;
}

/** Without the label: the same message for all registrations of a run is told once. */
function notifyOnce({ notify, scope }: OperationContext): void {
  const { region, accountId } = scope;
  const seconds = String(LIMITS.permission / 1000);
  notify(render("permission-spreading", { action: "registering AppFlow connectors", region, accountId }, { seconds }));
}
