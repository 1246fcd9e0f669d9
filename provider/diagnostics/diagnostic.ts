import type { Code, DIAGNOSTICS } from "./catalog";
import { render } from "./render";
import type { Scope } from "./scope";

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** The facts that the texts of a code have placeholders for. The scope supplies label and region. */
export type Facts<C extends Code> = Record<
  Exclude<Placeholders<(typeof DIAGNOSTICS)[C]["says"] | (typeof DIAGNOSTICS)[C]["remedy"]>, "label" | "region">,
  string
> & { readonly label?: string; readonly region?: string };

/** One thing to tell the user. An error stops the run. */
export interface Finding {
  readonly severity: "error" | "warning" | "info";
  readonly code: Code;
  readonly message: string;
}

export function finding<C extends Code>(
  severity: Finding["severity"],
  code: C,
  scope: Scope,
  facts: Facts<C>,
): Finding {
  return { severity, code, message: render(code, scope, facts) };
}

/**
 * What a failed call may have done. "definite": nothing. "ambiguous": perhaps what it was to do. "retried": the last answer
 * is definite, and an earlier attempt may have had its effect.
 */
export type Outcome = "definite" | "ambiguous" | "retried";

interface Details {
  /** Default: definite. */
  readonly outcome?: Outcome;
  /** AWS's own words, where a service failed. Default: none. */
  readonly serviceMessage?: string;
  readonly cause?: unknown;
  /** Set by whoever knows what was being done. */
  readonly scope?: Scope;
  /** The registration exists, or may exist, all the same. Pulumi saves it as created but not initialized. */
  readonly partial?: { readonly id: string; readonly properties: object };
}

/**
 * The one error of this package. It is thrown without a scope, as data, where the failure happens; the operation that it
 * leaves adds its scope, and with it the whole message.
 */
export class DiagnosticError extends Error {
  override readonly name = "DiagnosticError";
  readonly outcome: Outcome;
  readonly serviceMessage: string;

  constructor(
    readonly code: Code,
    readonly facts: Readonly<Record<string, string | undefined>>,
    readonly details: Details = {},
  ) {
    super(render(code, details.scope, facts), { cause: details.cause });
    this.outcome = details.outcome ?? "definite";
    this.serviceMessage = details.serviceMessage ?? "";
  }

  get partial(): Details["partial"] {
    return this.details.partial;
  }

  /** A copy with other details: several callers may share one failure. */
  with(details: Details): DiagnosticError {
    return new DiagnosticError(this.code, this.facts, { ...this.details, ...details });
  }
}

export function failure<C extends Code>(code: C, facts: Facts<C>, scope?: Scope): DiagnosticError {
  return new DiagnosticError(code, facts, scope ? { scope } : {});
}

/** Whether a failed call may have had its effect. */
export function isAmbiguous(error: unknown): error is DiagnosticError {
  return error instanceof DiagnosticError && error.outcome !== "definite";
}

/** Does the work of a scope. A failure that names no scope yet gets this one. */
export async function inScope<T>(scope: Scope, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof DiagnosticError && !error.details.scope ? error.with({ scope }) : error;
  }
}
