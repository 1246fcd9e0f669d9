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

const config = (lambda: object) => ({ connectorProvisioningConfig: { lambda } as never });
const at = (member: string, value: string, constraint = "") =>
  `Value ${value} at '${member}' failed to satisfy constraint: ${constraint}`;

const CASES: [changes: Record<string, JsonValue>, message: string][] = [
  [
    { connectorLabel: "c rm" },
    at("connectorLabel", "'c rm'", "Member must satisfy regular expression pattern: [a-zA-Z0-9][\\w!@#.-]+"),
  ],
  [{ connectorLabel: "crm/" }, at("connectorLabel", "'crm/'")],
  [{ connectorLabel: "crm\n" }, at("connectorLabel", "'crm\n'")],
  [{ connectorLabel: "c" }, at("connectorLabel", "'c'")],
  [{ connectorLabel: "c".repeat(257) }, "Member must have length less than or equal to 256"],
  [{ connectorLabel: null }, at("connectorLabel", "null", "Member must not be null")],
  [{ clientToken: "" }, at("clientToken", "''", "Member must have length greater than or equal to 1")],
  [{ connectorProvisioningType: "EC2" }, "Member must satisfy enum value set: [LAMBDA]"],
  [config({}), at("connectorProvisioningConfig.lambda.lambdaArn", "null")],
  [config({ lambdaArn: "crm" }), "Member must satisfy regular expression pattern: arn:aws:.*:.*:[0-9]+:.*"],
  [{ description: "it's" }, at("description", "'it's'")],
];

describe("A request to AppFlow", () => {
  it("is accepted when the model accepts it, and keeps members the model doesn't know", () => {
    assert.deepEqual(register({ ...good, description: "", more: 1 }), { ...good, description: "", more: 1 });
  });

  for (const [changes, message] of CASES)
    it(`is refused by the model: ${JSON.stringify(changes).slice(0, 80)}`, () => {
      const error = refusal({ ...good, ...changes });
      assert.deepEqual([error.type, error.status], ["ValidationException", 400]);
      assert.ok(error.message.includes(message), error.message);
    });

  it("counts what is wrong with it", () => {
    assert.match(refusal({ connectorLabel: "c rm" }).message, /^3 validation errors detected: /);
    assert.match(refusal({ ...good, connectorLabel: "c rm" }).message, /^1 validation error detected: /);
  });

  it("is told at once that a text is too long, and for that alone", () => {
    const { message } = refusal({ ...good, ...config({ lambdaArn: `arn:aws:${":".repeat(30_000)}` }) });
    assert.match(message, /^1 validation error detected: .*length less than or equal to 512$/);
  }).timeout(1000);

  it("is told so many mistakes at most", () => {
    const list = { connectorTypes: Array.from({ length: 50_000 }, () => "x") };
    assert.throws(
      () => compileValidator("DescribeConnectorsRequest")(list),
      ({ message }: Error) => message.startsWith("50001 validation errors detected: ") && message.length < 20_000,
    );
  });

  const mistyped = [{ ...good, connectorLabel: 1 }, { ...good, connectorProvisioningConfig: "x" }, [], "text", 1, null];
  for (const body of mistyped)
    it(`of the wrong type is not read: ${JSON.stringify(body)}`, () => {
      assert.equal(refusal(body as JsonValue).type, "SerializationException");
    });

  it("may name a function of the other partitions, and of no others", () => {
    const named = (partition: string) => ({
      ...good,
      ...config({ lambdaArn: lambdaArn.replace("aws", partition) }),
    });
    for (const partition of ["aws", "aws-cn", "aws-us-gov"]) register(named(partition));
    assert.equal(refusal(named("gcp")).type, "ValidationException");
  });

  it("departs from the model only where a shape exists to depart from", () => {
    for (const { shape } of DEVIATIONS) assert.ok(SHAPES[shape]?.pattern, shape);
  });
});
