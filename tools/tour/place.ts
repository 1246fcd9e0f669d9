// The temporary folder with all that the tour writes, so that it leaves no file in the clone or in the home folder.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import type { PulumiCli } from "../pulumiCli";
import { pulumiEnvironment } from "../pulumiEnvironment";

const ROOT = join(__dirname, "..", "..");
export const QUICKSTART = join(ROOT, "examples", "quickstart");
/** The function that examples/quickstart/index.ts registers when nothing else is configured. */
export const FUNCTION_ARN = "arn:aws:lambda:eu-west-1:123456789012:function:intl-data-connector";
/** The folders of the tour and the names of their projects: the quickstart, and a copy of it. */
const PROJECTS = { quickstart: "appflow-connector-quickstart", "another-team": "another-team" };
export type Project = keyof typeof PROJECTS;

export interface Place {
  folder: string;
  /** What the tour sets, for a second terminal to export. */
  settings: Record<string, string>;
  /** The folder of `pulumi`, where that isn't on the PATH. */
  binDir: string | undefined;
  /** The whole environment of `pulumi`. */
  environment: NodeJS.ProcessEnv;
  remove: () => void;
}

/** @param awsSettings lead to the embedded AppFlow */
export function openPlace(cli: PulumiCli, awsSettings: Record<string, string>): Place {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-appflow-connector-tour-")));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  // Also when the process ends in a way that nobody foresaw.
  process.once("exit", remove);
  // The programs find the packages as they would in the clone: upward from their folder.
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"), "junction");
  for (const [name, project] of Object.entries(PROJECTS)) copyQuickstart(join(folder, name), project);
  const settings = {
    ...awsSettings,
    // No such files: nothing of the user's own AWS settings may lead elsewhere.
    AWS_CONFIG_FILE: join(folder, "aws-config"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "aws-credentials"),
    ...pulumiEnvironment(join(folder, "pulumi")),
    // Type checking belongs in the editor and in CI; without it each run is seconds faster.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
  };
  // A folder that is on the PATH stays where it is: before the others, it could bring another Node.
  const binDir = cli.isOnPath ? undefined : cli.binDir;
  return { folder, settings, binDir, environment: environmentOf(settings, binDir, folder), remove };
}

/** Without what somebody who tried it in the clone left there. */
function copyQuickstart(to: string, projectName: string): void {
  const isOurs = (path: string) => !/^(node_modules|Pulumi\..+\.yaml)$/.test(basename(path));
  cpSync(QUICKSTART, to, { recursive: true, filter: isOurs });
  const file = join(to, "Pulumi.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace(/^name: .*$/m, `name: ${projectName}`));
}

function environmentOf(settings: Record<string, string>, binDir: string | undefined, folder: string) {
  const kept = { ...process.env };
  for (const name of foreignSettings(kept)) delete kept[name];
  const path = binDir === undefined ? {} : { PATH: [binDir, process.env.PATH].join(delimiter) };
  // An interrupted `pulumi` leaves its named pipes in the temporary folder.
  const temporary = join(folder, "temp");
  mkdirSync(temporary);
  return { ...kept, ...settings, ...path, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
}

/** Variables that would lead `pulumi` or the AWS SDK to somebody else's account or state. */
export function foreignSettings(env: NodeJS.ProcessEnv): string[] {
  return Object.keys(env).filter((name) => /^(AWS|PULUMI)_/.test(name));
}
