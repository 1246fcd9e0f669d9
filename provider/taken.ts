import type { Registration } from "./appflow";
import { near } from "./nearNames";

/** What a program states of a registration, as far as it is known; null stands for what is not. */
export interface Own {
  readonly description: string | null | undefined;
  readonly lambdaArn: string | null;
  /** The option `retainOnDelete: true` is stated: a replacement leaves the old registration, and so its label, as it is. */
  readonly retains?: boolean | undefined;
}

/**
 * Who holds a label, for people. A description that may be the program's own, of now or of an earlier run, is left out: it may
 * be a secret.
 */
export function holder(found: Registration, own: Own): string {
  const { lambdaArn, registeredAt, registeredBy, description, connectorArn } = found;
  const isForeign = isOfAnother(found, own) && own.description !== null && own.description !== description;
  const details = [
    lambdaArn && `function ${lambdaArn}`,
    description && isForeign && `description "${description}"`,
    registeredAt && `registered at ${registeredAt}`,
    registeredBy && `by ${registeredBy}`,
  ].filter(Boolean);
  return details.length > 0 ? `${connectorArn} (${details.join(", ")})` : connectorArn;
}

/** The facts of a label that is taken; `found` is undefined where its holder can't be looked at. */
export function takenBy(
  found: Registration | undefined,
  own: Own,
  label: string,
  labels: Iterable<string> = [],
) {
  return {
    holder: found ? holder(found, own) : "a custom connector that could not be looked at",
    near: labelsNear(label, labels),
    ways: waysOut(found, own),
  };
}

function isOfAnother(found: Registration | undefined, { lambdaArn }: Own): boolean {
  return found?.lambdaArn !== undefined && lambdaArn !== null && found.lambdaArn !== lambdaArn;
}

/** The ways out of a taken label. A registration of another function is hardly the resource's own. */
function waysOut(found: Registration | undefined, own: Own): string {
  const deletesFirst =
    "state `deleteBeforeReplace: true`" +
    (own.retains ? " and no `retainOnDelete`, which keeps the old registration and its label" : "");
  const [another, adopt, alias] = [
    "choose another label",
    "set `adopt: true` to take it over, also after a killed run",
    "if the resource was renamed in the program, give it `aliases`",
  ] as const;
  const force = `if its replacement was forced, run \`pulumi state untaint\` and change \`triggers\`, or ${deletesFirst}, which also deletes what depends on it`;
  const [first, ...rest] = isOfAnother(found, own) ? [another, adopt, alias] : [adopt, alias, force, another];
  return `${first[0]?.toUpperCase()}${first.slice(1)}; or ${rest.join("; or ")}`;
}

/** Other labels of the account that look like the one that is taken. */
function labelsNear(label: string, labels: Iterable<string>): string {
  const candidates = [...labels].filter((other) => other !== label);
  const longer = candidates.filter((other) => other.startsWith(label));
  const others = [...new Set([...near(label, candidates), ...longer])].slice(0, 3);
  return others.length > 0 ? `; labels like it: ${others.join(", ")}` : "";
}
