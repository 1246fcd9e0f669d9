import assert from "node:assert/strict";
import type { RawProperties } from "../../../../provider/resource/types";
import { UNKNOWN } from "../../../../provider/resource/unknown";
import { findLabelFault, validate } from "../../../../provider/resource/validate";
import { arnOf, inputsOf } from "../../../support/inMemory/context";

const validateChanged = (changes: RawProperties) =>
  validate({ ...inputsOf(), ...changes }, { action: "checking", label: "crm" });
const calling = (lambda: object): RawProperties => ({ connectorProvisioningConfig: { lambda } });
const codes = (changes: RawProperties) => validateChanged(changes).map(({ code }) => code);

describe("validate finds what AppFlow would reject", () => {
  const faults: readonly [what: string, changes: RawProperties, ...codes: string[]][] = [
    ["a label of one character", { connectorLabel: "a" }, "label-invalid"],
    ["a label with #", { connectorLabel: "crm#1" }, "label-hash"],
    ["a description with a quote", { description: "it's" }, "description-invalid"],
    ["a client token with an umlaut", { clientToken: "ä" }, "client-token-invalid"],
    ["a lower-case provisioning type", { connectorProvisioningType: "lambda" }, "provisioning-type-invalid"],
    ["a function of another region", { region: "us-east-1" }, "function-region"],
    ["a misspelt argument", { connectorLable: "crm" }, "argument-unknown"],
    ["a misspelt argument among others", { lambdaArn: arnOf("f") }, "argument-unknown"],
    ["an output given as an argument", { accountId: "123456789012" }, "argument-unknown"],
    ["a misspelt argument that is unknown", calling({ lambdaArn: arnOf("f"), qualifier: UNKNOWN }), "argument-unknown"],
    ["two faults at once", { connectorLabel: "a", adopt: 1 }, "label-invalid", "argument-type"],
  ];
  for (const [what, changes, ...expected] of faults)
    it(`${what}: ${expected.join(" and ")}`, () => assert.deepEqual(codes(changes), expected));

  const functions: readonly [what: string, arn: string, code?: string][] = [
    ["of China", "arn:aws-cn:lambda:cn-north-1:123456789012:function:f"],
    ["of GovCloud", "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:f"],
    ["with a version", `${arnOf("f")}:7`],
    ["with an alias", `${arnOf("f")}:live_1-2`],
    ["with $LATEST", `${arnOf("f")}:$LATEST`],
    ["that is a role", "arn:aws:iam::123456789012:role/f", "function-invalid"],
    ["that is a layer", "arn:aws:lambda:eu-west-1:123456789012:layer:f:1", "function-invalid"],
    ["with two versions", `${arnOf("f")}:7:8`, "function-invalid"],
    ["with a short account", "arn:aws:lambda:eu-west-1:12345678901:function:f", "function-invalid"],
    ["that is only a name", "f", "function-invalid"],
    ["of 513 characters", arnOf("f".repeat(513 - arnOf("").length)), "function-invalid"],
    ["of 512 characters", arnOf("f".repeat(512 - arnOf("").length))],
  ];
  for (const [what, lambdaArn, code] of functions)
    it(`an ARN ${what} is ${code ? "refused" : "taken"}`, () => {
      assert.deepEqual(codes(calling({ lambdaArn })), code ? [code] : []);
    });

  for (const [what, connectorProvisioningConfig, property] of [
    ["no configuration", null, "connectorProvisioningConfig"],
    ["an empty configuration", {}, "connectorProvisioningConfig.lambda"],
    ["a function that is null", { lambda: null }, "connectorProvisioningConfig.lambda"],
    ["no ARN", { lambda: {} }, "connectorProvisioningConfig.lambda.lambdaArn"],
    ["an ARN that is null", { lambda: { lambdaArn: null } }, "connectorProvisioningConfig.lambda.lambdaArn"],
  ] as const)
    it(`${what}: says that ${property} is missing`, () => {
      const [{ code, message }, ...more] = validateChanged({ connectorProvisioningConfig });
      assert.deepEqual([code, more], ["function-missing", []]);
      assert.ok(message.includes(`\`${property}\` is missing`), message);
    });

  for (const [label, fault] of [
    ["", "is empty"],
    ["a", "is shorter than 2 characters"],
    ["a".repeat(257), "has 257 characters, and the most is 256"],
    ["a b", "has characters that AppFlow does not take"],
    ["crm", undefined],
  ] as const)
    it(`the label "${label.slice(0, 5)}": it ${fault ?? "is fine"}`, () => {
      assert.equal(findLabelFault(label), fault);
      const messages = validateChanged({ connectorLabel: label }).map(({ message }) => message);
      assert.deepEqual(
        messages.filter((message) => message.includes(`\`connectorLabel\` ${fault}. `)),
        messages,
      );
    });

  it("a misspelt argument, wherever it stands: it names the path, the likely one and all there are", () => {
    const messagesOf = (changes: RawProperties) =>
      validateChanged(changes).map(({ severity, message }) => `${severity} ${message}`);
    assert.match(
      messagesOf({ adopts: true })[0],
      /^error .*: `adopts` is not an argument; `adopt` is\. The arguments are connectorLabel, connectorProvisioningConfig, .*, triggers\. /,
    );
    assert.match(
      messagesOf(calling({ lambdaArn: arnOf("f"), arn: "x" }))[0],
      /`connectorProvisioningConfig\.lambda\.arn` is not an argument\. The arguments are lambdaArn\. /,
    );
    assert.match(
      messagesOf({ region: "us-east-1" })[0],
      /the function is in eu-west-1, the registration in us-east-1\. Give a function of us-east-1, /,
    );
  });

  it("a region or a type that is empty or another: it says what was expected", () => {
    const messageOf = (changes: object) => validateChanged({ ...changes }).map(({ message }) => message)[0];
    assert.match(messageOf({ region: "" }), /`region` is empty\./);
    assert.match(messageOf({ region: "moon" }), /`region` is not a region\./);
    assert.match(messageOf({ adopt: 1 }), /`adopt` must be a boolean, not a number\./);
    assert.match(messageOf({ triggers: {} }), /`triggers` must be an array, not an object\./);
  });

  it("but no argument is taken for one that every object has", () => {
    const hostile = JSON.parse('{"constructor": 1, "toString": 2, "hasOwnProperty": 3}') as RawProperties;
    const config = JSON.parse('{"lambda": {"__proto__": {"lambdaArn": "x"}}}') as unknown;
    assert.deepEqual(
      [...new Set(codes({ ...hostile, connectorProvisioningConfig: config }))],
      ["argument-unknown", "function-missing"],
    );
  });
});
