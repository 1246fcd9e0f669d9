import assert from "node:assert/strict";
import { check } from "../../../provider/check";
import { defaultLabel, type RawInputs, UNKNOWN } from "../../../provider/inputs";
import { arnOf, connected, contextOf, inputsOf, REGION, withoutAmbientRegion } from "./given";

const good = (changes: RawInputs = {}): RawInputs => ({ ...inputsOf(), ...changes });
const judged = (news: RawInputs, olds: RawInputs = {}, caller = {}) => check(contextOf(), olds, news, caller);
const codes = (news: RawInputs, olds: RawInputs = {}) => judged(news, olds).findings.map(({ code }) => code);
const configured = (configuration: Record<string, string>) => contextOf(undefined, connected(configuration));

describe("check fills in what the program leaves out", () => {
  withoutAmbientRegion();

  it("finds nothing wrong with a label and a function, and adds the provisioning type", () => {
    const { connectorProvisioningType: _, ...least } = inputsOf();
    assert.deepEqual(judged({ ...least }), { inputs: inputsOf(), findings: [], isNew: true });
  });

  it("takes null as left out, for every argument", () => {
    const { connectorProvisioningConfig } = inputsOf();
    const nulls = Object.fromEntries(
      [
        "connectorProvisioningType",
        "description",
        "clientToken",
        "region",
        "adopt",
        "forceDelete",
        "triggers",
      ].map((name) => [name, null]),
    );
    const { inputs, findings } = judged(
      { ...nulls, connectorLabel: null, connectorProvisioningConfig },
      {},
      { defaultLabel: "crm" },
    );
    assert.deepEqual({ inputs, findings }, { inputs: inputsOf(), findings: [] });
  });

  it("keeps everything that is stated as it is", () => {
    const stated = inputsOf({
      description: "of the sales team",
      clientToken: "once",
      region: REGION,
      adopt: true,
      forceDelete: false,
      triggers: [1, { a: [null] }],
    });
    assert.deepEqual(judged({ ...stated }).inputs, stated);
  });

  it("gives a resource without a label the default, and one that has a label that one", () => {
    const { connectorLabel: _, ...unlabelled } = inputsOf();
    const labelOf = (news: RawInputs, olds: RawInputs) =>
      judged(news, olds, { defaultLabel: "crm-1a2b3c4" }).inputs["connectorLabel"];
    assert.equal(labelOf(unlabelled, {}), "crm-1a2b3c4");
    assert.equal(labelOf(unlabelled, { connectorLabel: "kept" }), "kept");
    assert.equal(labelOf(good({ connectorLabel: "stated" }), { connectorLabel: "kept" }), "stated");
  });

  it("says that there is no label where nobody hands one over", () => {
    assert.deepEqual(codes(good({ connectorLabel: undefined })), ["label-missing"]);
  });

  it("takes the region from the program, then the configuration, then the state, then the environment", () => {
    const regionOf = (news: RawInputs, olds: RawInputs, configuration = {}) =>
      check(configured(configuration), olds, good(news)).inputs["region"];
    process.env["AWS_DEFAULT_REGION"] = "eu-south-2";
    assert.equal(regionOf({}, {}), "eu-south-2");
    process.env["AWS_REGION"] = "eu-north-1";
    assert.equal(regionOf({}, {}), "eu-north-1");
    assert.equal(regionOf({}, { region: "eu-west-3" }), "eu-west-3");
    const aws = { "aws:region": "eu-west-2" };
    assert.equal(regionOf({}, { region: "eu-west-3" }, aws), "eu-west-2");
    const both = { ...aws, "appflow:region": "eu-central-1" };
    assert.equal(regionOf({}, { region: "eu-west-3" }, both), "eu-central-1");
    assert.equal(regionOf({ region: "us-east-1" }, { region: "eu-west-3" }, both), "us-east-1");
  });

  it("leaves the region out where only the SDK's own chain can know it", () => {
    assert.equal("region" in judged(good()).inputs, false);
  });

  it("takes a registration for new when the state has no label, or the label or the region moves", () => {
    const isNew = (news: RawInputs, olds: RawInputs) => judged(good(news), olds).isNew;
    const olds = { ...inputsOf(), region: REGION };
    assert.equal(isNew({}, {}), true);
    assert.equal(isNew({}, olds), false);
    assert.equal(isNew({ description: "other" }, olds), false);
    assert.equal(isNew({ connectorLabel: "erp" }, olds), true);
    assert.equal(isNew({ region: "eu-west-2" }, olds), true);
  });
});

describe("check leaves unknown values unknown", () => {
  withoutAmbientRegion();

  for (const name of Object.keys({ ...inputsOf(), description: 1, clientToken: 1, region: 1, adopt: 1 }))
    it(`in place of ${name}`, () => {
      const { inputs, findings } = judged(good({ [name]: UNKNOWN }));
      assert.equal(inputs[name], UNKNOWN);
      assert.deepEqual(findings, []);
    });

  for (const connectorProvisioningConfig of [{ lambda: UNKNOWN }, { lambda: { lambdaArn: UNKNOWN } }])
    it(`within ${JSON.stringify(connectorProvisioningConfig).replace(UNKNOWN, "unknown")}`, () => {
      const { inputs, findings } = judged(good({ connectorProvisioningConfig, region: REGION }));
      assert.deepEqual(inputs["connectorProvisioningConfig"], connectorProvisioningConfig);
      assert.deepEqual(findings, []);
    });

  for (const triggers of [UNKNOWN, [UNKNOWN], [{ deep: [UNKNOWN] }]])
    it(`within triggers ${JSON.stringify(triggers).replace(UNKNOWN, "unknown")}`, () => {
      assert.deepEqual(judged(good({ triggers })).inputs["triggers"], triggers);
    });

  it("and still says what is wrong beside them, without the unknown's sentinel", () => {
    const { findings } = judged(good({ connectorLabel: UNKNOWN, region: UNKNOWN, adopt: "yes" }));
    assert.deepEqual(
      findings.map(({ code }) => code),
      ["argument-type"],
    );
    assert.ok(!JSON.stringify(findings).includes(UNKNOWN));
  });
});

describe("check says what AppFlow would reject", () => {
  withoutAmbientRegion();

  const junk: readonly [name: string, value: unknown][] = [
    ["an empty text", ""],
    ["a number", 5],
    ["a boolean", true],
    ["a list", ["x"]],
    ["an object", { x: 1 }],
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
    assert.ok(findings.some(({ code, severity }) => code === "label-secret" && severity === "error"));
    assert.ok(!JSON.stringify(findings).includes("s3cret"));
  });

  it("and what is wrong with the configuration", () => {
    const { findings } = check(configured({ "aws:insecure": "true" }), {}, good());
    assert.deepEqual(
      findings.map(({ code }) => code),
      ["configuration-unsupported"],
    );
  });

  it("but no argument is taken for one that every object has", () => {
    const hostile = JSON.parse('{"constructor": 1, "toString": 2, "hasOwnProperty": 3}') as RawInputs;
    const config = JSON.parse('{"lambda": {"__proto__": {"lambdaArn": "x"}}}') as unknown;
    assert.deepEqual(codes(good({ ...hostile, connectorProvisioningConfig: config })), [
      "argument-unknown",
      "argument-unknown",
      "argument-unknown",
      "function-missing",
    ]);
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
