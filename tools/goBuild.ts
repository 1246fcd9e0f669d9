// Builds the CLI from the Go module proxy, for machines that reach a package registry but not Pulumi's download.
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { coerce, lt } from "semver";
import { PULUMI_VERSION } from "./installedCli";
import { type Report, reportProgress } from "./progress";
import { lastLines, runProgram } from "./runProgram";

const MODULES = join(__dirname, "pulumi-cli");
const SDK = "github.com/pulumi/pulumi/sdk/v3";
/** The first Go that fetches the newer Go that a go.mod asks for. */
const FETCHING_GO = "1.21";
/** Two modules: the newest sdk/v3 that still has the Node host can't be in one build with this engine. */
const PROGRAMS = [
  { file: "pulumi", module: "engine", target: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi" },
  {
    file: "pulumi-language-nodejs",
    module: "language-nodejs",
    target: `${SDK}/nodejs/cmd/pulumi-language-nodejs`,
  },
];
const IS_WINDOWS = process.platform === "win32";
/** The host of dynamic providers, a script that lies beside the sources of the Node host. */
const PROVIDER_SCRIPT = `pulumi-resource-pulumi-nodejs${IS_WINDOWS ? ".cmd" : ""}`;

/** What makes the build the same everywhere: no C compiler, and nothing from the user's Go settings or this clone's git. */
const ENVIRONMENT = { CGO_ENABLED: "0", GOWORK: "off", GOOS: "", GOARCH: "", GO111MODULE: "on" };
const FLAGS = ["-mod=readonly", "-buildvcs=false"];
const LINKER_FLAGS = `-X ${SDK}/go/common/version.Version=v${PULUMI_VERSION}`;

/** What Go's output means to somebody who doesn't write Go. */
const CAUSES: [output: RegExp, meaning: string][] = [
  [/no space left on device|not enough space/i, "the disk is full (the build needs about 4 GB)"],
  [/checksum mismatch|SECURITY ERROR/, "the module proxy sent other code than go.sum expects"],
  [/signal: killed|cannot allocate memory/, "memory ran out (the build needs about 2 GB)"],
  [
    /dial tcp|no such host|i\/o timeout|connection refused|proxyconnect|TLS handshake|GOPROXY=off|\b(403|404|50\d) /,
    "the Go module proxy can't be reached, or does not serve this (`go env GOPROXY` names it)",
  ],
];

/** Builds into root/bin. */
export async function buildCli(root: string, report: Report, signal: AbortSignal): Promise<void> {
  await checkGo(signal);
  const bin = join(root, "bin");
  // An interrupted Go leaves its temporary files: here they go with the unfinished folder.
  const GOTMPDIR = join(root, "tmp");
  for (const folder of [bin, GOTMPDIR]) mkdirSync(folder);
  /** Runs Go in a module; `doing` opens the message of a failure. */
  const go = async (doing: string, module: string, ...args: string[]) => {
    let lines = 0;
    const end = reportProgress(report, doing, () => (lines > 0 ? `${lines} modules or packages` : ""));
    const options = { cwd: join(MODULES, module), env: { ...ENVIRONMENT, GOTMPDIR }, signal };
    const done = await runProgram("go", args, { ...options, onLine: () => lines++ }).finally(end);
    if (done.problem) throw new Error(goFailure(doing, done.problem, done.all));
    return done.stdout;
  };
  for (const { file, module, target } of PROGRAMS) {
    const output = join(bin, IS_WINDOWS ? `${file}.exe` : file);
    const flags = [...FLAGS, "-ldflags", LINKER_FLAGS, "-o", output];
    await go(`compiling ${file}`, module, "build", "-v", ...flags, target);
  }
  const doing = "finding the sources of the Node host";
  const sources = await go(doing, "language-nodejs", "list", ...FLAGS, "-m", "-f", "{{.Dir}}", SDK);
  copyFileSync(join(sources, "nodejs", "dist", PROVIDER_SCRIPT), join(bin, PROVIDER_SCRIPT));
  chmodSync(join(bin, PROVIDER_SCRIPT), 0o755); // The module cache is read-only, and so would be its copy.
  rmSync(GOTMPDIR, { recursive: true, force: true });
}

async function checkGo(signal: AbortSignal): Promise<void> {
  // Outside a module this tells the installed Go, inside one perhaps the one that it fetched.
  const { problem, stdout } = await runProgram("go", ["version"], { cwd: tmpdir(), timeout: 30_000, signal });
  if (problem) throw new Error(`Go ${problem}`);
  const version = /go version go(\S+)/.exec(stdout)?.[1] ?? stdout;
  if (isOlderGo(version, FETCHING_GO)) throw new Error(`Go ${requiredGo()} or newer is needed, this is ${version}`);
}

export function goFailure(doing: string, problem: string, output: string): string {
  const meaning = CAUSES.find(([pattern]) => pattern.test(lastLines(output, 40)))?.[1];
  const end = lastLines(output.replaceAll(/^go: downloading .*\n?/gm, ""), 5);
  return [`${doing}: go ${problem}${meaning ? `, ${meaning}` : ""}`, end].join("\n");
}

export function requiredGo(): string {
  return /^go (\S+)$/m.exec(readFileSync(join(MODULES, "engine", "go.mod"), "utf8"))![1];
}

/** Go's release numbers are not quite semantic versions: `1.26rc1` counts as its release. */
export function isOlderGo(version: string, than: string): boolean {
  return lt(coerce(version) ?? "0.0.0", coerce(than) ?? "0.0.0");
}
