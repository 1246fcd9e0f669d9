// Finds a Pulumi CLI that is already on this machine, and says what is wrong with one that can't be used.
import { accessSync, constants, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { run } from "./childProcess";

/** The oldest CLI that the package is tested with, and the one that is brought when there is none. */
export const PULUMI_VERSION = "3.258.0";

/** A program needs the CLI, the host that runs Node programs, and the plugin that runs dynamic providers. */
const HELPERS = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

export interface Cli {
  command: string;
  binDir: string;
  version: string;
}
export type Search = { cli: Cli } | { problem: string };

/** Why this version can't be used; undefined when it can. */
export function versionProblem(version: string, minimum = PULUMI_VERSION): string | undefined {
  const have = parseVersion(version);
  const need = parseVersion(minimum);
  if (!have || !need) return `its version ${JSON.stringify(version)} can't be read`;
  if (have.numbers[0] !== need.numbers[0]) return `its major version (${version}) is not ${need.numbers[0]}`;
  const older = `version ${version} is older than ${minimum}`;
  for (let i = 1; i < 3; i++) {
    const difference = have.numbers[i] - need.numbers[i];
    if (difference !== 0) return difference < 0 ? older : undefined;
  }
  // A pre-release comes before the release of the same number.
  return have.prerelease && !need.prerelease ? older : undefined;
}

function parseVersion(text: string) {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(-[0-9A-Za-z.-]+)?(\+\S*)?$/.exec(text.trim());
  return match && { numbers: match.slice(1, 4).map(Number), prerelease: match[4] !== undefined };
}

export function executableNames(name: string, platform: NodeJS.Platform = process.platform): string[] {
  return platform === "win32" ? [`${name}.exe`, `${name}.cmd`] : [name];
}

export function pathFolders(env: NodeJS.ProcessEnv = process.env): string[] {
  return (env.PATH ?? env.Path ?? "").split(delimiter).filter((folder) => folder !== "");
}

/** The first executable of that name, as a shell would find it. */
export function findExecutable(name: string, folders: string[]): string | undefined {
  for (const folder of folders) {
    for (const file of executableNames(name)) {
      const path = join(folder, file);
      if (isExecutable(path)) return path;
    }
  }
  return undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Examines the first `pulumi` in `folders`.
 * `otherFolders` is where its helpers may lie besides its own folder: package managers link them to places of their own.
 */
export async function searchCli(
  folders: string[],
  otherFolders: string[],
  signal?: AbortSignal,
): Promise<Search> {
  const command = findExecutable("pulumi", folders);
  if (!command) return { problem: "there is no pulumi" };
  const asked = await run(command, ["version"], {
    timeoutMs: 20_000,
    signal,
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  if (asked.problem) return { problem: `${command} version ${asked.problem}${lastWord(asked.tail)}` };
  const version = asked.stdout.trim();
  const problem = versionProblem(version) ?? helperProblem(command, otherFolders);
  if (problem) return { problem: `${command}: ${problem}` };
  return { cli: { command, binDir: dirname(command), version: version.replace(/^v/, "") } };
}

function helperProblem(command: string, otherFolders: string[]): string | undefined {
  const folders = [dirname(command), dirname(realpathSync(command)), ...otherFolders];
  const missing = HELPERS.filter((helper) => !findExecutable(helper, folders));
  return missing.length > 0 ? `it comes without ${missing.join(" and ")}` : undefined;
}

function lastWord(tail: string[]): string {
  const last = tail.at(-1)?.trim();
  return last ? `: ${last}` : "";
}
