import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import ts from "typescript";

const ROOT = path.join(__dirname, "..", "..", "..");

let compiled: string | undefined;

/**
 * A folder with the package in JavaScript, which starts in a fraction of the time that ts-node takes. Made from the
 * sources once a test run, since what `npm run build` made before may be older than they are.
 */
export function compileEmulator(): string {
  if (compiled !== undefined) return compiled;
  const folder = mkdtempSync(path.join(os.tmpdir(), "appflow-compiled-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const source = path.join(ROOT, "emulator");
  const isSource = (file: string): boolean => !["dist", "node_modules"].includes(path.relative(source, file));
  cpSync(source, folder, { recursive: true, filter: isSource });
  const compilerOptions = {
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2022,
    esModuleInterop: true,
  };
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts")) continue;
    const file = path.join(folder, name);
    const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), { compilerOptions });
    writeFileSync(file.replace(/\.ts$/, ".js"), outputText);
  }
  return (compiled = folder);
}

/** The environment in which the compiled files find the packages that they need. */
export const PACKAGES = { NODE_PATH: path.join(ROOT, "node_modules") };
