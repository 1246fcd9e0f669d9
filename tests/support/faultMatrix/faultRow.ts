// What a row of the fault matrix says.
import type { Emulator, FaultKind, Registration } from "../../../emulator/index";
import type { Code } from "../../../provider/diagnostics/catalog";
import type { Operation } from "../engine/interceptCalls";
import type { OperationName } from "./operations";

/** How a connection differs from the right one. */
export interface Route {
  readonly url?: string;
  readonly settings?: Record<string, string>;
  /** Its calls have short time limits. */
  readonly hasShortLimits?: boolean;
}

/** One code, or one for each operation. */
type CodeOf = Code | Partial<Record<OperationName, Code>>;

export interface FaultRow {
  readonly name: string;
  /** What the emulator does to the call and to those that follow it. The last one stays when the fault persists. */
  readonly kinds?: readonly FaultKind[];
  /** What happens to other calls, which the lifecycle makes because of the fault. */
  readonly otherFaults?: readonly { readonly operation: string; readonly kind: FaultKind }[];
  /** The connection that the call takes instead. */
  readonly route?: (url: string) => Route;
  /** What somebody does just before the call. */
  readonly externalChange?: (emulator: Emulator) => void;
  /** Settings of the stack's configuration. */
  readonly settings?: Record<string, string>;
  /** The operations of AWS that the fault makes sense on. Default: all. */
  readonly on?: readonly Operation[];
  /** What an ambiguous write has come to, so that observations follow it. Default: the outcome is definite. */
  readonly ambiguous?: "no effect" | "effect" | "external change";
  /** When the command has to succeed by itself: always, on a fault that happens once, or once on the observation after a write. */
  readonly succeeds?: "always" | "once" | "after a write";
  /** The code of the failure, when the first observation meets the fault, or the write if the fault is about writes alone. */
  readonly code?: CodeOf;
  /** The code in place of it when the fault lasts as long as the command runs. */
  readonly codeIfPersistent?: CodeOf;
  /** What somebody else owns under the label, which nothing may touch. */
  readonly otherOwner?: Partial<Omit<Registration, "connectorLabel">>;
}
