import assert from "node:assert/strict";
import { check } from "../../../provider/check";
import { type RawInputs, UNKNOWN } from "../../../provider/inputs";
import {
  ACCOUNT,
  arnOf,
  connected,
  contextOf,
  inputsOf,
  REGION,
  without,
  withoutAmbientRegion,
} from "./given";

const good = (changes: RawInputs = {}): RawInputs => ({ ...inputsOf(), ...changes });
const judged = (news: RawInputs, olds: RawInputs = {}, caller = {}) => check(contextOf(), olds, news, caller);
const configured = (configuration: Record<string, string>) => contextOf(undefined, connected(configuration));

describe("check fills in what the program leaves out", () => {
  withoutAmbientRegion();

  it("finds nothing wrong with a label and a function, and adds the provisioning type", () => {
    const least = without(inputsOf(), "connectorProvisioningType");
    assert.deepEqual(judged({ ...least }), { inputs: inputsOf(), findings: [], isNew: true, asks: true });
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

  it("takes undefined as left out, and never answers with it", () => {
    const { inputs } = judged(good({ connectorProvisioningType: undefined, description: undefined }));
    assert.deepEqual(inputs, inputsOf());
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
    const unlabelled: RawInputs = { ...without(inputsOf(), "connectorLabel") };
    const labelOf = (news: RawInputs, olds: RawInputs) =>
      judged(news, olds, { defaultLabel: "crm-1a2b3c4" }).inputs["connectorLabel"];
    assert.equal(labelOf(unlabelled, {}), "crm-1a2b3c4");
    assert.equal(labelOf(unlabelled, { connectorLabel: "kept" }), "kept");
    assert.equal(labelOf(good({ connectorLabel: "stated" }), { connectorLabel: "kept" }), "stated");
  });

  it("says that there is no label where nobody hands one over", () => {
    const [{ severity, code, message }, ...more] = judged(good({ connectorLabel: undefined })).findings;
    assert.deepEqual([severity, code, more], ["error", "label-missing", []]);
    assert.match(message, /^checking an AppFlow connector: /);
    assert.match(judged(good({ adopt: 1 })).findings[0].message, /^checking AppFlow connector "crm": /);
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
    assert.equal(isNew({ region: REGION }, { ...inputsOf() }), false, "the state has no region yet");
  });
});

/** The arguments that name a function. */
const calling = (lambdaArn: unknown): RawInputs => ({
  connectorProvisioningConfig: { lambda: { lambdaArn } },
});

describe("check says whether AppFlow will ask the function", () => {
  withoutAmbientRegion();
  const OLDS: RawInputs = { ...inputsOf({ description: "d", triggers: [1] }), region: REGION };
  const asks = (news: RawInputs, olds: RawInputs = {}) => judged({ ...OLDS, ...news }, olds).asks;

  it("which it does of every registration that is new", () => {
    assert.equal(asks({}), true);
    assert.equal(asks({ connectorLabel: UNKNOWN, description: UNKNOWN }), true);
    assert.equal(asks({ connectorLabel: "erp" }, OLDS), true);
    assert.equal(asks({ region: UNKNOWN }, OLDS), true);
  });

  it("which it does of one that is to be written, and of no other", () => {
    for (const written of [
      { description: "other" },
      { description: undefined },
      { description: UNKNOWN },
      { triggers: [2] },
      { triggers: [UNKNOWN] },
      calling(arnOf("other")),
    ])
      assert.equal(asks(written, OLDS), true, JSON.stringify(written));
    for (const unwritten of [{}, { forceDelete: true }, { adopt: true }, { clientToken: "other" }])
      assert.equal(asks(unwritten, OLDS), false, JSON.stringify(unwritten));
  });

  it("which nobody knows while the function is unknown", () => {
    for (const config of [UNKNOWN, { lambda: UNKNOWN }, { lambda: { lambdaArn: UNKNOWN } }])
      for (const olds of [{}, OLDS])
        assert.equal(asks({ connectorProvisioningConfig: config }, olds), false, JSON.stringify(config));
  });

  for (const [why, news] of [
    ["is not stated", { connectorProvisioningConfig: undefined }],
    ["is no function", calling("arn:aws:s3:::crm")],
    ["is no text", calling(5)],
    ["is stated in another shape", { connectorProvisioningConfig: "text" }],
    ["is in another region", calling(arnOf("crm", "us-east-1"))],
  ] as const)
    it(`and not where the function ${why}: it is refused already`, () => {
      for (const olds of [{}, OLDS]) assert.equal(asks(news, olds), false);
    });

  it("although something else is wrong", () => assert.equal(asks({ adopt: "yes" }), true));
});

describe("check judges a function of an account that is excluded", () => {
  withoutAmbientRegion();
  const OTHER = "210987654321";
  const judgedIn = (configuration: Record<string, string>, lambdaArn: unknown) =>
    check(configured(configuration), {}, { ...good(calling(lambdaArn)), region: REGION });

  for (const [configuration, setting, level] of [
    [{ "aws:allowedAccountIds": `["${ACCOUNT}"]` }, `allowedAccountIds (${ACCOUNT})`, "warning"],
    [{ "appflow:forbiddenAccountIds": `["${OTHER}"]` }, `forbiddenAccountIds (${OTHER})`, "error"],
  ] as const)
    it(`by ${setting}: an ${level}`, () => {
      const { findings, asks } = judgedIn({ ...configuration }, arnOf("crm", REGION, OTHER));
      assert.deepEqual(
        findings.map(({ code, severity }) => `${severity} ${code}`),
        [`${level} function-account`],
      );
      // What is forbidden is not asked either.
      assert.equal(asks, level === "warning");
      for (const part of [`account ${OTHER}`, setting, `"crm" (${REGION}): `])
        assert.ok(findings[0].message.includes(part), `${part}: ${findings[0].message}`);
    });

  it("and leaves a registration alone that has it already", () => {
    const inputs = { ...good(calling(arnOf("crm", REGION, OTHER))), region: REGION };
    const forbidding = configured({ "appflow:forbiddenAccountIds": `["${OTHER}"]` });
    assert.deepEqual(check(forbidding, inputs, inputs).findings, []);
  });

  it("and no other", () => {
    for (const configuration of [
      {},
      { "aws:allowedAccountIds": `["${ACCOUNT}"]` },
      { "aws:forbiddenAccountIds": `["${OTHER}"]` },
    ] as Record<string, string>[]) {
      const { findings, asks } = judgedIn(configuration, arnOf("crm"));
      assert.deepEqual([findings, asks], [[], true]);
    }
  });

  it("and not while it is unknown", () => {
    assert.deepEqual(judgedIn({ "aws:allowedAccountIds": `["${ACCOUNT}"]` }, UNKNOWN).findings, []);
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
