import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import execa from "execa";
import { pulumiEnvironment } from "../../tools/pulumiEnvironment";
import { functionArn } from "./account";

const REPOSITORY = join(__dirname, "..", "..");
const DEFERRED_MODULES = `--require "${join(__dirname, "deferredModules.cjs")}"`;

/** One finished run of the Pulumi CLI. */
export interface Ran {
  readonly code: number | null;
  /** What a user sees: stdout and stderr as they came. */
  readonly output: string;
  readonly stdout: string;
}

interface StateResource {
  readonly urn: string;
  readonly id: string;
  readonly type: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
  readonly external?: boolean;
  readonly delete?: boolean;
}

/** A Pulumi project with one stack in a folder of its own, as a user has it. */
export interface Project {
  readonly folder: string;
  /** What the processes of the next runs get beside this process's environment. */
  readonly env: Record<string, string>;
  /** Writes the program: the body of an index.js in which `appflow` and `pulumi` are loaded. */
  program(body: string): void;
  /** Runs `pulumi` with these arguments, whatever its exit code. */
  pulumi(...cliArguments: string[]): Promise<Ran>;
  up(...cliArguments: string[]): Promise<Ran>;
  preview(...cliArguments: string[]): Promise<Ran>;
  /** Without its preview, which reads the same once more. */
  refresh(...cliArguments: string[]): Promise<Ran>;
  /** Without its preview, in which no provider is called. */
  destroy(...cliArguments: string[]): Promise<Ran>;
  /** The ConnectorRegistrations in the state. */
  state(): StateResource[];
  remove(): void;
}

/** A registration in a program, with the text of the arguments beside the function. */
export function registration(name: string, args: string, lambdaArn = functionArn("crm"), opts = "{}"): string {
  return `new appflow.ConnectorRegistration("${name}", {
  connectorProvisioningConfig: { lambda: { lambdaArn: "${lambdaArn}" } },
  ${args}
}, ${opts});\n`;
}

/** The diagnostics under one resource, as the CLI prints them at the end. */
export function diagnosticsOf(output: string, name: string): string {
  const block = new RegExp(`ConnectorRegistration \\(${name}\\):\\n((?:    .*\\n|\\n)*)`).exec(output);
  return block?.[1] ?? "";
}

const HEAD = `const appflow = require("pulumi-appflow-connector");\nconst pulumi = require("@pulumi/pulumi");\n`;

/**
 * The CLI must be on PATH; `npm test` sees to it.
 *
 * @param env of all its processes; an empty NODE_OPTIONS has Pulumi load its modules as users have it
 */
export async function newProject(env: Record<string, string>, name = "e2e"): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), "appflow-e2e-"));
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    JSON.stringify({ name, runtime: { name: "nodejs", options: { typescript: false } } }),
  );
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, main: "index.js" }));
  symlinkSync(join(REPOSITORY, "node_modules"), join(folder, "node_modules"), "dir");
  const home = join(folder, ".home");
  const own = { NODE_OPTIONS: DEFERRED_MODULES, ...env, ...pulumiEnvironment(home) };
  const pulumi: Project["pulumi"] = (...cliArguments) => run(folder, own, cliArguments);
  const initialised = await pulumi("stack", "init", "dev");
  if (initialised.code !== 0) throw new Error(`pulumi stack init failed:\n${initialised.output}`);
  return {
    folder,
    env: own,
    pulumi,
    program: (body) => writeFileSync(join(folder, "index.js"), HEAD + body),
    up: (...cliArguments) => pulumi("up", "--yes", ...cliArguments),
    preview: (...cliArguments) => pulumi("preview", ...cliArguments),
    refresh: (...cliArguments) => pulumi("refresh", "--yes", "--skip-preview", ...cliArguments),
    destroy: (...cliArguments) => pulumi("destroy", "--yes", "--skip-preview", ...cliArguments),
    state: () => registrations(join(home, "state", ".pulumi", "stacks", name, "dev.json")),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function registrations(file: string): StateResource[] {
  const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
    checkpoint: { latest?: { resources?: StateResource[] } };
  };
  const all = checkpoint.latest?.resources ?? [];
  return all.filter(({ type }) => type === "pulumi-nodejs:dynamic/appflow:ConnectorRegistration");
}

async function run(cwd: string, env: Record<string, string>, cliArguments: string[]): Promise<Ran> {
  const quiet = ["--non-interactive", "--color=never"];
  const options = { cwd, env, stdin: "ignore", all: true, reject: false, stripFinalNewline: false } as const;
  const { exitCode, all = "", stdout } = await execa("pulumi", [...cliArguments, ...quiet], options);
  return { code: exitCode, output: all, stdout };
}
