// Writes docs/arguments.md from the table in provider/resource/schema.ts; `npm run docs` runs it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Property, SCHEMA } from "../provider/resource/schema";

export const PAGE = join(__dirname, "..", "docs", "arguments.md");

/** What a change of an argument does, by how it is written. */
const CHANGES: Readonly<Record<NonNullable<Property["change"]>, string>> = {
  replace: "replaces",
  update: "in place",
  reregister: "in place, and AppFlow asks the function again",
  state: "in place, without a call",
};

export function argumentsPage(schema: readonly Property[] = SCHEMA): string {
  const ofRole = (role: Property["role"]) => schema.filter((property) => property.role === role);
  return `# Arguments and outputs of a ConnectorRegistration

## Arguments

| argument | required | type | a change | what it is |
| --- | --- | --- | --- | --- |
${ofRole("input")
  .flatMap((property) => describeArgument(property))
  .join("\n")}

## Outputs

All arguments, and:

| output | type | what it is |
| --- | --- | --- |
${ofRole("output")
  .map(({ name, type, doc }) => `| \`${name}\` | ${type} | ${doc} |`)
  .join("\n")}
`;
}

/** The row of an argument, and those of its members. */
function describeArgument(property: Property, path = property.name, change = property.change): string[] {
  const { type, doc, properties = [] } = property;
  const written = change ? CHANGES[change] : "no change";
  const row = `| \`${path}\` | ${isRequired(property) ? "yes" : "no"} | ${type} | ${written} | ${doc} |`;
  return [row, ...properties.flatMap((member) => describeArgument(member, `${path}.${member.name}`, change))];
}

/** Something stands in for a property that may be omitted. */
function isRequired({ missing, omitted }: Property): boolean {
  return missing !== undefined && omitted === undefined;
}

if (require.main === module) writeFileSync(PAGE, argumentsPage());
