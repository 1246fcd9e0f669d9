// Finds a Pulumi CLI that is already on this machine, and says why one can't be used.
import { accessSync, constants, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { lt, parse } from "semver";
import { lastLines, runProgram } from "./runProgram";

/** The oldest CLI that the package is tested with, and the one that is brought when there is none. */
export const PULUMI_VERSION = "3.258.0";

/** The host that runs Node programs, and the plugin that runs dynamic providers. */
const COMPANIONS = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];
const EXTENSIONS = process.platform === "win32" ? [".exe", ".cmd"] : [""];

export interface Cli {
  command: string;
  binDir: string;
  version: string;
}
export type Search = { cli: Cli } | { problem: string };

/**
 * Examines the first `pulumi` in `folders`.
 * `otherFolders` is where its companions may lie besides its own folder: package managers link them to places of their own.
 */
export async function searchCli(
  folders: readonly string[],
  otherFolders: readonly string[] = [],
  signal?: AbortSignal,
): Promise<Search> {
  const command = findExecutable("pulumi", folders);
  if (!command) return { problem: "there is no pulumi" };
  const env = { PULUMI_SKIP_UPDATE_CHECK: "true" };
  const asked = await runProgram(command, ["version"], { timeout: 20_000, signal, env });
  if (asked.problem) return { problem: [`${command} version ${asked.problem}`, lastLines(asked.all, 1)].join(": ") };
  const problem = versionProblem(asked.stdout) ?? companionProblem(command, otherFolders);
  if (problem) return { problem: `${command}: ${problem}` };
  return { cli: { command, binDir: dirname(command), version: asked.stdout.trim().replace(/^v/, "") } };
}

/** Why this version can't be used; undefined when it can. */
export function versionProblem(text: string, minimum = PULUMI_VERSION): string | undefined {
  const version = parse(text.trim());
  if (!version) return `its version ${JSON.stringify(text)} can't be read`;
  const major = Number.parseInt(minimum, 10);
  if (version.major !== major) return `its major version (${version.raw}) is not ${major}`;
  return lt(version, minimum) ? `version ${version.raw} is older than ${minimum}` : undefined;
}

/** The first executable of that name, as a shell finds it. */
export function findExecutable(name: string, folders: readonly string[]): string | undefined {
  const files = folders.flatMap((folder) => EXTENSIONS.map((extension) => join(folder, name + extension)));
  return files.find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function companionProblem(command: string, otherFolders: readonly string[]): string | undefined {
  const folders = [dirname(command), dirname(realpathSync(command)), ...otherFolders];
  const missing = COMPANIONS.filter((name) => !findExecutable(name, folders));
  return missing.length > 0 ? `it comes without ${missing.join(" and ")}` : undefined;
}
