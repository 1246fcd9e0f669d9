// Draws the folders of docs/architecture.md from the imports of the code. `npm run docs` writes the page.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import execa from "execa";

const ROOT = join(__dirname, "..");
export const PAGE = join(ROOT, "docs", "architecture.md");
const FOLDERS = ["sdk", "provider", "emulator"];

interface Cruised {
  readonly modules: readonly { source: string; dependencies: readonly { resolved: string }[] }[];
}

export interface Import {
  readonly from: string;
  readonly to: string;
}

/** The imports between files of the packages, as dependency-cruiser sees them. */
export function listImports(): Import[] {
  const cli = join(ROOT, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");
  const { stdout } = execa.sync(process.execPath, [cli, ...FOLDERS, "--output-type", "json"], { cwd: ROOT });
  return (JSON.parse(stdout) as Cruised).modules.flatMap(({ source, dependencies }) =>
    dependencies.map(({ resolved }) => ({ from: source, to: resolved })),
  );
}

/** The page with its drawing. */
export function architecturePage(imports: Import[], page = readFileSync(PAGE, "utf8")): string {
  const drawing = ["```mermaid", "flowchart TD", ...drawArrows(imports), "```"].join("\n");
  return page.replace(/(<!-- folders -->\n)[^]*?(<!-- \/folders -->)/, `$1\n${drawing}\n\n$2`);
}

function drawArrows(imports: Import[]): string[] {
  const arrows = new Map<string, Set<string>>();
  for (const { from, to } of imports) {
    const [folder, other] = [folderOf(from), folderOf(to)];
    if (!folder) continue;
    const others = arrows.get(folder) ?? new Set();
    arrows.set(folder, other && other !== folder ? others.add(other) : others);
  }
  const folders = [...arrows.keys()].sort();
  const direct = (folder: string) =>
    [...(arrows.get(folder) ?? [])].sort().filter((other) => !isReached(arrows, folder, other));
  return [
    ...folders.map((folder) => `  ${idOf(folder)}["${folder}/"]`),
    ...folders.flatMap((folder) => direct(folder).map((other) => `  ${idOf(folder)} --> ${idOf(other)}`)),
  ];
}

function idOf(folder: string): string {
  return folder.replace("/", "_");
}

/** Whether another folder that is imported leads to the target already. */
function isReached(arrows: Map<string, Set<string>>, folder: string, target: string): boolean {
  const others = [...(arrows.get(folder) ?? [])].filter((other) => other !== target);
  return others.some((other) => arrows.get(other)?.has(target) || isReached(arrows, other, target));
}

/** Rooms of the provider, and whole folders otherwise; undefined for anything else. The entry belongs to the host. */
function folderOf(file: string): string | undefined {
  if (file === "provider/index.ts") return "provider/host";
  return /^provider\/[^/]+(?=\/)|^(sdk|emulator)(?=\/)/.exec(file)?.[0];
}

if (require.main === module) writeFileSync(PAGE, architecturePage(listImports()));
