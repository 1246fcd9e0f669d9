import assert from "node:assert/strict";
import { check } from "../../../provider/check";
import { defaultLabel, type RawInputs } from "../../../provider/inputs";
import { arnOf, connected, contextOf, inputsOf, withoutAmbientRegion } from "./given";

const good = (changes: RawInputs = {}): RawInputs => ({ ...inputsOf(), ...changes });
const judged = (news: RawInputs, olds: RawInputs = {}, caller = {}) => check(contextOf(), olds, news, caller);
const codes = (news: RawInputs, olds: RawInputs = {}) => judged(news, olds).findings.map(({ code }) => code);
const configured = (configuration: Record<string, string>) => contextOf(undefined, connected(configuration));

describe("check says what AppFlow would reject", () => {
  withoutAmbientRegion();

  const junk: readonly [name: string, value: unknown][] = [
    ["an empty text", ""],
    ["a number", 5],
    ["a boolean", true],
    ["a list", ["x"]],
    ["an object", {}],
    ["text", "no such thing, (surely)"],
    ["a huge text", "x".repeat(100_000)],
  ];
  const takes: Readonly<Record<string, readonly string[]>> = {
    connectorLabel: [],
    connectorProvisioningConfig: [],
    connectorProvisioningType: [],
    description: ["an empty text"],
    clientToken: ["text"],
    region: [],
    adopt: ["a boolean"],
    forceDelete: ["a boolean"],
    triggers: ["a list"],
  };
  for (const [name, fine] of Object.entries(takes).filter(([name]) => name !== "region"))
    for (const [what, value] of junk)
      it(`${what} as ${name} is ${fine.includes(what) ? "taken" : "refused, by its name and not by its value"}`, () => {
        const { findings } = judged(good({ [name]: value }));
        assert.deepEqual(
          findings.map(({ severity }) => severity),
          fine.includes(what) ? [] : ["error"],
          JSON.stringify(findings).slice(0, 500),
        );
        for (const { message } of findings) {
          assert.match(message, new RegExp(`\`${name}`));
          assert.ok(message.length < 600, message);
        }
      });

  const faults: readonly [what: string, changes: RawInputs, ...codes: string[]][] = [
    ["a label of one character", { connectorLabel: "a" }, "label-invalid"],
    ["a label of 257 characters", { connectorLabel: "a".repeat(257) }, "label-invalid"],
    ["a label with a space", { connectorLabel: "Google BigQuery" }, "label-invalid"],
    ["a label that begins with a dash", { connectorLabel: "-crm" }, "label-invalid"],
    ["a label that ends in a line break", { connectorLabel: "crm\n" }, "label-invalid"],
    ["a label with #", { connectorLabel: "crm#1" }, "label-hash"],
    ["a description of 1025 characters", { description: "a".repeat(1025) }, "description-invalid"],
    ["a description with a quote", { description: "it's" }, "description-invalid"],
    ["a client token of 257 characters", { clientToken: "a".repeat(257) }, "client-token-invalid"],
    ["a client token with an umlaut", { clientToken: "ä" }, "client-token-invalid"],
    ["a lower-case provisioning type", { connectorProvisioningType: "lambda" }, "provisioning-type-invalid"],
    ["a function of another region", { region: "us-east-1" }, "function-region"],
    ["a misspelt argument", { connectorLable: "crm" }, "argument-unknown"],
    ["a misspelt argument among others", { lambdaArn: arnOf("f") }, "argument-unknown"],
    ["an output given as an argument", { accountId: "123456789012" }, "argument-unknown"],
    ["two faults at once", { connectorLabel: "a", adopt: 1 }, "label-invalid", "argument-type"],
  ];
  for (const [what, changes, ...expected] of faults)
    it(`${what}: ${expected.join(" and ")}`, () => assert.deepEqual(codes(good(changes)), expected));

  for (const [what, label] of [
    ["two characters", "ab"],
    ["256 characters", "a".repeat(256)],
    ["every character there is", "0_!@.-zZ9"],
  ] as const)
    it(`a label of ${what} is taken`, () => assert.deepEqual(codes(good({ connectorLabel: label })), []));

  it("a description of 1024 characters, with line breaks, is taken", () => {
    assert.deepEqual(codes(good({ description: "a\n".repeat(512) })), []);
  });

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
      assert.deepEqual(
        codes(good({ connectorProvisioningConfig: { lambda: { lambdaArn } } })),
        code ? [code] : [],
      );
    });

  for (const [what, connectorProvisioningConfig, property] of [
    ["no configuration", null, "connectorProvisioningConfig"],
    ["an empty configuration", {}, "connectorProvisioningConfig.lambda"],
    ["a function that is null", { lambda: null }, "connectorProvisioningConfig.lambda"],
    ["no ARN", { lambda: {} }, "connectorProvisioningConfig.lambda.lambdaArn"],
    ["an ARN that is null", { lambda: { lambdaArn: null } }, "connectorProvisioningConfig.lambda.lambdaArn"],
  ] as const)
    it(`${what}: says that ${property} is missing`, () => {
      const { findings } = judged(good({ connectorProvisioningConfig }));
      assert.deepEqual(
        findings.map(({ code }) => code),
        ["function-missing"],
      );
      assert.ok(findings[0]?.message.includes(`\`${property}\` is missing`), findings[0]?.message);
    });

  it("a secret label, whose text then appears nowhere", () => {
    const { findings } = judged(good({ connectorLabel: "s3cret#label" }), {}, { secretLabel: true });
    assert.deepEqual(
      findings.map(({ code, severity }) => `${severity} ${code}`),
      ["error label-secret"],
      "what else is wrong with it would tell of it",
    );
    assert.ok(!JSON.stringify(findings).includes("s3cret"));
  });

  it("and not what is wrong with the configuration, which is no resource's fault", () => {
    const { findings } = check(configured({ "aws:insecure": "true" }), {}, good({ adopt: 1 }));
    assert.deepEqual(
      findings.map(({ code }) => code),
      ["argument-type"],
    );
  });

  it("but no argument is taken for one that every object has", () => {
    const hostile = JSON.parse('{"constructor": 1, "toString": 2, "hasOwnProperty": 3}') as RawInputs;
    const config = JSON.parse('{"lambda": {"__proto__": {"lambdaArn": "x"}}}') as unknown;
    assert.deepEqual(
      [...new Set(codes(good({ ...hostile, connectorProvisioningConfig: config })))],
      ["argument-unknown", "function-missing"],
    );
  });
});

describe("The default label", () => {
  const label = (name: string, stack = "dev") => defaultLabel("org", "project", stack, name);

  it("is the resource's name and a hash, the same on every machine", () => {
    assert.equal(label("crm"), "crm-81c448d");
  });

  it("keeps stacks, and names that look alike, apart", () => {
    const labels = [label("crm"), label("crm", "prod"), label("my crm"), label("my-crm"), label("my#crm")];
    assert.equal(new Set(labels).size, labels.length);
  });

  for (const name of ["", "-", "___", "ä", "a".repeat(300), "🙂 crm", "Google BigQuery", "#", "1"])
    it(`is legal for the name ${JSON.stringify(name.slice(0, 20))}`, () => {
      assert.deepEqual(codes(good({ connectorLabel: label(name) })), []);
    });
});
