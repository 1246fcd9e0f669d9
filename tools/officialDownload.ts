// Brings the CLI the way Pulumi itself does: by the installer of its Automation API.
import { PULUMI_VERSION } from "./installedCli";
import { type Report, reportProgress } from "./progress";
import { runProgram } from "./runProgram";

const INSTALLER = `https://get.pulumi.com/install.${process.platform === "win32" ? "ps1" : "sh"}`;
const REACH_MS = 10_000;
const DOWNLOAD_MS = 15 * 60_000;

// The installer takes no signal, so it runs in a process that can be ended.
const INSTALL = `
const [root, version] = process.argv.slice(1);
const { PulumiCommand } = require("@pulumi/pulumi/automation");
PulumiCommand.install({ root, version: require("semver").parse(version) }).catch((error) => {
  console.error(String(error.message));
  process.exitCode = 1;
});`;

/** Installs into root/bin. */
export async function downloadCli(root: string, report: Report, signal: AbortSignal): Promise<void> {
  const unreachable = await reachProblem(INSTALLER);
  signal.throwIfAborted();
  if (unreachable) throw new Error(`fetching ${INSTALLER}: ${unreachable}`);
  const endProgress = reportProgress(report, "downloading the Pulumi CLI");
  const { problem, tail } = await runProgram(process.execPath, ["-e", INSTALL, root, PULUMI_VERSION], {
    ...{ cwd: __dirname, timeout: DOWNLOAD_MS, signal },
  }).finally(endProgress);
  if (problem) throw new Error(`the installer ${problem}:\n${tail.slice(-8).join("\n")}`);
}

/** Without this, a network that swallows packets would cost minutes before the next way is tried. */
async function reachProblem(url: string): Promise<string | undefined> {
  try {
    const { ok, status, statusText } = await fetch(url, {
      method: "HEAD",
      signal: AbortSignal.timeout(REACH_MS),
    });
    return ok ? undefined : `the server answered ${status} ${statusText}`;
  } catch (error) {
    const { name, message, cause } = error as Error;
    if (name === "TimeoutError") return `no answer within ${REACH_MS / 1000} s`;
    return cause instanceof Error ? cause.message : message;
  }
}
