import { findSimilarNames } from "./similarNames";

/** Who has a label, as far as AppFlow shows it. */
export interface LabelOwner {
  readonly connectorArn: string;
  readonly lambdaArn?: string;
  readonly description?: string;
  /** ISO 8601. */
  readonly registeredAt?: string;
  readonly registeredBy?: string;
}

/** The owner of a label, for people. */
export function describeOwner(owner: LabelOwner): string {
  const { connectorArn, lambdaArn, description, registeredAt, registeredBy } = owner;
  const details = [
    lambdaArn && `function ${lambdaArn}`,
    description && `description "${description}"`,
    registeredAt && `registered at ${registeredAt}`,
    registeredBy && `by ${registeredBy}`,
  ].filter(Boolean);
  return details.length > 0 ? `${connectorArn} (${details.join(", ")})` : connectorArn;
}

export interface LabelConflict {
  readonly label: string;
  /** Undefined where the owner can't be observed. */
  readonly owner: LabelOwner | undefined;
  /** The owner's function is another one than the program states. */
  readonly hasOtherFunction: boolean;
  /** The option `retainOnDelete` of the resource that wants the label. */
  readonly retainsOnDelete: boolean;
  /** All labels of the account, to find similar ones. Default: none. */
  readonly labels?: Iterable<string>;
}

/** The facts of `label-taken` and `label-replaced`. */
export function labelConflictFacts({ label, owner, labels = [], ...conflict }: LabelConflict) {
  return {
    owner: owner ? describeOwner(owner) : "a custom connector that could not be looked at",
    similarLabels: listSimilarLabels(label, [...labels]),
    waysOut: listWaysOut(conflict),
  };
}

/** A registration of another function is hardly the resource's own. */
function listWaysOut({
  hasOtherFunction,
  retainsOnDelete,
}: Pick<LabelConflict, "hasOtherFunction" | "retainsOnDelete">): string {
  const deleteFirst =
    "state `deleteBeforeReplace: true`" +
    (retainsOnDelete ? " and no `retainOnDelete`, which keeps the old registration and its label" : "");
  const [another, adopt, alias] = [
    "choose another label",
    "set `adopt: true` to take it over, also after a killed run",
    "if the resource was renamed in the program, give it `aliases`",
  ] as const;
  const forced = `if its replacement was forced, run \`pulumi state untaint\` and change \`triggers\`, or ${deleteFirst}, which also deletes what depends on it`;
  const [first, ...rest] = hasOtherFunction ? [another, adopt, alias] : [adopt, alias, forced, another];
  return `${first[0]?.toUpperCase()}${first.slice(1)}; or ${rest.join("; or ")}`;
}

function listSimilarLabels(label: string, labels: string[]): string {
  const others = labels.filter((other) => other !== label);
  const longer = others.filter((other) => other.startsWith(label));
  const similar = [...new Set([...findSimilarNames(label, others), ...longer])].slice(0, 3);
  return similar.length > 0 ? `; labels like it: ${similar.join(", ")}` : "";
}
