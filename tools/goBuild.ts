// Builds the CLI from the Go module proxy, for machines that reach a package registry but not Pulumi's download.
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Finished, run, type RunOptions } from "./childProcess";
import { executableNames, PULUMI_VERSION } from "./installedCli";
import { type Log, showProgress } from "./progress";

const MODULES = join(__dirname, "pulumi-cli");
const SDK = "github.com/pulumi/pulumi/sdk/v3";
/** Two modules: the newest sdk/v3 that still has the Node host can't be in one build with this engine. */
const PROGRAMS = [
  { module: "engine", target: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", file: "pulumi" },
  {
    module: "language-nodejs",
    target: `${SDK}/nodejs/cmd/pulumi-language-nodejs`,
    file: "pulumi-language-nodejs",
  },
];

/** What makes the build the same everywhere: no C compiler, and nothing from the user's Go settings or this clone's git. */
const ENVIRONMENT = { CGO_ENABLED: "0", GOWORK: "off", GOOS: "", GOARCH: "", GO111MODULE: "on" };
const FLAGS = ["-mod=readonly", "-buildvcs=false"];
const LINKER_FLAGS = `-X ${SDK}/go/common/version.Version=v${PULUMI_VERSION}`;

/** What Go's output means to somebody who doesn't write Go. */
const CAUSES: { seen: RegExp; meaning: string }[] = [
  {
    seen: /no space left on device|not enough space/i,
    meaning: "the disk is full (the build needs about 4 GB)",
  },
  {
    seen: /checksum mismatch|SECURITY ERROR/,
    meaning: "the module proxy sent other code than go.sum expects",
  },
  { seen: /signal: killed|cannot allocate memory/, meaning: "memory ran out (the build needs about 2 GB)" },
  {
    seen: /dial tcp|no such host|i\/o timeout|connection refused|proxyconnect|TLS handshake|GOPROXY=off|\b(403|404|50\d) /,
    meaning: "the Go module proxy can't be reached, or does not serve this (`go env GOPROXY` names it)",
  },
];

/** Builds into root/bin. */
export async function buildCli(root: string, log: Log, signal: AbortSignal): Promise<void> {
  await checkGo(signal);
  log(`Building the Pulumi CLI ${PULUMI_VERSION} with Go, once on this machine: about 6 minutes on 2 cores.`);
  const bin = join(root, "bin");
  // An interrupted Go leaves its temporary files: here they go with the unfinished folder.
  const temporary = join(root, "tmp");
  for (const folder of [bin, temporary]) mkdirSync(folder, { recursive: true });
  for (const program of PROGRAMS) await buildProgram(program, bin, temporary, log, signal);
  await copyProviderScript(bin, signal);
  rmSync(temporary, { recursive: true, force: true });
}

async function buildProgram(
  { module, target, file }: (typeof PROGRAMS)[number],
  bin: string,
  temporary: string,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const fetching = `fetching the modules of ${file}`;
  const listed = await go(fetching, module, ["list", ...FLAGS, "-deps", target], {
    signal,
    ...counting(fetching, /^go: downloading /, (n) => `${n} modules`, log),
  });
  const packages = listed.stdout.split("\n").length;
  const compiling = `compiling ${file}`;
  const output = join(bin, executableNames(file)[0]);
  await go(compiling, module, ["build", "-v", ...FLAGS, "-ldflags", LINKER_FLAGS, "-o", output, target], {
    signal,
    env: { GOTMPDIR: temporary },
    ...counting(compiling, /^[\w.~-]+(\/[\w.~-]+)*$/, (n) => `${n} of ${packages} packages`, log),
  });
}

/** The host of dynamic providers is a script that comes with the sources of the Node host. */
async function copyProviderScript(bin: string, signal: AbortSignal): Promise<void> {
  const args = ["list", ...FLAGS, "-m", "-f", "{{.Dir}}", SDK];
  const listed = await go("finding the sources of the Node host", "language-nodejs", args, { signal });
  const script = executableNames("pulumi-resource-pulumi-nodejs").at(-1)!;
  copyFileSync(join(listed.stdout.trim(), "nodejs", "dist", script), join(bin, script));
  chmodSync(join(bin, script), 0o755); // The module cache is read-only, and so would be its copy.
}

function counting(what: string, counted: RegExp, words: (count: number) => string, log: Log) {
  let count = 0;
  return {
    onLine: (line: string) => void (counted.test(line) && count++),
    end: showProgress(what, () => (count > 0 ? words(count) : ""), log),
  };
}

/** `doing` opens the message of a failure. */
async function go(
  doing: string,
  module: string,
  args: string[],
  { end, ...options }: RunOptions & { end?: () => void },
): Promise<Finished> {
  const cwd = join(MODULES, module);
  const env = { ...process.env, ...ENVIRONMENT, ...options.env };
  const finished = await run("go", args, { ...options, cwd, env }).finally(end);
  if (finished.problem) throw new Error(goFailure(doing, finished.problem, finished.tail));
  return finished;
}

export function goFailure(doing: string, problem: string, tail: string[]): string {
  const text = tail.join("\n");
  const meaning = CAUSES.find(({ seen }) => seen.test(text))?.meaning;
  const words = tail.filter((line) => !line.startsWith("go: downloading ")).slice(-5);
  return [`${doing}: go ${problem}${meaning ? `, ${meaning}` : ""}`, ...words].join("\n");
}

export function requiredGo(goMod = readFileSync(join(MODULES, "engine", "go.mod"), "utf8")): string {
  return /^go (\S+)$/m.exec(goMod)![1];
}

/** Go's release numbers compare by number; `1.26rc1` counts as its release. */
export function isOlderGo(have: string, need: string): boolean {
  const [a, b] = [have, need].map((text) => (/\d+(\.\d+)*/.exec(text)?.[0] ?? "0").split(".").map(Number));
  const at = [0, 1, 2].find((i) => (a[i] ?? 0) !== (b[i] ?? 0));
  return at !== undefined && (a[at] ?? 0) < (b[at] ?? 0);
}

async function checkGo(signal: AbortSignal): Promise<void> {
  // Outside a module this tells the installed Go; inside one, a Go since 1.21 may fetch the newer that go.mod asks for.
  const installed = await run("go", ["version"], { cwd: tmpdir(), timeoutMs: 30_000, signal });
  if (installed.problem) throw new Error(`Go ${installed.problem}`);
  const have = /go version go(\S+)/.exec(installed.stdout)?.[1] ?? installed.stdout;
  const need = requiredGo();
  if (!isOlderGo(have, need)) return;
  const tooOld = `Go ${need} or newer is needed, this is ${have}`;
  if (isOlderGo(have, "1.21")) throw new Error(tooOld);
  await go(`${tooOld}; letting it fetch the newer one`, "engine", ["version"], {
    signal,
    timeoutMs: 300_000,
  });
}
