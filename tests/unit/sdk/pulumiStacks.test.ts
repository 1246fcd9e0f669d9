import assert from "node:assert/strict";
import * as appflow from "../../../sdk";
import { sparePulumiStacks } from "../../../sdk/pulumiStacks";
import { beginRun, valueOf } from "../../support/program";

type Format = ((error: Error, sites: NodeJS.CallSite[]) => unknown) | undefined;

/** Runs with Node's limit of stacks and with a format of its own, not the test runner's; undefined is V8's. */
async function withFormat(format: Format, run: () => unknown): Promise<void> {
  const original = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 10;
  delete (Error as { prepareStackTrace?: Format }).prepareStackTrace;
  if (format) Error.prepareStackTrace = format;
  try {
    await run();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    if (original) Object.defineProperty(Error, "prepareStackTrace", original);
    else delete (Error as { prepareStackTrace?: Format }).prepareStackTrace;
  }
}

/** The stack of an error that is always made at the same place. */
const stackOf = (message?: string) => new TypeError(message).stack;

describe("sparing Pulumi's stacks", () => {
  it("leaves errors without a message without a stack, until it ends", async () => {
    await withFormat(undefined, () => {
      const restore = sparePulumiStacks();
      assert.equal(stackOf(), "");
      restore();
      assert.match(stackOf() ?? "", /^TypeError\n {4}at /);
      assert.ok(!Object.hasOwn(Error, "prepareStackTrace"));
    });
  });

  it("leaves all other errors the stack that V8 gives them", async () => {
    await withFormat(undefined, () => {
      const stacks = [false, true].map((isSpared) => {
        const restore = isSpared ? sparePulumiStacks() : () => undefined;
        const stack = stackOf("mine");
        restore();
        return stack?.split("\n").filter((line) => !line.includes("Array.map"));
      });
      assert.deepEqual(stacks[1], stacks[0]);
      assert.ok((stacks[0]?.length ?? 0) > 5);
    });
  });

  it("leaves the format to whoever set one, and sets it back", async () => {
    const format: Format = (error, sites) => `${error.message}: ${sites.length > 0}`;
    await withFormat(format, () => {
      const restore = sparePulumiStacks();
      assert.equal(stackOf("mine"), "mine: true");
      assert.equal(stackOf(), "");
      restore();
      assert.equal(Object.getOwnPropertyDescriptor(Error, "prepareStackTrace")?.value, format);
    });
  });

  it("leaves the stacks without a limit, from which Pulumi takes the positions of resources", async () => {
    await withFormat(undefined, () => {
      const restore = sparePulumiStacks();
      Error.stackTraceLimit = Infinity;
      const stack = stackOf();
      restore();
      assert.match(stack ?? "", /^TypeError\n {4}at .*pulumiStacks/);
    });
  });
});

const ARGS = {
  connectorProvisioningConfig: {
    lambda: { lambdaArn: "arn:aws:lambda:eu-west-1:123456789012:function:crm" },
  },
};

describe("a registration that is constructed", () => {
  for (const isPreview of [true, false])
    it(`spares Pulumi's stacks but one ${isPreview ? "in preview" : "in no other run"}`, async () => {
      await beginRun({ isPreview });
      let formatted = 0;
      const count = () => `stack ${(formatted += 1)}`;
      await withFormat(count, () => {
        const { urn } = new appflow.ConnectorRegistration("crm", ARGS);
        assert.equal(formatted === 1, isPreview, String(formatted));
        return valueOf(urn);
      });
    });
});

describe("what a user's transformation throws in preview", () => {
  /** What a registration throws whose transformation fails. */
  const thrownBy = (transformation: () => never): Error => {
    try {
      new appflow.ConnectorRegistration("crm", ARGS, { transformations: [transformation] });
    } catch (error) {
      return error as Error;
    }
    return assert.fail("the transformation was not run");
  };

  for (const message of ["mine", ""])
    it(`keeps its stack, and finds Error as it was: "${message}"`, async () => {
      await beginRun({ isPreview: true });
      await withFormat(undefined, () => {
        const before = Object.getOwnPropertyDescriptors(Error);
        const error = thrownBy(function failing() {
          assert.equal(Error.stackTraceLimit, 10);
          throw new Error(message);
        });
        assert.match(error.stack ?? "", /^Error.*\n {4}at .*failing .*pulumiStacks\.test\.ts:\d+/);
        assert.deepEqual(Object.getOwnPropertyDescriptors(Error), before);
      });
    });

  it("has its stack already while the registration is constructed", async () => {
    await beginRun({ isPreview: true });
    await withFormat(undefined, () => {
      let stack: string | undefined = "";
      thrownBy(() => {
        const error = new TypeError("mine");
        stack = error.stack;
        throw error;
      });
      assert.match(stack, /^TypeError: mine\n {4}at .*pulumiStacks\.test\.ts:\d+/);
    });
  });
});
