import assert from "node:assert/strict";
import { ServiceException } from "../../../../../emulator/aws/serviceException";
import type { JsonValue } from "../../../../../emulator/schemas/json";
import { DEVIATIONS } from "../../../../../emulator/services/appflow/deviations";
import { SHAPES, compileValidator } from "../../../../../emulator/services/appflow/validation";

const register = compileValidator("RegisterConnectorRequest");
const lambdaArn = "arn:aws:lambda:eu-west-1:123456789012:function:crm";
const good = {
  connectorLabel: "crm",
  connectorProvisioningType: "LAMBDA",
  connectorProvisioningConfig: { lambda: { lambdaArn } },
};

function refusal(body: JsonValue): ServiceException {
  try {
    register(body);
  } catch (error) {
    if (error instanceof ServiceException) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: "it was accepted" });
}

const CASES: [why: string, changes: Record<string, JsonValue>, message: string][] = [
  [
    "a space in a label",
    { connectorLabel: "c rm" },
    "Value 'c rm' at 'connectorLabel' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9][\\w!@#.-]+",
  ],
  ["a label that only begins well", { connectorLabel: "crm/" }, "Value 'crm/' at 'connectorLabel' failed"],
  ["a label with a line break at its end", { connectorLabel: "crm\n" }, "at 'connectorLabel' failed"],
  ["a label of one character", { connectorLabel: "c" }, "at 'connectorLabel' failed"],
  [
    "a label that is too long",
    { connectorLabel: "c".repeat(257) },
    "Member must have length less than or equal to 256",
  ],
  [
    "no label",
    { connectorLabel: null },
    "Value null at 'connectorLabel' failed to satisfy constraint: Member must not be null",
  ],
  [
    "an empty token",
    { clientToken: "" },
    "Value '' at 'clientToken' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    "an unknown provisioning type",
    { connectorProvisioningType: "EC2" },
    "Member must satisfy enum value set: [LAMBDA]",
  ],
  [
    "no function",
    { connectorProvisioningConfig: { lambda: {} } },
    "Value null at 'connectorProvisioningConfig.lambda.lambdaArn' failed",
  ],
  [
    "a function that isn't an ARN",
    { connectorProvisioningConfig: { lambda: { lambdaArn: "crm" } } },
    "Member must satisfy regular expression pattern: arn:aws:.*:.*:[0-9]+:.*",
  ],
  ["a description with a quote", { description: "it's" }, "at 'description' failed"],
];

describe("A request to AppFlow", () => {
  it("is accepted when the model accepts it, and keeps members the model doesn't know", () => {
    assert.deepEqual(register({ ...good, description: "", more: 1 }), { ...good, description: "", more: 1 });
  });

  for (const [why, changes, message] of CASES)
    it(`is refused by the model: ${why}`, () => {
      const error = refusal({ ...good, ...changes });
      assert.equal(error.type, "ValidationException");
      assert.equal(error.status, 400);
      assert.ok(error.message.includes(message), error.message);
    });

  it("counts what is wrong with it", () => {
    assert.match(refusal({ connectorLabel: "c rm" }).message, /^3 validation errors detected: /);
    assert.match(refusal({ ...good, connectorLabel: "c rm" }).message, /^1 validation error detected: /);
  });

  it("is told at once that a text is too long, and for that alone", () => {
    const colons = { lambda: { lambdaArn: `arn:aws:${":".repeat(30_000)}` } };
    const { message } = refusal({ ...good, connectorProvisioningConfig: colons });
    assert.match(message, /^1 validation error detected: .*length less than or equal to 512$/);
  }).timeout(1000);

  it("is told so many mistakes at most", () => {
    const list = { connectorTypes: Array.from({ length: 50_000 }, () => "x") };
    assert.throws(
      () => compileValidator("DescribeConnectorsRequest")(list),
      ({ message }: Error) =>
        message.startsWith("50001 validation errors detected: ") && message.length < 20_000,
    );
  });

  for (const body of [
    { ...good, connectorLabel: 1 },
    { ...good, connectorProvisioningConfig: "x" },
    [],
    "text",
    1,
    null,
  ])
    it(`of the wrong type is not read: ${JSON.stringify(body)}`, () => {
      assert.equal(refusal(body as JsonValue).type, "SerializationException");
    });

  it("may name a function of the other partitions, and of no others", () => {
    const of = (partition: string) => ({
      lambda: { lambdaArn: lambdaArn.replace("arn:aws:", `arn:${partition}:`) },
    });
    for (const partition of ["aws", "aws-cn", "aws-us-gov"])
      register({ ...good, connectorProvisioningConfig: of(partition) });
    assert.equal(refusal({ ...good, connectorProvisioningConfig: of("gcp") }).type, "ValidationException");
  });

  it("departs from the model only where a shape exists to depart from", () => {
    for (const { shape } of DEVIATIONS) assert.ok(SHAPES[shape]?.pattern, shape);
  });
});
