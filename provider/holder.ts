import type { Registration } from "./appflow";

/** Who holds a label, for people. A description that may be the program's own is left out: it may be a secret. */
export function holder(found: Registration, ownDescription: unknown): string {
  const { lambdaArn, registeredAt, registeredBy, description, connectorArn } = found;
  const isForeign =
    ownDescription === undefined || (typeof ownDescription === "string" && ownDescription !== description);
  const details = [
    lambdaArn && `function ${lambdaArn}`,
    description && isForeign && `description "${description}"`,
    registeredAt && `registered at ${registeredAt}`,
    registeredBy && `by ${registeredBy}`,
  ].filter(Boolean);
  return details.length > 0 ? `${connectorArn} (${details.join(", ")})` : connectorArn;
}
