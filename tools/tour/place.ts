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
import type { Emulator } from "appflow-emulator";
import { pulumiEnvironment, type PulumiCli } from "../pulumiCli";

export const ROOT = join(__dirname, "..", "..");
export const QUICKSTART = join(ROOT, "examples", "quickstart");
/** The projects of the tour: the quickstart, and a copy of it under another name. */
export const PROJECTS = {
  quickstart: "appflow-connector-quickstart",
  "another-team": "another-team",
} as const;
export type Project = keyof typeof PROJECTS;

export interface Environment {
  /** What the tour sets, for a second terminal to export. */
  own: Record<string, string>;
  /** The folder of `pulumi`, where that isn't on the PATH. */
  binDir: string | undefined;
  /** What `pulumi` gets. */
  whole: NodeJS.ProcessEnv;
}
export interface Place {
  folder: string;
  project(name: Project): string;
  environment(cli: PulumiCli, appflow: Emulator): Environment;
  remove: () => void;
}

export function openPlace(): Place {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-appflow-connector-tour-")));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  // Also when the process ends in a way that nobody foresaw.
  process.once("exit", remove);
  // The programs find the packages as they would in the clone: upward from their folder.
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"), "junction");
  const project = (name: Project) => join(folder, name);
  for (const name of Object.keys(PROJECTS) as Project[]) copyQuickstart(project(name), PROJECTS[name]);
  return { folder, project, remove, environment: (...of) => environment(folder, ...of) };
}

/** Without what somebody who tried it in the clone left there. */
function copyQuickstart(to: string, projectName: string): void {
  cpSync(QUICKSTART, to, {
    recursive: true,
    filter: (path) => !/^(node_modules|Pulumi\..+\.yaml)$/.test(basename(path)),
  });
  const file = join(to, "Pulumi.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace(/^name: .*$/m, `name: ${projectName}`));
}

function environment(folder: string, cli: PulumiCli, appflow: Emulator): Environment {
  const pulumi = pulumiEnvironment(join(folder, "pulumi"));
  const own = {
    ...appflow.env,
    // No such files: nothing of the user's own AWS settings may lead elsewhere.
    AWS_CONFIG_FILE: join(folder, "aws-config"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "aws-credentials"),
    ...pulumi,
    // Type checking belongs in the editor and in CI; without it each run is seconds faster.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
  };
  const foreign = foreignSettings(process.env);
  const kept = Object.entries(process.env).filter(([name]) => !foreign.includes(name));
  // A folder that is on the PATH stays where it is: before the others, it could bring another Node.
  const binDir = cli.source === "path" ? undefined : cli.binDir;
  const path = binDir === undefined ? {} : { PATH: [binDir, process.env.PATH].join(delimiter) };
  return { own, binDir, whole: { ...Object.fromEntries(kept), ...own, ...path, ...temporaryFolder(folder) } };
}

/** An interrupted `pulumi` leaves its named pipes there. */
function temporaryFolder(folder: string): Record<string, string> {
  const path = join(folder, "temp");
  mkdirSync(path, { recursive: true });
  return { TMPDIR: path, TEMP: path, TMP: path };
}

/** Variables that would lead `pulumi` or the AWS SDK to somebody else's account or state. */
export function foreignSettings(env: NodeJS.ProcessEnv): string[] {
  return Object.keys(env).filter((name) => /^(AWS|PULUMI)_/.test(name));
}
