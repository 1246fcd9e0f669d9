import { createHash } from "node:crypto";

/** The label of a resource that states none: its name, made legal, and a hash that keeps stacks apart. */
export function defaultLabel(organization: string, project: string, stack: string, name: string): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([organization, project, stack, name]))
    .digest("hex");
  const legal = name.replace(/[^\w!@.-]/g, "-").replace(/^[^a-zA-Z0-9]+/, "");
  return `${legal.slice(0, 248) || "connector"}-${hash.slice(0, 7)}`;
}
