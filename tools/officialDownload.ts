// Brings the CLI the way Pulumi itself does: the installer of its Automation API.
import { run } from "./childProcess";
import { PULUMI_VERSION } from "./installedCli";
import { type Log, showProgress } from "./progress";

const INSTALLER = `https://get.pulumi.com/install.${process.platform === "win32" ? "ps1" : "sh"}`;
const REACH_MS = 10_000;
const DOWNLOAD_MS = 15 * 60_000;

// The installer takes neither a signal nor a limit, so it runs in a process that can be ended.
const INSTALL = `
const [root, version] = process.argv.slice(1);
const { PulumiCommand } = require("@pulumi/pulumi/automation");
const { SemVer } = require("semver");
PulumiCommand.install({ root, version: new SemVer(version) }).catch((error) => {
  console.error(String(error.message));
  process.exitCode = 1;
});`;

/** Installs into root/bin. */
export async function downloadCli(root: string, log: Log, signal: AbortSignal): Promise<void> {
  const unreachable = await reachProblem(INSTALLER, signal);
  if (unreachable) throw new Error(`fetching ${INSTALLER}: ${unreachable}`);
  log(`Downloading the Pulumi CLI ${PULUMI_VERSION} with Pulumi's own installer.`);
  const endProgress = showProgress("downloading the Pulumi CLI", () => "", log);
  const installed = await run(process.execPath, ["-e", INSTALL, root, PULUMI_VERSION], {
    cwd: __dirname,
    timeoutMs: DOWNLOAD_MS,
    signal,
  }).finally(endProgress);
  if (installed.problem)
    throw new Error(`the installer ${installed.problem}:\n${installed.tail.slice(-8).join("\n")}`);
}

/** Without this, a network that swallows packets would cost minutes before the next way is tried. */
async function reachProblem(url: string, signal: AbortSignal): Promise<string | undefined> {
  const limit = new AbortController();
  const stop = () => limit.abort();
  const timer = setTimeout(stop, REACH_MS);
  signal.addEventListener("abort", stop, { once: true });
  try {
    const answer = await fetch(url, { signal: limit.signal });
    await answer.body?.cancel();
    return answer.ok ? undefined : `the server answered ${answer.status} ${answer.statusText}`;
  } catch (error) {
    signal.throwIfAborted();
    if (limit.signal.aborted) return `no answer within ${REACH_MS / 1000} s`;
    const { cause, message } = error as Error;
    return cause instanceof Error ? cause.message : message;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}
