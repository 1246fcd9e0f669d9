import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { Note } from "../../../provider/preflight";
import * as appflow from "../../../sdk";
import { without, withoutAmbientRegion } from "../provider/given";

const ARGS = {
  connectorLabel: "crm",
  region: "eu-west-1",
  connectorProvisioningConfig: {
    lambda: { lambdaArn: "arn:aws:lambda:eu-west-1:123456789012:function:crm" },
  },
};
/** Nothing is looked up for what isn't new and has AppFlow ask no function. */
const NOTE: Note = {
  isNew: false,
  asks: false,
  label: "crm",
  region: "eu-west-1",
  adopt: false,
  description: "absent",
};

const error = (message: string) => ({ severity: "error", code: "label-invalid", message });
const warning = (message: string) => ({ severity: "warning", code: "label-hash", message });
const info = (message: string) => ({ severity: "info", code: "connector-answers", message });

type Log = typeof pulumi.log.error;

interface Run {
  readonly preview?: boolean;
  /** The resources are read by it. */
  readonly id?: string;
  readonly args?: appflow.ConnectorRegistrationArgs;
  /** Where the registrations are. */
  readonly region?: string;
}

/** What a program of some resources logs, as `level resource text`, when check reported this on each of them. */
async function logged(
  reports: Readonly<Record<string, object[] | undefined>>,
  { preview = true, id, args = ARGS, region = "eu-west-1" }: Run = {},
): Promise<string[]> {
  const lines: string[] = [];
  const log = pulumi.log as { error: Log; warn: Log; info: Log };
  const kept = { ...log };
  const logging =
    (level: string): Log =>
    (message, resource) => {
      lines.push(`${level} ${(resource as unknown as { __name: string }).__name}: ${message}`);
      return Promise.resolve();
    };
  await pulumi.runtime.setMocks(
    {
      call: () => ({}),
      newResource: ({ name, inputs }) => {
        const findings = reports[name];
        const reported = findings ? { __findings: { findings, note: NOTE } } : {};
        return { id: "crm", state: { region, ...(inputs as object), ...reported } };
      },
    },
    "project",
    "stack",
    preview,
    "organization",
  );
  Object.assign(log, { error: logging("error"), warn: logging("warning"), info: logging("info") });
  try {
    const made = Object.keys(reports).map((name) =>
      id ? appflow.ConnectorRegistration.get(name, id) : new appflow.ConnectorRegistration(name, args),
    );
    await Promise.all(made.map(shown));
    return lines.sort();
  } finally {
    Object.assign(log, { error: kept.error, warn: kept.warn, info: kept.info });
  }
}

/** Resolves when what waits for a resource's outputs has run. */
async function shown(resource: appflow.ConnectorRegistration): Promise<void> {
  await new Promise((resolve) => {
    resource.urn.apply(resolve);
  });
  await new Promise((resolve) => setImmediate(resolve));
}

describe("What check found in preview", () => {
  withoutAmbientRegion();
  const { exitCode, argv } = process;
  afterEach(() => {
    process.exitCode = exitCode;
    process.argv = argv;
  });
  const within = (script: string) => (process.argv = [argv[0], script]);

  it("shows on its own resource, all of it, each finding as what it is", async () => {
    const lines = await logged({
      a: [error("one"), warning("two")],
      b: [error("three"), info("four")],
      c: [],
      d: undefined,
    });
    assert.deepEqual(lines, ["error a: one", "error b: three", "info b: four", "warning a: two"]);
  });

  it("fails the program of the CLI as one that was explained already", async () => {
    within("/x/node_modules/@pulumi/pulumi/cmd/run/index.js");
    await logged({ a: [error("one")] });
    assert.equal(process.exitCode, 32);
  });

  it("leaves the exit code alone where there are only warnings and information", async () => {
    within("C:\\x\\node_modules\\@pulumi\\pulumi\\cmd\\run\\index.js");
    await logged({ a: [warning("one"), info("two")] });
    assert.equal(process.exitCode, exitCode);
    await logged({ a: [error("one")] });
    assert.equal(process.exitCode, 32);
  });

  it("leaves the exit code of an inline program's process alone", async () => {
    within("/x/deploy.js");
    assert.deepEqual(await logged({ a: [error("one")] }), ["error a: one"]);
    assert.equal(process.exitCode, exitCode);
  });

  it("doesn't show in a run, nor for a resource that is only read", async () => {
    assert.deepEqual(await logged({ a: [error("one")] }, { preview: false }), []);
    assert.deepEqual(await logged({ a: [error("one")] }, { id: "crm" }), []);
  });
});

describe("A region that only the environment states", () => {
  withoutAmbientRegion();
  afterEach(() => pulumi.runtime.setAllConfig({}));
  const unplaced = without(ARGS, "region");
  const warned = async (run: Run = {}) => (await logged({ a: [] }, { args: unplaced, ...run })).length;

  it("is warned of when it isn't the registration's, which stays where it is", async () => {
    process.env["AWS_REGION"] = "us-east-1";
    const [line, ...more] = await logged({ a: [] }, { args: unplaced });
    assert.match(
      line,
      /^warning a: checking AppFlow connector "crm" \(eu-west-1\): .*us-east-1.*#region-ambient$/,
    );
    assert.deepEqual(more, []);
  });

  it("is nothing to warn of when it is the registration's, or when there is none", async () => {
    assert.equal(await warned(), 0);
    process.env["AWS_REGION"] = "eu-west-1";
    assert.equal(await warned(), 0);
  });

  it("doesn't matter where the program or the configuration states one, in a run, or for what is only read", async () => {
    process.env["AWS_REGION"] = "us-east-1";
    assert.equal(await warned({ args: ARGS }), 0);
    assert.equal(await warned({ preview: false }), 0);
    assert.equal(await warned({ id: "crm" }), 0);
    for (const key of ["aws:region", "appflow:region"]) {
      pulumi.runtime.setAllConfig({ [key]: "eu-west-1" });
      assert.equal(await warned(), 0);
    }
  });
});
