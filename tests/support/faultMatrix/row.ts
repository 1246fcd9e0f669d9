// What a row of the fault matrix says.
import type { Emulator, FaultKind } from "../../../emulator/index";
import type { Code } from "../../../provider/diagnostics/catalog";
import type { Operation, OperationName } from "./account";

/** A connection, as far as it differs from the right one. */
export interface Way {
  readonly url?: string;
  readonly settings?: Record<string, string>;
  /** Calls on it have a short time limit. */
  readonly isShort?: boolean;
}

export interface FaultRow {
  readonly name: string;
  /** What the emulator does to the call and those that follow it; the last of them stays when the fault persists. */
  readonly kinds?: readonly FaultKind[];
  /** What other calls meet, which the lifecycle makes because of the fault. */
  readonly beside?: readonly { readonly operation: string; readonly kind: FaultKind }[];
  /** The connection that the call goes through instead. */
  readonly through?: (url: string) => Way;
  /** What somebody does just before the call. */
  readonly meanwhile?: (emulator: Emulator) => void;
  /** Settings of the stack's configuration. */
  readonly settings?: Record<string, string>;
  /** The only operations of AWS that it makes sense on. Default: all. */
  readonly on?: readonly Operation[];
  /** What a write has come to that the command can't be sure of, so that looks follow. Default: none do. */
  readonly leaves?: "nothing" | "the effect" | "what somebody makes of it";
  /** The command has to come through by itself: in any case, when it happens once, or once on the look after a write. */
  readonly harmless?: "once" | "always" | "after a write";
  /** The code under which it is told when it meets the first look, or the write if it is about writes alone. */
  readonly says?: Code | Partial<Record<OperationName, Code>>;
  /** What somebody does is not to be touched. */
  readonly isForeign?: boolean;
}
