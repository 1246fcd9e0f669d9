import { type Code, DIAGNOSTICS } from "./catalog";
import type { Scope } from "./scope";

type RawFacts = Readonly<Record<string, string | undefined>>;

/** The whole text of a diagnostic, with the anchor of its entry in docs/diagnostics.md. */
export function render(code: Code, scope: Scope | undefined, facts: RawFacts): string {
  const { says, remedy } = DIAGNOSTICS[code];
  const text = [says, remedy].map((template) => renderSentence(template, scope, facts)).join(" ");
  const heading = scope ? `${renderHeading(scope)}: ` : "";
  return `${heading}${text} See pulumi-appflow-connector/docs/diagnostics.md#${code}`;
}

/** Fills a template in and ends it as a sentence. The scope supplies label and region where the facts don't. */
export function renderSentence(template: string, scope: Scope | undefined, facts: RawFacts): string {
  const text = fillIn(template, { label: scope?.label, region: scope?.region, ...facts });
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function renderHeading({ action, label, region, accountId }: Scope): string {
  const place = [region && shorten(region), accountId].filter(Boolean).join(", ");
  const what = label ? `${action} AppFlow connector "${shorten(label)}"` : action;
  return place ? `${what} (${place})` : what;
}

function fillIn(template: string, facts: RawFacts): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => shorten(facts[name] ?? "unknown", 1000));
}

/** An invalid value may be of any length; the message must stay readable. */
function shorten(text: string, limit = 256): string {
  return text.length > limit ? `${text.slice(0, limit - 3)}...` : text;
}
