// Writes docs/diagnostics.md from the table in provider/diagnostics/catalog.ts; `npm run docs` runs it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Code, DIAGNOSTICS } from "../provider/diagnostics/catalog";
import { render, renderSentence } from "../provider/diagnostics/render";

export const PAGE = join(__dirname, "..", "docs", "diagnostics.md");

const INTRODUCTION = `# Diagnostics

Every message of this package ends with the name of its entry here. It says what was being done, to which connector, in
which region and account; then what happened, with the service's own words and request id where a service answered; then
the way out.
`;

export function diagnosticsPage(): string {
  const codes = Object.keys(DIAGNOSTICS) as Code[];
  return [INTRODUCTION, ...codes.map(describeCode)].join("\n");
}

function describeCode(code: Code): string {
  const { when, remedy, example } = DIAGNOSTICS[code];
  const { scope, facts } = example;
  const fix = renderSentence(remedy, scope, facts);
  return `## ${code}\n\n${when}\n\n\`\`\`text\n${render(code, scope, facts)}\n\`\`\`\n\n**Fix:** ${fix}\n`;
}

if (require.main === module) writeFileSync(PAGE, diagnosticsPage());
