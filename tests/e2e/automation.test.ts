import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import type { Emulator } from "../../emulator/index";
import { functionArn, startAccount, writes } from "../support/account";
import { pulumiEnvironment } from "../../tools/pulumiEnvironment";

const PACKAGE = join(__dirname, "..", "..");

describe("inline programs of the Automation API", function () {
  this.timeout(300_000);
  let aws: Emulator;
  let folder: string;

  before(async () => {
    aws = await startAccount();
    folder = mkdtempSync(join(tmpdir(), "appflow-inline-"));
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await aws.close();
  });

  /** A stack of registrations: label -> function. */
  function stack(projectName: string, functions: Record<string, string>): Promise<Stack> {
    const program = async () => {
      // The package as a user has it: the compiled one.
      const appflow = await import("pulumi-appflow-connector");
      for (const [connectorLabel, lambdaArn] of Object.entries(functions)) {
        const connectorProvisioningConfig = { lambda: { lambdaArn } };
        new appflow.ConnectorRegistration(connectorLabel, { connectorLabel, connectorProvisioningConfig });
      }
    };
    const envVars = { ...aws.env, ...pulumiEnvironment(folder) };
    const projectSettings = {
      name: projectName,
      runtime: "nodejs" as const,
      main: PACKAGE,
    };
    return LocalWorkspace.createOrSelectStack({ projectName, stackName: "dev", program }, { envVars, projectSettings });
  }

  /** The program's look-ups happen in this process, so it needs the emulator's address as well. */
  async function withEnvironment<T>(work: () => Promise<T>): Promise<T> {
    const before = { ...process.env };
    Object.assign(process.env, aws.env);
    try {
      return await work();
    } finally {
      process.env = before;
    }
  }

  it("fails the preview of a taken label and of an absent function, in this process, and leaves its exit code alone", async () => {
    aws.connectors.put("crm");
    const exitCode = process.exitCode;
    await withEnvironment(async () => {
      const seen: string[] = [];
      const crm = functionArn("crm");
      const absent = crm.replace(/crm$/, "absent");
      const inline = await stack("taken", { crm, free: crm, early: absent });
      await assert.rejects(inline.preview({ onOutput: (text) => seen.push(text), color: "never" }));
      assert.match(seen.join(""), /label is taken by/);
      assert.match(seen.join(""), /there is no function \S+:absent/);
    });
    assert.equal(process.exitCode, exitCode);
    assert.deepEqual(writes(aws), []);
  });

  it("looks again in every run of one process", async () => {
    await withEnvironment(async () => {
      const inline = await stack("twice", { later: functionArn("crm") });
      await inline.preview();
      aws.connectors.put("later");
      await assert.rejects(inline.preview());
      aws.connectors.remove("later");
      const { changeSummary } = await inline.preview();
      assert.equal(changeSummary.create, 2);
      const { summary } = await inline.up();
      assert.equal(summary.result, "succeeded");
      assert.ok(aws.connectors.get("later"));
      await inline.destroy();
      assert.equal(aws.connectors.get("later"), undefined);
    });
  });
});
