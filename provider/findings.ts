import { type Code, DIAGNOSTICS } from "./diagnostics";

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** The facts that the entry of a code has placeholders for. */
export type Facts<C extends Code> = Record<
  Placeholders<(typeof DIAGNOSTICS)[C]["says"] | (typeof DIAGNOSTICS)[C]["remedy"]>,
  string
>;

/** What was being done, to which registration, where; every message begins with it. Without a label, `doing` is all. */
export interface Subject {
  readonly doing: string;
  readonly label?: string | undefined;
  readonly region?: string | undefined;
  readonly accountId?: string | undefined;
}

/** Something to tell the user: an error stops the run, the others do not. */
export interface Finding {
  readonly severity: "error" | "warning" | "info";
  readonly code: Code;
  readonly message: string;
}

/**
 * What a failed call leaves open. "definite": it had no effect. "ambiguous": it may have had it. "retried": the last answer
 * is definite, and an attempt before it may have had its effect.
 */
export type Outcome = "definite" | "ambiguous" | "retried";

/** The error that every failed lifecycle method throws. Its message is complete; there is nothing to add to it. */
export class DiagnosticError extends Error {
  /** Set when the registration exists all the same: Pulumi then saves it as created, but not initialized. */
  partial?: { readonly id: string; readonly properties: object };

  constructor(
    readonly code: Code,
    message: string,
    readonly outcome: Outcome = "definite",
    /** The service's own words, if it was the service that failed. */
    readonly words = "",
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "DiagnosticError";
  }
}

/** The same failure of a registration that exists, or may exist, all the same. */
export function withPartial(
  { code, message, outcome, words, cause }: DiagnosticError,
  partial: NonNullable<DiagnosticError["partial"]>,
): DiagnosticError {
  return Object.assign(new DiagnosticError(code, message, outcome, words, { cause }), { partial });
}

/** The whole text of a diagnostic, anchor included. */
export function explain<C extends Code>(code: C, subject: Subject, facts: Facts<C>): string {
  const { says, remedy } = DIAGNOSTICS[code];
  const text = [says, remedy].map((template) => sentence(fill(template, facts))).join(" ");
  return `${heading(subject)}: ${text} See pulumi-appflow-connector/docs/diagnostics.md#${code}`;
}

export function finding<C extends Code>(
  severity: Finding["severity"],
  code: C,
  subject: Subject,
  facts: Facts<C>,
): Finding {
  return { severity, code, message: explain(code, subject, facts) };
}

export function failure<C extends Code>(code: C, subject: Subject, facts: Facts<C>): DiagnosticError {
  return new DiagnosticError(code, explain(code, subject, facts));
}

function heading({ doing, label, region, accountId }: Subject): string {
  const place = [region && shorten(region), accountId].filter(Boolean).join(", ");
  const what = label ? `${doing} AppFlow connector "${shorten(label)}"` : doing;
  return place ? `${what} (${place})` : what;
}

function fill(template: string, facts: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => shorten(facts[name] ?? "unknown", 1000));
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** What breaks the rules may be of any length; the message must stay readable. */
function shorten(text: string, most = 256): string {
  return text.length > most ? `${text.slice(0, most - 3)}...` : text;
}
