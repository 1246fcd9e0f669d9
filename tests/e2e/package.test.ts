import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { functionArn } from "../support/account";
import { setStage } from "../support/stage";

const REPOSITORY = join(__dirname, "..", "..");

function npm(folder: string, ...cliArguments: string[]): string {
  const quiet = ["--silent", "--no-audit", "--no-fund", "--prefer-offline"];
  return execFileSync("npm", [...cliArguments, ...quiet], {
    cwd: folder,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
}

describe("the packed package in somebody else's project", function () {
  this.timeout(600_000);
  const stage = setStage();
  let packed: string;
  before(() => {
    stage.project.env["NODE_OPTIONS"] = "";
    packed = mkdtempSync(join(tmpdir(), "appflow-pack-"));
    const pack = ["pack", "--ignore-scripts", "--pack-destination", packed];
    const workspaces = ["--include-workspace-root", "--workspaces"];
    const tarballs = npm(REPOSITORY, ...pack, ...workspaces)
      .trim()
      .split("\n");
    rmSync(join(stage.project.folder, "node_modules"));
    rmSync(join(stage.project.folder, "package.json"));
    npm(stage.project.folder, "init", "--yes");
    npm(stage.project.folder, "install", "@pulumi/pulumi@3.270.0", ...tarballs.map((name) => join(packed, name)));
  });
  after(() => {
    rmSync(packed, { recursive: true, force: true });
  });

  it("registers from a program of ten lines, and its emulator starts", async () => {
    stage.project.program(`
const crm = new appflow.ConnectorRegistration("crm", {
  connectorProvisioningConfig: { lambda: { lambdaArn: "${functionArn("crm")}" } },
});
exports.arn = crm.connectorArn;
exports.emulator = require("appflow-emulator").startEmulator().then((e) => e.close()).then(() => "ran");
`);
    const { code, output } = await stage.project.up();
    assert.equal(code, 0, output);
    assert.equal(stage.aws.connectors.list().length, 1);
    assert.match(output, /emulator\s*: "ran"/);
  });

  it("says what to do when it is missing, and keeps the registration", async () => {
    const installed = join(stage.project.folder, "node_modules", "pulumi-appflow-connector");
    renameSync(installed, `${installed}-away`);
    const { code, output } = await stage.project.destroy();
    assert.notEqual(code, 0);
    assert.match(
      output,
      /error: pulumi-appflow-connector is not installed for \S+: npm install pulumi-appflow-connector/,
    );
    assert.doesNotMatch(output, /Require stack|at Module|node:internal/);
    assert.equal(stage.aws.connectors.list().length, 1);
    assert.equal(stage.project.state().length, 1);

    // pnpm keeps a package that only a dependency depends on in a store of its own.
    const store = join(stage.project.folder, "node_modules", ".pnpm", "node_modules");
    mkdirSync(store, { recursive: true });
    renameSync(`${installed}-away`, join(store, "pulumi-appflow-connector"));
    const destroyed = await stage.project.destroy();
    assert.equal(destroyed.code, 0, destroyed.output);
    assert.deepEqual(stage.aws.connectors.list(), []);
  });

  it("has types", () => {
    writeFileSync(
      join(stage.project.folder, "typed.ts"),
      `import * as appflow from "pulumi-appflow-connector";
import { startEmulator } from "appflow-emulator";
import { handler } from "pulumi-appflow-connector/provider";
export const use = [appflow.ConnectorRegistration, appflow.Provider, startEmulator, handler];
// @ts-expect-error a function is required
new appflow.ConnectorRegistration("x", { description: "y" });
`,
    );
    renameSync(
      join(stage.project.folder, "node_modules", ".pnpm", "node_modules", "pulumi-appflow-connector"),
      join(stage.project.folder, "node_modules", "pulumi-appflow-connector"),
    );
    const compiler = join(REPOSITORY, "node_modules", "typescript", "bin", "tsc");
    const types = join(REPOSITORY, "node_modules", "@types");
    const flags = ["--noEmit", "--strict", "--module", "node16", "--types", "node", "--typeRoots", types];
    execFileSync(process.execPath, [compiler, ...flags, "typed.ts"], {
      cwd: stage.project.folder,
      stdio: "inherit",
    });
  });
});
