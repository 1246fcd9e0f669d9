import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import ts from "typescript";

const ROOT = path.join(__dirname, "..", "..");

/** The command, in the compiled folder. */
export const COMMAND = path.join("cli", "appflowEmulator.js");

let compiled: string | undefined;

/**
 * A folder with the command and the emulator in JavaScript, which start in a fraction of the time that ts-node takes.
 * Made from the sources once a test run, since what `npm run build` made before may be older than they are.
 */
export function compiledEmulator(): string {
  if (compiled !== undefined) return compiled;
  const folder = mkdtempSync(path.join(os.tmpdir(), "appflow-compiled-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const name of ["cli", "emulator"])
    cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((it) =>
    it.endsWith(".ts"),
  );
  const compilerOptions = {
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2022,
    esModuleInterop: true,
  };
  for (const source of sources) {
    const file = path.join(folder, source);
    const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), { compilerOptions });
    writeFileSync(file.replace(/\.ts$/, ".js"), outputText);
  }
  return (compiled = folder);
}

/** What lets the compiled files find the packages that they need. */
export const PACKAGES = { NODE_PATH: path.join(ROOT, "node_modules") };
