import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { LookupPlan } from "../../../provider/preview/plan";
import * as appflow from "../../../sdk";
import { without, withoutAmbientRegion } from "../../support/inMemory/context";
import { beginRun, collectLogs, valueOf } from "../../support/program";

const ARGS = {
  connectorLabel: "crm",
  region: "eu-west-1",
  connectorProvisioningConfig: {
    lambda: { lambdaArn: "arn:aws:lambda:eu-west-1:123456789012:function:crm" },
  },
};
/** A plan without a lookup: the registration isn't new, and AppFlow asks no function. */
const PLAN: LookupPlan = {
  isNew: false,
  isFunctionAsked: false,
  label: "crm",
  region: "eu-west-1",
  adopt: false,
  description: "absent",
};

const error = (message: string) => ({ severity: "error", code: "label-invalid", message });
const warning = (message: string) => ({ severity: "warning", code: "label-hash", message });
const info = (message: string) => ({ severity: "info", code: "connector-answers", message });

interface Run {
  readonly isPreview?: boolean;
  /** The program reads the resources by it. */
  readonly id?: string;
  readonly args?: appflow.ConnectorRegistrationArgs;
  readonly opts?: () => pulumi.CustomResourceOptions;
  /** The monitor is another one than this package knows. */
  readonly isMonitorUnfamiliar?: boolean;
}

/** What a program logs, as `level resource: message`, when check reports these findings on its resources. */
async function logsOf(
  reports: Readonly<Record<string, object[] | undefined>>,
  { isPreview = true, id, args = ARGS, opts, isMonitorUnfamiliar = false }: Run = {},
): Promise<string[]> {
  await beginRun({
    isPreview,
    answer: ({ name, inputs }) => {
      const findings = reports[name];
      const report = findings ? { __findings: { findings, plan: PLAN } } : {};
      return { region: "eu-west-1", ...inputs, ...report };
    },
  });
  if (isMonitorUnfamiliar) Object.freeze(pulumi.runtime.getMonitor());
  const { lines, restore } = collectLogs();
  try {
    const resources = Object.keys(reports).map((name) =>
      id ? appflow.ConnectorRegistration.get(name, id) : new appflow.ConnectorRegistration(name, args, opts?.()),
    );
    await Promise.all(resources.map(({ urn }) => valueOf(urn)));
    // What waits for a resource's outputs runs before it.
    await new Promise((resolve) => setImmediate(resolve));
    return lines.map(({ level, name, message }) => `${level} ${name}: ${message}`).sort();
  } finally {
    restore();
  }
}

describe("what check finds in preview", () => {
  withoutAmbientRegion();
  const { exitCode, argv } = process;
  afterEach(() => {
    process.exitCode = exitCode;
    process.argv = argv;
  });
  const runFrom = (script: string) => (process.argv = [argv[0], script]);

  it("is shown on its own resource, all of it, by its severity", async () => {
    const lines = await logsOf({
      a: [error("one"), warning("two")],
      b: [error("three"), info("four")],
      c: [],
      d: undefined,
    });
    assert.deepEqual(lines, ["error a: one", "error b: three", "info b: four", "warning a: two"]);
  });

  it("fails a program of the CLI as one that is explained already, if there is an error", async () => {
    runFrom("C:\\x\\node_modules\\@pulumi\\pulumi\\cmd\\run\\index.js");
    await logsOf({ a: [warning("one"), info("two")] });
    assert.equal(process.exitCode, exitCode);
    for (const script of [process.argv[1], "/x/node_modules/@pulumi/pulumi/cmd/run/index.js"]) {
      process.exitCode = exitCode;
      runFrom(script);
      await logsOf({ a: [error("one")] });
      assert.equal(process.exitCode, 32, script);
    }
  });

  it("leaves the exit code of an inline program's process alone", async () => {
    runFrom("/x/deploy.js");
    assert.deepEqual(await logsOf({ a: [error("one")] }), ["error a: one"]);
    assert.equal(process.exitCode, exitCode);
  });

  it("is shown neither in a run nor for a resource that is only read", async () => {
    assert.deepEqual(await logsOf({ a: [error("one")] }, { isPreview: false }), []);
    assert.deepEqual(await logsOf({ a: [error("one")] }, { id: "crm" }), []);
  });
});

describe("dependencies that can't be known", () => {
  it("are information, once a run, beside the findings of each resource", async () => {
    for (let run = 0; run < 2; run += 1) {
      const lines = await logsOf({ a: [error("one")], b: [error("two")] }, { isMonitorUnfamiliar: true });
      assert.deepEqual(lines.slice(0, 2), ["error a: one", "error b: two"]);
      assert.match(lines[2], /^info [ab]: previewing AppFlow connectors: .*#dependencies-unknown$/);
      assert.equal(lines.length, 3);
    }
  });
});

describe("a region that only the environment states", () => {
  withoutAmbientRegion();
  afterEach(() => pulumi.runtime.setAllConfig({}));
  const args = without(ARGS, "region");
  const countWarnings = async (run: Run = {}) => (await logsOf({ a: [] }, { args, ...run })).length;

  it("is warned of when it isn't the registration's, which stays where it is", async () => {
    process.env["AWS_REGION"] = "us-east-1";
    const [line, ...more] = await logsOf({ a: [] }, { args });
    assert.match(line, /^warning a: checking AppFlow connector "crm" \(eu-west-1\): .*us-east-1.*#region-ambient$/);
    assert.deepEqual(more, []);
  });

  it("is not warned of when it is the registration's, or when there is none", async () => {
    assert.equal(await countWarnings(), 0);
    process.env["AWS_REGION"] = "eu-west-1";
    assert.equal(await countWarnings(), 0);
  });

  it("doesn't matter where the program, a Provider or the configuration decides, in a run, or for what is only read", async () => {
    process.env["AWS_REGION"] = "us-east-1";
    const opts = () => ({ provider: new appflow.Provider("ireland", { region: "eu-west-1" }) });
    for (const run of [{ args: ARGS }, { opts }, { isPreview: false }, { id: "crm" }])
      assert.equal(await countWarnings(run), 0);
    for (const key of ["aws:region", "appflow:region"]) {
      pulumi.runtime.setAllConfig({ [key]: "eu-west-1" });
      assert.equal(await countWarnings(), 0);
    }
  });
});
