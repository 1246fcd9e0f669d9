// Brings the CLI the way Pulumi itself does: by the installer of its Automation API.
import { PULUMI_VERSION } from "./installedCli";
import { type Report, reportProgress } from "./progress";
import { lastLines, runProgram } from "./runProgram";

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
  await checkReach();
  const end = reportProgress(report, "downloading the Pulumi CLI");
  const options = { cwd: __dirname, timeout: DOWNLOAD_MS, signal };
  const args = ["-e", INSTALL, root, PULUMI_VERSION];
  const { problem, all } = await runProgram(process.execPath, args, options).finally(end);
  if (problem) throw new Error(`the installer ${problem}:\n${lastLines(all, 8)}`);
}

/** Without this, a network that swallows packets would cost minutes before the next way is tried. */
async function checkReach(): Promise<void> {
  const options = { method: "HEAD", signal: AbortSignal.timeout(REACH_MS) };
  const answer = await fetch(INSTALLER, options).catch((error: Error) => {
    throw new Error(`fetching ${INSTALLER}: ${((error.cause ?? error) as Error).message}`);
  });
  if (!answer.ok) throw new Error(`fetching ${INSTALLER}: the server answered ${answer.status}`);
}
